"""The plugin that blocks Qt blocks it: a run that needs Qt fails under it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLUGINS = ("-p", "no:pytest-qt", "-p", "tests.no_qt", "-p", "no:cacheprovider")


@pytest.mark.parametrize(
    ("line", "works"),
    [("import PySide6.QtCore", False), ("import pyqtgraph", False), ("import ioviz.core.errors", True)],
)
def test_qt_is_blocked(tmp_path: Path, line: str, works: bool) -> None:
    test = tmp_path / "test_planted.py"
    test.write_text(f"def test_planted():\n    {line}\n")
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *PLUGINS, "-q", str(test)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode == 0) is works, done.stdout + done.stderr
    assert works or "is blocked" in done.stdout
