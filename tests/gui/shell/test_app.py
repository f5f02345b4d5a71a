"""Starting the program: a clean sentence where it cannot start, and a window that lives on where something breaks."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ioviz.gui.shell import app, crash
from tests.gui.conftest import settle


def child(*words: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **{k: v for k, v in environment.items() if v is not None}}
    for name, value in environment.items():
        if value is None:
            env.pop(name, None)
    command, nothing = [sys.executable, *words], subprocess.DEVNULL
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120, check=False, stdin=nothing)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="screens of Linux")
@pytest.mark.parametrize(
    ("display", "word"), [(None, "no screen"), (":98765", "cannot be reached"), ("nonsense", "cannot be reached")]
)
def test_without_a_screen_there_is_one_sentence(display, word):
    code = "import sys; from ioviz.gui.shell.app import run; sys.exit(run())"
    found = child("-c", code, DISPLAY=display, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert found.returncode == 2
    assert word in found.stderr
    assert found.stderr.count("\n") == 1
    assert "Traceback" not in found.stderr


def test_without_qt_libraries_the_packages_are_named(monkeypatch, capsys):
    import builtins

    real = builtins.__import__

    def broken(name, *args, **kwargs):
        if name.startswith("PySide6"):
            raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", broken)
    assert app.run() == 2
    message = capsys.readouterr().err
    assert "libEGL.so.1" in message
    assert "libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfreetype6 libfontconfig1 libdbus-1-3" in message
    assert message.count("\n") == 1


def test_without_the_plugins_libraries_the_packages_are_named(monkeypatch):
    import ctypes

    def missing(name, *args, **kwargs):
        raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    message = app.missing_library()
    assert "libxcb-cursor.so.0" in message
    assert "libxcb-cursor0" in message


def test_without_pyside_the_message_names_the_package(monkeypatch, capsys):
    import builtins

    real = builtins.__import__

    def broken(name, *args, **kwargs):
        if name.startswith("PySide6"):
            raise ModuleNotFoundError("No module named 'PySide6'", name="PySide6")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", broken)
    assert app.run() == 2
    assert "PySide6" in capsys.readouterr().err


def test_it_runs_and_ends_with_zero(tmp_path: Path):
    code = (
        "import sys\n"
        "from ioviz.gui.shell import main_window\n"
        "make = main_window.MainWindow.__init__\n"
        "def made(self, *a):\n"
        "    make(self, *a)\n"
        "    self.readyToPlay.connect(self.close)\n"
        "main_window.MainWindow.__init__ = made\n"
        "from ioviz.gui.shell.app import run\n"
        "sys.exit(run(sample='diamond'))\n"
    )
    found = child("-c", code, QT_QPA_PLATFORM="offscreen", IOVIZ_SETTINGS=str(tmp_path / "w.ini"))
    assert found.returncode == 0, found.stderr
    assert "Traceback" not in found.stderr


def test_first_paint_needs_nothing_heavy(tmp_path: Path):
    code = (
        "import sys\n"
        "from ioviz.gui.shell import main_window\n"
        "make = main_window.MainWindow.__init__\n"
        "def made(self, *a):\n"
        "    make(self, *a)\n"
        "    self.firstPainted.connect(look)\n"
        "def look():\n"
        "    heavy = {'numpy', 'numba', 'scipy', 'networkx', 'pyqtgraph', 'ioviz.core.network',\n"
        "             'ioviz.gui.explore.explore_tab', 'ioviz.gui.anneal.anneal_tab'} & set(sys.modules)\n"
        "    print('heavy:', sorted(heavy))\n"
        "main_window.MainWindow.__init__ = made\n"
        "main_window.MainWindow._open_first = lambda self: self.close()\n"
        "from ioviz.gui.shell.app import run\n"
        "sys.exit(run())\n"
    )
    found = child("-c", code, QT_QPA_PLATFORM="offscreen", IOVIZ_SETTINGS=str(tmp_path / "w.ini"))
    assert "heavy: []" in found.stdout, found.stdout + found.stderr


# -- unexpected errors ---------------------------------------------------------------------------------------------


@pytest.fixture
def reporter(monkeypatch, capsys, qapp):
    """The reports of this program, and pytest's own hooks back afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    crash.install()
    yield crash
    crash._reporter = None


def open_sheet(window):
    from ioviz.gui.toolkit.dialog import Dialog

    return next((dialog for dialog in window.findChildren(Dialog) if dialog.isVisible()), None)


def test_an_unexpected_error_is_shown_logged_and_survived(qtbot, window, reporter, own_settings, monkeypatch):
    monkeypatch.setattr(crash.QApplication, "activeWindow", lambda: window)
    try:
        raise ZeroDivisionError("a mistake of ours")
    except ZeroDivisionError as error:
        window.show_error(error)
    qtbot.waitUntil(lambda: open_sheet(window) is not None)
    log = own_settings.parent / "ioviz.log"
    assert "ZeroDivisionError: a mistake of ours" in log.read_text()
    open_sheet(window).close()
    window.player.forward()
    settle(qtbot, window)
    assert window.player.position.step == 1


def test_an_error_of_another_thread_is_shown_too(qtbot, window, reporter, monkeypatch):
    monkeypatch.setattr(crash.QApplication, "activeWindow", lambda: window)

    def broken():
        raise KeyError("elsewhere")

    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: open_sheet(window) is not None)
    open_sheet(window).close()


def test_many_errors_are_one_dialog(qtbot, window, reporter, monkeypatch):
    from ioviz.gui.toolkit.dialog import Dialog

    monkeypatch.setattr(crash.QApplication, "activeWindow", lambda: window)
    for number in range(5):
        error = ValueError(number)
        crash.report(ValueError, error, None)
    qtbot.waitUntil(lambda: open_sheet(window) is not None)
    assert len([dialog for dialog in window.findChildren(Dialog) if dialog.isVisible()]) == 1
    open_sheet(window).close()


def test_a_log_that_cannot_be_written_is_no_second_error(qtbot, reporter, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("IOVIZ_SETTINGS", str(blocked / "deeper" / "w.ini"))
    assert crash.write_log("details") is None
