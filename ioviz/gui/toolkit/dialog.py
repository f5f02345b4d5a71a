"""The base of all dialogs: a title, a body, a row of buttons. None of them blocks the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ioviz.gui.toolkit.containers import scrolled
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.tab_order import order_tabs
from ioviz.gui.toolkit.widgets import label


class _Body(QWidget):
    """As large as its contents; on a screen that is too small for them it scrolls, so that nothing is cut."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.area: QScrollArea = scrolled(inside, horizontally=True)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._inside.minimumSizeHint().boundedTo(QSize(style().px(200), style().px(80)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inside = self._inside
        return inside.heightForWidth(width) if inside.hasHeightForWidth() else inside.sizeHint().height()


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
        inside = QWidget()
        inside.setProperty("role", "plain")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(look.px(10))
        self._column.addWidget(_Body(inside), 1)
        size = QSize(look.px(width), look.px(height) if height else 0)
        size = size.boundedTo(self.screen().availableSize() - QSize(80, 80))
        self.setMinimumWidth(size.width())
        if height:
            self.resize(size)

    def showEvent(self, event: QShowEvent) -> None:
        order_tabs(self)
        super().showEvent(event)

    def add_paragraph(self, text: str, role: str = "") -> None:
        """Add a paragraph."""
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
        """Add the buttons below: `left` ones, Close, and the default one named `accept`, which is returned."""
        row = QHBoxLayout()
        row.setSpacing(style().px(8))
        for button in left:
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        close_button = QPushButton(close)
        close_button.clicked.connect(self.reject)
        row.addWidget(close_button)
        accept_button: QPushButton | None = None
        if accept:
            close_button.setAutoDefault(False)
            accept_button = QPushButton(accept)
            accept_button.setDefault(True)
            if accepted is not None:
                accept_button.clicked.connect(accepted)
            row.addWidget(accept_button)
        else:
            close_button.setDefault(True)
        self._column.addLayout(row)
        return accept_button
