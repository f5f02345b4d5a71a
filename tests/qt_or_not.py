"""A pytest plugin: on a system without Qt's libraries the window's tests are left out, and the run says so.

A bare Debian lacks libGL and others; pytest-qt would end the whole run there. Everything but the window is tested
all the same. In CI nothing is left out: there a missing library is a mistake.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WINDOW_TESTS = {Path(__file__).parent / folder for folder in ("gui", "benchmarks/window")}
SETTINGS = ("qt_api", "qt_log_format", "qt_log_ignore", "qt_log_level_fail", "qt_qapp_name")

_trouble = ""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Find out, before pytest-qt is loaded, whether Qt can be imported; in a process of its own."""
    global _trouble
    if os.environ.get("CI") or pluginmanager.is_blocked("pytest-qt"):
        return
    probe = subprocess.run(
        [sys.executable, "-c", "import PySide6.QtWidgets"], capture_output=True, text=True, check=False
    )
    if probe.returncode:
        _trouble = (probe.stderr.strip().splitlines() or ["PySide6 cannot be imported"])[-1]
        pluginmanager.set_blocked("pytest-qt")
        for name in SETTINGS:
            parser.addini(name, "a setting of pytest-qt, without effect here")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the window's tests."""
    return True if _trouble and not WINDOW_TESTS.isdisjoint((collection_path, *collection_path.parents)) else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, and what to install."""
    if _trouble:
        terminalreporter.write_line(
            f"The window's tests were left out, as Qt cannot be used here ({_trouble}); "
            "resources/docs/installation.md lists the packages to install."
        )
