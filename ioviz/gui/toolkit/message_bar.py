"""Messages at the foot of the window: an error, a notification, or the progress of long work.

They lie over the tabs, so that nothing moves when one appears, and never take the focus.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.progress import Progress

_NEWS_STAYS_MS = 6000


class _Bar(QFrame):
    """An icon and a text; subclasses add widgets on the right."""

    def __init__(self, icon: str, colour_role: str, frame_role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", frame_role)
        self._icon_name, self._colour_role = icon, colour_role
        self._icon = QLabel()
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.row = QHBoxLayout(self)
        self.row.addWidget(self._icon)
        self.row.addWidget(self.text, 1)
        style().changed.connect(self.restyle)
        self.restyle()
        self.hide()

    def show_as(self, icon: str, colour_role: str, frame_role: str) -> None:
        self._icon_name, self._colour_role = icon, colour_role
        self.setProperty("role", frame_role)
        self.style().unpolish(self)
        self.style().polish(self)
        self.restyle()

    def restyle(self) -> None:
        look = style()
        self.row.setContentsMargins(look.px(12), look.px(6), look.px(6), look.px(6))
        self.row.setSpacing(look.px(10))
        self._icon.setPixmap(look.icon(self._icon_name, 18, role=self._colour_role).pixmap(look.px(18)))


class MessageBar(_Bar):
    """An error stays until it is closed or an action succeeds; a notification disappears by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("warning", "bad", "message", parent)
        self._close = QToolButton()
        self._close.setProperty("kind", "ghost")
        self._close.setToolTip("Close the message")
        self._close.setAccessibleName("Close the message")
        self._close.clicked.connect(self.clear)
        self.row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self._is_error = False
        self._restyle_close()
        style().changed.connect(self._restyle_close)

    @property
    def is_error(self) -> bool:
        """Whether an error is shown."""
        return self.isVisible() and self._is_error

    def show_error(self, sentence: str) -> None:
        self._show(sentence, error=True)

    def show_news(self, sentence: str) -> None:
        self._show(sentence, error=False)
        self._timer.start(_NEWS_STAYS_MS)

    def clear(self) -> None:
        self._timer.stop()
        self._is_error = False
        self.hide()

    def _show(self, sentence: str, *, error: bool) -> None:
        self._timer.stop()
        self._is_error = error
        if error:
            self.show_as("warning", "bad", "message")
        else:
            self.show_as("check", "good", "notice")
        self.text.setText(sentence)
        self.show()
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self.text, QAccessible.Event.Alert))

    def _restyle_close(self) -> None:
        self._close.setIcon(style().icon("close", 14, role="muted"))
        self._close.setIconSize(QSize(style().px(14), style().px(14)))


class ActivityBar(_Bar):
    """The running job, its progress, and Cancel."""

    cancelRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("clock", "accent", "notice", parent)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Progress")
        self._cancel = QPushButton("Cancel")
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cancel.clicked.connect(self.cancelRequested)
        self.row.addWidget(self._progress)
        self.row.addWidget(self._cancel)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    def show_activity(self, title: str, progress: Progress | None, *, can_cancel: bool = True) -> None:
        share = progress.share if progress is not None else None
        if share is not None and share >= 1:
            share = None  # what follows has no measure: a job that is shown has not ended
        detail = f" · {progress.text}" if progress is not None and progress.text else ""
        number = f"  {numbers.percent(share)}" if share is not None else ""
        self.text.setText(f"{title}{detail}{number}")
        self._progress.setRange(0, 0 if share is None else 1000)
        if share is not None:
            self._progress.setValue(round(share * 1000))
        self._progress.setFixedWidth(style().px(200))
        self._cancel.setVisible(can_cancel)
        self.show()


class MessageStack(QWidget):
    """The bars at the foot of its parent, as large as those that are shown."""

    _WIDTH, _ABOVE = 680, 24  # pixels at 100 %

    def __init__(self, parent: QWidget, left_edge: QWidget) -> None:
        super().__init__(parent)
        self._left_edge = left_edge  # the bars are centred beside it
        self.message, self.activity = MessageBar(), ActivityBar()
        self._around, self._column = parent, QVBoxLayout(self)
        column = self._column
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.message)
        column.addWidget(self.activity)
        for watched in (parent, self.message, self.activity):
            watched.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.Resize, QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest)
        if event.type() in kinds:
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Move to the foot of the parent, if there is something to show."""
        if self.message.isHidden() and self.activity.isHidden():
            self.hide()
            return
        look, parent = style(), self._around
        left = self._left_edge.width() if self._left_edge.isVisible() else 0
        room = parent.width() - left
        width = min(look.px(self._WIDTH), room - look.px(32))
        layout = self._column
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        box = QRect(left + (room - width) // 2, parent.height() - height - look.px(self._ABOVE), width, height)
        if box != self.geometry():
            self.setGeometry(box)
        self.show()
        self.raise_()
