"""Base class of the dialogs that follow the open document."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.pending import PendingLine
from ioviz.viewmodels.document.pending import Pending


class DocumentDialog(Dialog):
    """Says at its top what is computed while what it shows belongs to the document of before."""

    def __init__(self, title: str, parent: QWidget, session: Session, *, width: float = 480, height: float = 0) -> None:
        super().__init__(title, parent, width=width, height=height)
        self._session = session
        self._pending_line = PendingLine()
        self.body.addWidget(self._pending_line)
        session.pendingChanged.connect(self._show_pending)
        self._show_pending(session.pending)

    def _show_pending(self, pending: Pending | None) -> None:
        self._pending_line.set_text("" if pending is None else pending.sentence())
