"""Watches what happens while the window is used: exceptions of any thread, messages of Qt, hangs of the GUI thread.

Nothing here knows what is pressed. ::

    with Watch() as watch:
        watch.run(button.click)
        watch.settle(lambda: window.jobs.idle)
        assert watch.take() == []
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer, QtMsgType, QUrl, Slot, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog

from ioviz.gui.shell import crash

LONGEST_S = 1.0  # of the processor, in the GUI thread and in one go: a busy machine does not count
LONGEST_WAIT_S = 60.0  # of the clock: this thread waits for something that does not come
_NESTED_MS = 150  # a nested event loop of a menu or of a modal dialog may last so long
_MEANINGLESS = ("This plugin does not support", "QFont::setPointSize")  # of the offscreen platform
_BAD = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
_SCHEMES = ("file", "http", "https", "mailto")


class Watch(QObject):
    """Collects faults as sentences, from `with` to its end; `take` returns them."""

    def __init__(self) -> None:
        super().__init__()
        self._faults: list[str] = []
        self._lock = threading.Lock()
        self.opened_urls: list[QUrl] = []
        self._patch = pytest.MonkeyPatch()
        self._nested = QTimer(self)
        self._nested.setInterval(_NESTED_MS)
        self._nested.timeout.connect(self._leave_nested_loop)

    def __enter__(self) -> Watch:
        self._patch.setattr(sys, "excepthook", self._exception)
        self._patch.setattr(threading, "excepthook", self._exception_elsewhere)
        self._patch.setattr(sys, "unraisablehook", self._exception_elsewhere)
        self._patch.setattr(crash, "report", self._exception)
        self._handler = qInstallMessageHandler(self._qt_message)
        for scheme in _SCHEMES:
            QDesktopServices.setUrlHandler(scheme, self, "url_opened")
        return self

    def __exit__(self, *_error: object) -> None:
        for scheme in _SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)
        qInstallMessageHandler(self._handler)
        self._patch.undo()

    def add(self, fault: str) -> None:
        """Add a fault that was seen elsewhere."""
        with self._lock:
            self._faults.append(fault)

    def take(self) -> list[str]:
        """The faults since the last call."""
        with self._lock:
            found, self._faults = self._faults, []
        return found

    def run(self, call: Callable[[], Any], what: str = "a press") -> None:
        """Call something in the GUI thread, then process the events that wait. Dialogs that block are closed."""
        self._nested.start()
        self._measured(call, what)
        self._nested.stop()
        self.pump(what)

    def pump(self, what: str = "") -> None:
        """Process the events that wait, and delete what is to be deleted."""
        self._measured(QApplication.processEvents, f"the events after {what}" if what else "the events")
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def settle(self, ready: Callable[[], bool], patience: float) -> bool:
        """Process events until something is so, or until patience (seconds) ends; return whether it is so."""
        end = time.monotonic() + patience
        while not ready():
            if time.monotonic() > end:
                return False
            time.sleep(0.002)
            self.pump()
        self.pump()
        return True

    def _measured(self, call: Callable[[], Any], what: str) -> None:
        own, clock = time.thread_time(), time.monotonic()
        try:
            call()
        except Exception as error:
            self._exception(type(error), error, error.__traceback__)
        own, clock = time.thread_time() - own, time.monotonic() - clock
        if own > LONGEST_S:
            self.add(f"hang: {what} took the GUI thread {own:.1f} s of the processor")
        elif clock > LONGEST_WAIT_S:
            self.add(f"hang: {what} took the GUI thread {clock:.0f} s")

    def _exception(self, kind: type[BaseException], error: Any, trace: TracebackType | None) -> None:
        self.add("exception: " + "".join(traceback.format_exception(kind, error, trace)))

    def _exception_elsewhere(self, args: Any) -> None:
        self._exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _qt_message(self, kind: QtMsgType, _context: object, text: str) -> None:
        if kind in _BAD and not text.startswith(_MEANINGLESS):
            self.add(f"Qt: {text}")

    def _leave_nested_loop(self) -> None:
        """Close what runs an event loop of its own: only there does this timer fire."""
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            popup.close()
        elif isinstance(modal, QDialog):
            modal.reject()

    @Slot(QUrl)
    def url_opened(self, url: QUrl) -> None:
        """Instead of a program of the desktop."""
        self.opened_urls.append(url)
