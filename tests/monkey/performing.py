"""Does the monkey's actions in a real window; an action that has no target in the present state does nothing."""

from __future__ import annotations

import gc
import os
import time
import traceback
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QThread, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QPushButton,
    QToolButton,
    QWidget,
)

from ioviz.gui.session.preferences import Preferences
from ioviz.gui.shell.main_window import MainWindow
from ioviz.gui.toolkit.style import style
from tests.monkey.files import NOT_LOCAL
from tests.monkey.leftovers import alive, left_behind, still_alive
from tests.monkey.locating import BUTTONS, MODIFIERS, find, inside
from tests.monkey.watching import Watch

READY_S = 120  # a first run compiles the kernels
SETTLE_S = 15  # an annealing or a search for the best order goes on for longer
ENDS_S = 10  # for threads and processes after a window is closed
_WINDOW = os.path.join("ioviz", "gui")
_LEAVES = ("discard", "don't save", "without", "close", "leave", "yes")  # on buttons that let a window be closed


class Hands:
    """A window, and what a user does with it.

    Parameters
    ----------
    app : QApplication
    folder : Path
        The folder of the files to open and write.
    watch : Watch
    """

    def __init__(self, app: QApplication, folder: Path, watch: Watch) -> None:
        self.app, self.folder, self.watch = app, folder, watch
        self.window: MainWindow | None = None
        self.waited = 0.0  # seconds of waiting, which are no work of the window
        self.widgets_left = 0  # after the last window was closed
        self._others = set(map(id, alive()))  # of other windows in this process

    # -- windows -----------------------------------------------------------------------------------------

    def open_window(self, sample: str) -> None:
        """Open a window as the program does, and wait until it can play."""
        preferences = Preferences()
        style().choose(theme=preferences.theme, text_scale=preferences.text_scale, presentation=False)
        self.window = window = MainWindow(preferences)
        ready: list[bool] = []
        window.readyToPlay.connect(lambda: ready.append(True))
        window.start_with(lambda: window.session.open_sample(sample))
        window.show()
        self._pump_until(lambda: bool(ready), READY_S, "a new window")
        if not ready:
            self.watch.add("not ready", f"a new window with {sample} was not ready to play within {READY_S} s")

    @property
    def is_open(self) -> bool:
        return self.window is not None and shiboken6.isValid(self.window) and self.window.isVisible()

    def close_window(self) -> None:
        """Close the window, answering what it asks, and see that nothing of it is left."""
        window, self.window = self.window, None
        if window is None:
            return
        self.close_dialogs(window)
        for _ in range(5):
            window.close()
            self.pump("closing")
            if not window.isVisible():
                break
            self._let_it_close()
        else:
            self.watch.add("window stays", "the window could not be closed")
        if not window.jobs.close(ENDS_S):
            self.watch.add("jobs left", f"jobs run on {ENDS_S} s after the window was closed")
        window.deleteLater()
        del window
        self._pump_until(lambda: not left_behind(), ENDS_S, "closing")
        gc.collect()
        self.widgets_left = len(QApplication.allWidgets())
        kept = still_alive(self._others)
        if kept:
            self.watch.add("memory kept", kept)
        for what in left_behind():
            self.watch.add(f"left behind: {what.split()[0]}", f"left behind by a closed window: {what}")

    def close_dialogs(self, window: QWidget) -> None:
        """Close menus and dialogs above the window."""
        for _ in range(8):
            above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            others = [one for one in QApplication.topLevelWidgets() if one is not window and one.isVisible()]
            if above is None and not others:
                return
            for one in [above] if above is not None else others:
                one.reject() if isinstance(one, QDialog) else one.close()
            self.pump("closing dialogs")

    def _let_it_close(self) -> None:
        """Answer a question about closing with the button that closes."""
        asking = QApplication.activeModalWidget() or QApplication.activeWindow()
        buttons = asking.findChildren(QPushButton) if asking is not None else []
        for word in _LEAVES:
            for button in buttons:
                if word in button.text().replace("&", "").lower() and button.isVisible():
                    button.click()
                    self.pump("closing")
                    return

    # -- the event loop ----------------------------------------------------------------------------------

    def pump(self, what: str) -> None:
        """Process events once, and again what they have caused."""
        for _ in range(2):
            start = time.thread_time()
            try:
                self.app.processEvents()
                self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            except Exception as error:
                self._caught(error)
            self.watch.timed(f"events after {what}", start)
        if self.is_open and QApplication.activeWindow() is None:  # offscreen there is no window manager to do it
            self.window.activateWindow()

    def _caught(self, error: Exception) -> None:
        """Report an exception that came through Qt, but not that the action itself has closed its widget."""
        ours = any(_WINDOW in frame.filename for frame in traceback.extract_tb(error.__traceback__))
        if ours or "already deleted" not in str(error):
            self.watch.raised(type(error), error, error.__traceback__)

    def settle(self) -> bool:
        """Wait until a change of the document has arrived; return whether it has."""
        return self._pump_until(lambda: self.window is None or not self.window.session.busy, SETTLE_S, "waiting")

    def _pump_until(self, done: Any, seconds: float, what: str) -> bool:
        begun = time.monotonic()
        while not done() and time.monotonic() - begun < seconds:
            self.pump(what)
            QThread.msleep(1)
        self.waited += time.monotonic() - begun
        self.pump(what)
        return bool(done())

    # -- actions -----------------------------------------------------------------------------------------

    def perform(self, action: list[Any]) -> None:
        """Do an action and process the events that it causes."""
        kind = action[0]
        if not self.is_open and kind != "reopen":
            return
        self.watch.performing = True
        start = time.thread_time()
        try:
            getattr(self, f"_do_{kind}")(*action[1:])
        except Exception as error:
            self._caught(error)
        finally:
            self.watch.performing = False
        if kind not in ("reopen", "settle", "wait", "check"):
            self.watch.timed(kind, start, times=action[-1] if kind == "click" else 1)
        self.pump(kind)

    def _place(self, where: list[Any]) -> tuple[QWidget, QPoint] | None:
        assert self.window is not None
        return find(self.window, where)

    def _handle(self, where: list[Any]) -> tuple[QWindow, QPoint] | None:
        """The window system's window, and a point in it."""
        found = self._place(where)
        if found is None:
            return None
        widget, at = found
        top = widget.window()
        if QApplication.activePopupWidget() is None:
            top.activateWindow()
        handle = top.windowHandle()
        return None if handle is None else (handle, inside(handle, widget.mapTo(top, at)))

    def _do_click(self, where: list[Any], button: str, modifier: str, times: int) -> None:
        found = self._handle(where)
        if found is None:
            return
        handle, at = found
        QTest.mouseMove(handle, at)
        if times > 1:  # both clicks
            QTest.mouseDClick(handle, BUTTONS[button], MODIFIERS[modifier], at)
            return
        QTest.mousePress(handle, BUTTONS[button], MODIFIERS[modifier], at)
        if shiboken6.isValid(handle):
            QTest.mouseRelease(handle, BUTTONS[button], MODIFIERS[modifier], at)

    def _do_drag(self, where: list[Any], path: list[list[int]], button: str, modifier: str, released: bool) -> None:
        found = self._handle(where)
        if found is None:
            return
        handle, at = found
        QTest.mousePress(handle, BUTTONS[button], MODIFIERS[modifier], at)
        for across, down in path:
            at = inside(handle, at + QPoint(across, down))
            if shiboken6.isValid(handle):
                QTest.mouseMove(handle, at)
        if released and shiboken6.isValid(handle):
            QTest.mouseRelease(handle, BUTTONS[button], MODIFIERS[modifier], at)

    def _do_hover(self, where: list[Any]) -> None:
        found = self._handle(where)
        if found is not None:
            QTest.mouseMove(*found)

    def _do_leave(self) -> None:
        for widget in QApplication.allWidgets():
            if widget.underMouse():
                QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))

    def _do_wheel(self, where: list[Any], delta: int, modifier: str, times: int) -> None:
        found = self._handle(where)
        for _ in range(times):
            if found is not None and shiboken6.isValid(found[0]):
                QTest.wheelEvent(found[0], QPointF(found[1]), QPoint(0, delta), QPoint(), MODIFIERS[modifier])

    def _do_context(self, where: list[Any]) -> None:
        found = self._place(where)
        if found is not None:
            widget, at = found
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
            QApplication.sendEvent(widget, event)

    def _do_entry(self, where: list[Any], text: str) -> None:
        """Choose an entry in the menu of a button."""
        found = self._place(where)
        menu = found[0].menu() if found is not None and isinstance(found[0], (QToolButton, QPushButton)) else None
        if menu is None:
            return
        menu.aboutToShow.emit()
        for entry in menu.actions():
            if entry.text() == text and entry.isEnabled():
                entry.trigger()
                return

    def _do_key(self, keys: str) -> None:
        window = QGuiApplication.focusWindow() or (self.window.windowHandle() if self.window is not None else None)
        if window is not None:
            QTest.keySequence(window, keys)

    def _do_type(self, text: str) -> None:
        for letter in text:
            focus = QApplication.focusWidget()
            if focus is not None:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, Qt.Key.Key_unknown, MODIFIERS[""], letter)
                    QApplication.sendEvent(focus, event)

    def _do_action(self, id: str) -> None:
        """Run a menu entry; a dialog that blocks the window blocks its menus."""
        assert self.window is not None
        if QApplication.activeModalWidget() is None and id in self.window.actions_:
            self.window.actions_[id].trigger()

    def _do_focus(self, by: int) -> None:
        top = QApplication.activeWindow() or self.window
        assert top is not None
        top.focusNextPrevChild(by > 0)

    def _do_resize(self, width: int, height: int) -> None:
        assert self.window is not None
        self.window.resize(width, height)

    def _do_state(self, state: str) -> None:
        window = self.window
        assert window is not None
        show = {"minimised": window.showMinimized, "maximised": window.showMaximized, "normal": window.showNormal}
        show[state]()

    # -- files -------------------------------------------------------------------------------------------

    def _mime(self, names: list[str]) -> QMimeData:
        mime = QMimeData()
        mime.setUrls([QUrl(one) if one == NOT_LOCAL else QUrl.fromLocalFile(self._path(one)) for one in names])
        return mime

    def _path(self, name: str) -> str:
        return str(self.folder / name)

    def _do_drop(self, names: list[str]) -> None:
        window, mime = self.window, self._mime(names)
        assert window is not None
        if QApplication.activeModalWidget() is not None:
            return
        at, copy = window.rect().center(), Qt.DropAction.CopyAction
        enter = QDragEnterEvent(at, copy, mime, BUTTONS["left"], MODIFIERS[""])
        QApplication.sendEvent(window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(window, QDropEvent(QPointF(at), copy, mime, BUTTONS["left"], MODIFIERS[""]))

    def _do_paste(self, names: list[str]) -> None:
        QGuiApplication.clipboard().setMimeData(self._mime(names))
        self._do_key("Ctrl+V")

    def _do_open(self, names: list[str]) -> None:
        """Open a file by the menu and the file dialog."""
        self._do_action("open")
        self._do_file(names)

    def _do_file(self, names: list[str]) -> None:
        """Answer a file dialog: choose files in the monkey's folder, or cancel."""
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            return
        if not names:
            dialog.reject()
            return
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDirectory(str(self.folder))
        text = " ".join(f'"{name}"' for name in names) if len(names) > 1 else names[0]
        line = dialog.findChild(QWidget, "fileNameEdit")
        line.setText(text)  # type: ignore[attr-defined]
        dialog.accept()
        if dialog.isVisible():  # there is no such file
            dialog.reject()

    # -- machine and schedule ----------------------------------------------------------------------------

    def _request(self, signal: str, value: Any) -> None:
        """Use a control of the side panel, unless a dialog blocks the window."""
        if self.window is not None and QApplication.activeModalWidget() is None:
            getattr(self.window.side, signal).emit(value)

    def _do_memory(self, memory: int) -> None:
        self._request("memoryRequested", memory)

    def _do_policy(self, policy: str) -> None:
        self._request("policyRequested", policy)

    def _do_order(self, order: str) -> None:
        self._request("orderRequested", order)

    def _do_seed(self, seed: int) -> None:
        self._request("seedRequested", seed)

    def _do_seek(self, share: float) -> None:
        assert self.window is not None
        self.window.player.seek(round(share * self.window.player.length))

    # -- dialogs, time, windows --------------------------------------------------------------------------

    def _do_accept(self) -> None:
        """Press the default button of the dialog in front."""
        dialog = QApplication.activeModalWidget() or QApplication.activeWindow()
        if not isinstance(dialog, QDialog) or isinstance(dialog, QFileDialog):
            return
        for button in dialog.findChildren(QPushButton):
            if button.isDefault() and button.isEnabled():
                button.click()
                return

    def _do_close_dialogs(self) -> None:
        assert self.window is not None
        self.close_dialogs(self.window)

    def _do_wait(self, seconds: float) -> None:
        begun = time.monotonic()
        self._pump_until(lambda: time.monotonic() - begun >= seconds, seconds, "waiting")

    def _do_settle(self) -> None:
        self.settle()

    def _do_check(self) -> None:
        """Nothing: after it what holds once nothing runs is checked."""
        self.settle()

    def _do_reopen(self, sample: str) -> None:
        self.close_window()
        self.open_window(sample)
