"""A surface with a title: what the views of a tab lie on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label


class Card(QFrame):
    """Holds one view; until there is one, it says what will be there."""

    def __init__(self, title: str, waiting: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self._title = title
        self._column = QVBoxLayout(self)
        self._waiting = QLabel(waiting)
        self._waiting.setProperty("role", "muted")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(label(title.upper(), "heading"))
        self._column.addWidget(self._waiting, 1)
        self._view: QWidget | None = None
        style().changed.connect(self._restyle)
        self._restyle()

    def set_waiting(self, text: str) -> None:
        self._waiting.setText(text)

    def set_view(self, view: QWidget, *, own_title: bool = True) -> None:
        """Put the view in; `own_title` if it draws its heading itself."""
        self._waiting.hide()
        first = self._column.itemAt(0)
        heading = first.widget() if first is not None else None
        if own_title and heading is not None:
            heading.hide()
        self._column.addWidget(view, 1)
        self._view = view

    def set_empty(self, text: str) -> None:
        """Say `text` instead of showing the view; with no text the view is shown again."""
        self._waiting.setText(text)
        self._waiting.setVisible(bool(text) or self._view is None)
        if self._view is not None:
            self._view.setVisible(not text)

    def _restyle(self) -> None:
        look = style()
        pad = look.px(12)
        self._column.setContentsMargins(pad, look.px(10), pad, look.px(10))
        self._column.setSpacing(look.px(6))
