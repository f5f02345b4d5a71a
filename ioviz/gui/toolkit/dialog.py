"""What all dialogs look like: a title, a body, a row of buttons. They never block the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label


class Dialog(QDialog):
    """A dialog in the window's style; deleted when closed."""

    def __init__(self, title: str, parent: QWidget | None, *, width: float = 480, height: float = 0) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        look = style()
        self._column = QVBoxLayout(self)
        pad = look.px(20)
        self._column.setContentsMargins(pad, look.px(18), pad, look.px(16))
        self._column.setSpacing(look.px(12))
        self._column.addWidget(label(title, "title"))
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(10))
        self._column.addLayout(self.body, 1)
        self._size = QSize(look.px(width), look.px(height) if height else 0)
        self.setMinimumWidth(self._fitting(self._size).width())
        if height:
            self.resize(self._fitting(self._size))

    def say(self, text: str, role: str = "") -> None:
        """A paragraph."""
        paragraph = label(text, role, wrap=True)
        paragraph.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(paragraph)

    def add_buttons(
        self,
        *left: QPushButton,
        close: str = "Close",
        accept: str = "",
        accepted: Callable[[], None] | None = None,
    ) -> QPushButton | None:
        """Buttons below: `left` ones, Close, and the default one named `accept`, which is returned."""
        row = QHBoxLayout()
        row.setSpacing(style().px(8))
        for button in left:
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        leave = QPushButton(close)
        leave.clicked.connect(self.reject)
        row.addWidget(leave)
        made: QPushButton | None = None
        if accept:
            leave.setAutoDefault(False)
            made = QPushButton(accept)
            made.setDefault(True)
            if accepted is not None:
                made.clicked.connect(accepted)
            row.addWidget(made)
        else:
            leave.setDefault(True)
        self._column.addLayout(row)
        return made

    def _fitting(self, size: QSize) -> QSize:
        """No larger than the screen allows."""
        room = self.screen().availableSize() - QSize(80, 80)
        return size.boundedTo(room)
