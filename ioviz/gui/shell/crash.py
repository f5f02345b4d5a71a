"""Unexpected errors: logged, and shown in a dialog with the details; the window stays open."""

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
_LARGEST_LOG = 1_000_000  # bytes; a larger log is replaced


class _Reporter(QObject):
    """Passes reports of any thread to the GUI thread; shows one dialog at a time."""

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
        dialog = Dialog("Unexpected error", window, width=620)
        dialog.add_paragraph(sentence)
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setMinimumHeight(220)
        text.setAccessibleName("Details")
        dialog.body.addWidget(text, 1)
        copy = QPushButton("Copy details")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        dialog.add_buttons(copy, close="Continue")
        dialog.finished.connect(self._closed)
        dialog.show()

    @Slot()
    def _closed(self, _result: int = 0) -> None:
        self._open = False


_reporter: _Reporter | None = None


def install() -> None:
    """Handle uncaught exceptions of all threads."""
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
    path = write_log(details)
    where = f" The details are in {path}." if path else ""
    sentence = (
        f"Unexpected error: {kind.__name__}: {str(error) or 'no message'}. "
        f"You can continue; nothing that was open is lost.{where}"
    )
    if _reporter is not None and QCoreApplication.instance() is not None:
        _reporter.happened.emit(sentence, details)


def _report_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        report(args.exc_type, args.exc_value, args.exc_traceback)


def write_log(details: str) -> Path | None:
    """Append to the log and return its path; None if it cannot be written."""
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
