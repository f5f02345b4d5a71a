"""The find bar: a query, the result, and a button to go to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import FittingLabel
from ioviz.viewmodels.network.find import HINT

_OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class _QueryField(QLineEdit):
    """A field that keeps Enter and Esc from the window's actions."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)


class FindBar(QFrame):
    """The query, the result, and the button for it."""

    queryChanged = Signal(object)  # str
    goRequested = Signal()
    closeRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Find")
        self.query = _QueryField()
        self.query.setPlaceholderText("Find")
        self.query.setAccessibleName("Find a neuron, a connection or a step")
        self.query.setToolTip(HINT)
        self.query.setClearButtonEnabled(True)
        self.query.textChanged.connect(self.queryChanged.emit)
        self.query.returnPressed.connect(self.goRequested.emit)
        self.answer = FittingLabel("muted")
        self.go = QToolButton()
        self.go.setProperty("kind", "chip")
        self.go.clicked.connect(self.goRequested.emit)
        close = QToolButton()
        close.setProperty("kind", "chip")
        close.setText("Close")
        close.setToolTip("Close the find bar  (Esc)")
        close.clicked.connect(self.closeRequested.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in ((self.query, 0), (self.answer, 1), (self.go, 0), (close, 0)):
            row.addWidget(widget, stretch)
        self._row = row
        self.setAnswer("", "")
        style().changed.connect(self._restyle)
        self._restyle()

    def setAnswer(self, text: str, go: str) -> None:
        """Show the result, and what Enter does with it: nothing if `go` is empty."""
        self.answer.setText(text or HINT)
        self.go.setText(go)
        self.go.setToolTip(f"{go}  (Enter)")
        self.go.setVisible(bool(go))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closeRequested.emit()
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        self.query.setFixedWidth(style().px(190))
        self._row.setSpacing(style().px(10))
