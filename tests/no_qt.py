"""A pytest plugin that makes Qt impossible to import: `python -m pytest -p no:pytest-qt -p tests.no_qt tests/core`.

It is the only full proof that core, viewmodels and the command line need no window. pytest-qt has to stay out, as it
imports Qt itself.

Tests of Hypothesis run with a few examples: what is imported does not depend on the hundredth.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest
from hypothesis import is_hypothesis_test, settings

EXAMPLES = 5
BLOCKED = ("PySide6", "shiboken6", "pyqtgraph", "ioviz.gui")


class Blocker(MetaPathFinder):
    """Refuses to find Qt."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name in BLOCKED or name.startswith(tuple(f"{blocked}." for blocked in BLOCKED)):
            raise ImportError(f"{name} is blocked: this run proves that no Qt is needed", name=name)
        return None


def block() -> None:
    """From now on nothing can import Qt."""
    loaded = [name for name in sys.modules if name.partition(".")[0] in BLOCKED]
    if loaded:
        raise RuntimeError(f"Qt is there already: {', '.join(sorted(loaded)[:3])}")
    sys.meta_path.insert(0, Blocker())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know the settings of pytest-qt, which is not there, and block Qt before the first test module is imported."""
    for name in ("qt_api", "qt_log_format", "qt_log_ignore", "qt_log_level_fail", "qt_qapp_name"):
        parser.addini(name, "a setting of pytest-qt, without effect here")
    block()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test of Hypothesis a few examples, whatever it asks for."""
    for item in items:
        test = getattr(getattr(item, "obj", None), "__func__", getattr(item, "obj", None))
        if test is not None and is_hypothesis_test(test):
            usual = (
                test._hypothesis_internal_use_settings
            )  # where Hypothesis looks; tests/test_no_qt.py sees that it does
            test._hypothesis_internal_use_settings = settings(usual, max_examples=min(usual.max_examples, EXAMPLES))


def pytest_report_header() -> str:
    """Say so in the first lines of the run."""
    return "Qt is blocked"
