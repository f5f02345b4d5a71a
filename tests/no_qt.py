"""A pytest plugin that makes Qt impossible to import: `python -m pytest -p no:pytest-qt -p tests.no_qt tests/core`.

It is the only full proof that core, viewmodels and the command line need no window. pytest-qt has to stay out, as it
imports Qt itself.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

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


def pytest_report_header() -> str:
    """Say so in the first lines of the run."""
    return "Qt is blocked"
