"""The first start on a computer, with no kernel compiled: it plays at once, and compiles in a process of its own."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ioviz.core.kernels import cache_folder
from ioviz.core.kernels.jit import COMPILED
from ioviz.gui.session.kernel_compiler import KernelCompiler
from ioviz.viewmodels.compiling import stages

ROOT = Path(__file__).parents[3]

START = """
import json, sys
from PySide6.QtCore import QTimer
from ioviz.gui.shell import app, main_window
from ioviz.viewmodels.compiling.stages import is_compiling

seen = {}

class Window(main_window.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.readyToPlay.connect(self.play)

    def play(self):
        seen["numba"] = "numba" in sys.modules
        seen["total"] = self.session.document.trace.counts.ios
        self.explore.frameShown.connect(self.look)
        QTimer.singleShot(0, self.actions_["play"].trigger)

    def look(self, frame):
        if frame.step >= 3 and "step" not in seen:
            seen["step"], seen["compiling"] = frame.step, is_compiling()
            QTimer.singleShot(0, self.close)

main_window.MainWindow = Window
code = app.run(sample="digits")
seen["still compiling"] = is_compiling()
print(json.dumps(seen))
sys.exit(code)
"""


@pytest.mark.skipif(not COMPILED, reason="without a compiler every start is like this")
def test_digits_plays_before_anything_is_compiled(tmp_path):
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "NUMBA_CACHE_DIR": str(tmp_path / "cache"),
        "IOVIZ_SETTINGS": str(tmp_path / "settings.ini"),
        "NUMBA_DISABLE_JIT": "0",
    }
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["numba"] is False
    assert seen["total"] == 1598
    assert seen["step"] >= 3
    if sys.platform != "win32":
        assert (seen["compiling"], seen["still compiling"]) == (True, False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(cache_folder, "cache_folder", lambda: tmp_path)
    return tmp_path


def test_a_process_compiles_until_it_is_stopped(folder):
    compiler = KernelCompiler()
    compiler.start()
    if sys.platform != "win32":
        assert stages.is_compiling()
        KernelCompiler().start()  # the lock is taken: there is no second one
    compiler.stop()
    until = time.monotonic() + 10
    while stages.is_compiling():
        assert time.monotonic() < until
    compiler.stop()


def test_nothing_starts_where_everything_is_compiled(folder, monkeypatch):
    for stage in stages.STAGES:
        stages.mark_compiled(stage)
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a process was started"))
    compiler = KernelCompiler()
    compiler.start()
    compiler.stop()
