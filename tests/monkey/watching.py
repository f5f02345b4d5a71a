"""What goes wrong while the window is used: exceptions, Qt's messages, stalls of the GUI thread, nested event loops."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, Qt, QThread, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from ioviz.gui.shell import crash

STALL_S = 1.0  # processor time of the GUI thread in one go
_UNBLOCK_MS = 15
_HARMLESS = ("This plugin does not support",)  # the offscreen platform says so of every window
_LEFT = Qt.MouseButton.LeftButton


@dataclass(frozen=True)
class Fault:
    """What went wrong; two faults with the same `key` are one."""

    key: str
    details: str


class Watch:
    """Collects faults from when it is made until `close`."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.nested: Counter[str] = Counter()
        self.longest = 0.0  # seconds of processor time of the GUI thread in one go
        self.performing = False
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook, crash.report)
        sys.excepthook = self.raised
        threading.excepthook = lambda args: self.raised(args.exc_type, args.exc_value, args.exc_traceback)
        sys.unraisablehook = lambda args: self.raised(args.exc_type, args.exc_value, args.exc_traceback)
        crash.report = self.raised  # what the window calls where it shows an unexpected error
        self._handler = qInstallMessageHandler(self._said)
        self._timer = QTimer()
        self._timer.setInterval(_UNBLOCK_MS)
        self._timer.timeout.connect(self._unblock)
        self._timer.start()

    def close(self) -> None:
        """Restore what was before."""
        self._timer.stop()
        sys.excepthook, threading.excepthook, sys.unraisablehook, crash.report = self._before
        qInstallMessageHandler(self._handler)

    def add(self, key: str, details: str) -> None:
        self.faults.append(Fault(key, details))

    def take(self) -> list[Fault]:
        """Return the faults since the last call."""
        found, self.faults = self.faults, []
        return found

    def timed(self, what: str, start: float, *, times: int = 1) -> None:
        """Check how long the GUI thread was busy since `start`, a `time.thread_time()`, for each of some times."""
        spent = (time.thread_time() - start) / times
        self.longest = max(self.longest, spent)
        if spent > STALL_S:
            self.add(f"stall: {what}", f"the GUI thread was busy for {spent:.2f} s with {what}")

    def raised(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or error is None:
            return
        frames = traceback.extract_tb(trace)
        ours = [one for one in frames if f"{os.sep}ioviz{os.sep}" in one.filename]
        where = (ours or frames or [None])[-1]
        at = f"{Path(where.filename).name}:{where.name}" if where else "?"
        self.add(f"exception: {kind.__name__} in {at}", "".join(traceback.format_exception(kind, error, trace)))

    def _said(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind == QtMsgType.QtDebugMsg or any(word in message for word in _HARMLESS):
            return
        place = "".join(traceback.format_stack(limit=8)[:-1])
        self.add(f"Qt: {re.sub(r'[0-9]+|0x[0-9a-f]+', '#', message)[:120]}", f"{message}\n{place}")

    def _unblock(self) -> None:
        """End an event loop inside of an action, such as that of a menu below a button or of dragging a row."""
        if not self.performing or QThread.currentThread().loopLevel() < 1:
            return
        inside = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if inside is not None:
            self.nested[inside.metaObject().className()] += 1
            inside.close() if isinstance(inside, QMenu) or not hasattr(inside, "reject") else inside.reject()
            return
        window = QApplication.focusWindow()
        self.nested["drag"] += 1
        if window is not None:
            QTest.mouseRelease(window, QApplication.mouseButtons() or _LEFT)
