"""Unexpected errors: logged, and shown in a dialog with one sentence and the details; the window lives on."""

from __future__ import annotations

import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from ioviz.paths import log_folder

_LOG = "ioviz.log"
_LARGEST_LOG = 1_000_000  # bytes; then it begins anew


class _Reporter(QObject):
    """Brings reports of any thread to the GUI thread; one dialog at a time."""

    happened = Signal(object, object)  # sentence, details

    def __init__(self) -> None:
        super().__init__()
        self._open = False
        self.happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    @Slot(object, object)
    def _show(self, sentence: str, details: str) -> None:
        if self._open:
            return
        self._open = True
        from ioviz.gui.toolkit.dialog import Dialog

        window = QApplication.activeWindow()
        sheet = Dialog("Something went wrong", window, width=620)
        sheet.say(sentence)
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setMinimumHeight(220)
        text.setAccessibleName("Details")
        sheet.body.addWidget(text, 1)
        copy = QPushButton("Copy details")

        def copied() -> None:
            QGuiApplication.clipboard().setText(details)

        copy.clicked.connect(copied)
        sheet.add_buttons(copy, close="Go on")
        sheet.finished.connect(self._closed)
        sheet.show()

    @Slot()
    def _closed(self, _result: int = 0) -> None:
        self._open = False


_reporter: _Reporter | None = None


def install() -> None:
    """Take over uncaught exceptions of the GUI thread and of all others."""
    global _reporter
    _reporter = _Reporter()
    sys.excepthook = report
    threading.excepthook = _report_thread


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log an unexpected error and show it."""
    if issubclass(kind, KeyboardInterrupt):
        app = QCoreApplication.instance()
        if app is not None:
            app.quit()
        return
    details = "".join(traceback.format_exception(kind, error, trace))
    print(details, file=sys.stderr)
    path = _write(details)
    where = f" The details are in {path}." if path else ""
    sentence = (
        f"ioviz met an error that it did not expect: {kind.__name__}: {str(error) or 'no further word'}. "
        f"The window goes on; what was open is still there.{where}"
    )
    if _reporter is not None and QCoreApplication.instance() is not None:
        _reporter.happened.emit(sentence, details)


def _report_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        report(args.exc_type, args.exc_value, args.exc_traceback)


def _write(details: str) -> Path | None:
    """Append to the log; None if it cannot be written (then the dialog is all there is)."""
    try:
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / _LOG
        fresh = path.exists() and path.stat().st_size > _LARGEST_LOG
        with path.open("w" if fresh else "a", encoding="utf-8") as log:
            log.write(f"--- {datetime.now().isoformat(timespec='seconds')}\n{details}\n")
        return path
    except OSError:
        return None
