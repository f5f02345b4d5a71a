"""A window for each test, its settings in a folder of its own, and nothing left behind when the test is over."""

from __future__ import annotations

import threading
import traceback
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from ioviz.gui.shell.main_window import MainWindow
from ioviz.gui.toolkit.style import style

READY_MS = 120_000  # a first run compiles the kernels


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, recent files and the log are the test's own."""
    file = tmp_path / "settings" / "window.ini"
    file.parent.mkdir()
    monkeypatch.setenv("IOVIZ_SETTINGS", str(file))
    # Qt's file dialogs have settings of their own, which they write when one is closed.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "qt"))
    return file


@pytest.fixture(autouse=True)
def nothing_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread or a running timer, and say where the timer was started."""
    threads_before = set(threading.enumerate())
    timers: list[tuple[weakref.ref[QTimer], str]] = []
    start = QTimer.start

    def recorded(self: QTimer, *args: int) -> None:
        timers.append((weakref.ref(self), "".join(traceback.format_stack(limit=6)[:-1])))
        start(self, *args)

    monkeypatch.setattr(QTimer, "start", recorded)
    yield
    monkeypatch.undo()
    QApplication.processEvents()
    left = [
        thread for thread in threading.enumerate() if thread not in threads_before and thread.name.startswith("ioviz")
    ]
    assert not left, f"threads left behind: {left}"
    for reference, where in timers:
        timer = reference()
        try:
            running = timer is not None and timer.isActive()
        except RuntimeError:  # its C++ side is gone with its parent
            continue
        assert not running, f"a timer is still running; it was started here:\n{where}"


@pytest.fixture
def make_window(qtbot) -> Iterator[Callable[..., MainWindow]]:
    """Make windows that are closed after the test, whatever happened in it."""
    made: list[MainWindow] = []
    style().choose(theme="light", text_scale=1.0, presentation=False)

    def make(sample: str | None = "diamond", path: Path | None = None, *, wait: bool = True) -> MainWindow:
        window = MainWindow()
        window.leaving.asks = False  # tests of the question switch it on
        made.append(window)
        if path is not None:
            window.start_with(lambda: window.session.open_path(path))
        elif sample is not None:
            window.start_with(lambda: window.session.open_sample(sample))
        window.show()
        if wait:
            with qtbot.waitSignal(window.readyToPlay, timeout=READY_MS):
                pass
            settle(qtbot, window)
        return window

    yield make
    for window in made:
        window.close()
        wait_for_threads(qtbot, window)
        window.deleteLater()
    QApplication.processEvents()
    style().choose(theme="light", text_scale=1.0, presentation=False)


@pytest.fixture
def window(make_window) -> MainWindow:
    """A window on the diamond, ready to play."""
    return make_window()


def wait_for_threads(qtbot, window: MainWindow) -> None:
    """Wait until the last thread of a closed window has ended, which the window itself does not."""
    qtbot.waitUntil(lambda: window.jobs.idle, timeout=READY_MS)
    assert window.jobs.close(patience=0)


def settle(qtbot, window: MainWindow) -> None:
    """Wait until nothing runs and the last frame is drawn."""
    qtbot.waitUntil(lambda: window.jobs.idle, timeout=READY_MS)
    QApplication.processEvents()
    QApplication.processEvents()
