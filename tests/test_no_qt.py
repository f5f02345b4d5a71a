"""The plugin that blocks Qt blocks it: a run that needs Qt fails under it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLUGINS = ("-p", "no:pytest-qt", "-p", "tests.no_qt", "-p", "no:cacheprovider")


PLANTED = """
from hypothesis import given, settings, strategies

def test_qt():
    import PySide6.QtCore

def test_pyqtgraph():
    import pyqtgraph

def test_core():
    import ioviz.core.errors

TAKEN = []

@settings(max_examples=60)
@given(strategies.integers())
def test_with_examples(number):
    TAKEN.append(number)

def test_examples_were_few():
    assert 0 < len(TAKEN) <= 10
"""


def test_qt_is_blocked_and_nothing_else(tmp_path: Path) -> None:
    test = tmp_path / "test_planted.py"
    test.write_text(PLANTED)
    # CI's options, as for coverage, are for the run that this test is in.
    left_out = ("DISPLAY", "WAYLAND_DISPLAY", "PYTEST_ADDOPTS")
    environment = {k: v for k, v in os.environ.items() if k not in left_out}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *PLUGINS, "-n0", "-v", str(test)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = dict(re.findall(r"::test_(\w+) (PASSED|FAILED)", done.stdout))
    assert found == {
        "qt": "FAILED", "pyqtgraph": "FAILED", "core": "PASSED", "with_examples": "PASSED",
        "examples_were_few": "PASSED",
    }, done.stdout + done.stderr  # fmt: skip
    assert done.stdout.count("is blocked: this run proves") >= 2
