"""A surface with a title: what the views of a tab lie on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label


class CardFrame(QFrame):
    """A surface; what is put into its `column` keeps its distance from the edges."""

    def __init__(self, name: str = "", *, spacing: float = 6, parent: QWidget | None = None) -> None:
        """`spacing` between what is in the column, in pixels at 100 %."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(name)
        self._spacing = spacing
        self.column = QVBoxLayout(self)
        style().changed.connect(self.restyle)
        CardFrame.restyle(self)

    def restyle(self) -> None:
        """Text size changed."""
        look = style()
        pad = look.px(12)
        self.column.setContentsMargins(pad, look.px(10), pad, look.px(10))
        self.column.setSpacing(look.px(self._spacing))


class Card(CardFrame):
    """Holds one view; until there is one, it says what will be there."""

    def __init__(self, title: str, waiting: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._waiting = QLabel(waiting)
        self._waiting.setProperty("role", "muted")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column.addWidget(label(title.upper(), "heading"))
        self.column.addWidget(self._waiting, 1)
        self._view: QWidget | None = None

    def set_waiting(self, text: str) -> None:
        self._waiting.setText(text)

    def set_view(self, view: QWidget, *, own_title: bool = True) -> None:
        """Put the view in; `own_title` if it draws its heading itself."""
        self._waiting.hide()
        first = self.column.itemAt(0)
        heading = first.widget() if first is not None else None
        if own_title and heading is not None:
            heading.hide()
        self.column.addWidget(view, 1)
        self._view = view

    def set_empty(self, text: str) -> None:
        """Say `text` instead of showing the view; with no text the view is shown again."""
        self._waiting.setText(text)
        self._waiting.setVisible(bool(text) or self._view is None)
        if self._view is not None:
            self._view.setVisible(not text)
