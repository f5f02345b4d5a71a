"""A surface with a title: the background of the views of a tab."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label


class CardFrame(QFrame):
    """A surface with margins around its `column`."""

    def __init__(self, name: str = "", *, spacing: float = 6, parent: QWidget | None = None) -> None:
        """`spacing` between the widgets of the column, in pixels at 100 %."""
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
    """Holds one view, and a placeholder text until the view is set."""

    def __init__(self, title: str, placeholder: str = "") -> None:
        super().__init__(title)
        self._heading = label(title.upper(), "heading")
        self._note = label("", "small", wrap=True)
        self._note.hide()
        self._placeholder = label(placeholder, "muted")
        self._placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column.addWidget(self._heading)
        self.column.addWidget(self._note)
        self.column.addWidget(self._placeholder, 1)
        self._view: QWidget | None = None

    def set_placeholder(self, text: str) -> None:
        self._placeholder.setText(text)

    @property
    def view(self) -> QWidget | None:
        """The view, once it is set."""
        return self._view

    def set_view(self, view: QWidget, *, own_title: bool = True) -> None:
        """Set the view; `own_title` if it draws its heading itself."""
        self._placeholder.hide()
        self._heading.setVisible(not own_title)
        self.column.addWidget(view, 1)
        self._view = view

    def set_note(self, text: str) -> None:
        """Show a line above the view, for instance that it is being computed anew; none if it is empty."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def set_empty(self, text: str) -> None:
        """Show `text` instead of the view; the view again if it is empty."""
        self._placeholder.setText(text)
        self._placeholder.setVisible(bool(text) or self._view is None)
        if self._view is not None:
            self._view.setVisible(not text)
