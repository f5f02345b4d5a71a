"""A line that says what is computed, and what the numbers beside it belong to until then."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label


class PendingLine(QFrame):
    """A clock and a sentence on what is computed; hidden without one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "pending")
        self._icon = QLabel()
        self._text = label("", "small", wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setAccessibleName("Being computed")
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 1, 5, 1)
        row.setSpacing(5)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        style().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def text(self) -> str:
        """The sentence; "" while nothing is computed."""
        return self._text.text()

    def set_text(self, text: str) -> None:
        """Show a sentence, or hide the line if it is empty."""
        self._text.setText(text)
        self.setVisible(bool(text))

    def _restyle(self) -> None:
        self._icon.setPixmap(style().icon("clock", 14, role="accent").pixmap(style().px(14)))
