"""The bar of a schedule by hand: the ready connection that comes next, the eviction choice, the progress."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ioviz.gui.session.context import ActionStates
from ioviz.gui.toolkit.containers import grouped
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import ElidedLabel, Segments, label

_ROOM = (
    ("ask", "Ask me", "When room is needed, choose which neuron to evict"),
    ("min", "MIN", "Room is made by MIN: who is needed again last leaves"),
    ("lru", "LRU", "Room is made by LRU: who was used longest ago leaves"),
    ("rr", "RR", "Room is made by round robin: the slots take turns"),
)


class _FittingLabel(ElidedLabel):
    """One line: the first of some texts, each shorter than the one before, that fits."""

    _texts: tuple[str, ...] = ()

    def setTexts(self, texts: tuple[str, ...]) -> None:
        self._texts = texts
        metrics = QFontMetrics(self.font())
        fitting = (text for text in texts if metrics.horizontalAdvance(text) <= self.width())
        chosen = next(fitting, texts[-1] if texts else "")
        self.setText(chosen)
        self.setToolTip(texts[0] if texts else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setTexts(self._texts)


class HandBar(QFrame):
    """Shows texts and asks by actions and signals; it decides nothing."""

    processRequested = Signal()
    roomChosen = Signal(object)  # "ask" | "min" | "lru" | "rr"

    def __init__(self, actions: ActionStates, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName("By hand")
        self._widest = ""
        self._before, self._next = QToolButton(), QToolButton()
        for button, id, name in ((self._before, "hand_previous", "Previous"), (self._next, "hand_next", "Next")):
            button.setProperty("kind", "ghost")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(actions[id].toolTip())
            button.setAccessibleName(f"{name} ready connection")
            button.clicked.connect(actions[id].trigger)
        self._connection = label("", "value")
        self._connection.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._connection.setAccessibleName("The ready connection that is chosen")
        self._process = QPushButton("Process")
        self._process.setProperty("kind", "primary")
        self._room = Segments(_ROOM)
        self._room.setAccessibleName("Eviction choice")
        self._room.chosen.connect(self.roomChosen)
        self._room.show_choice("ask")
        self._hint, self._finish = QPushButton("Hint"), QPushButton("Finish for me")
        self._order, self._rival = QPushButton("Order"), QPushButton("Program")
        self._order.setCheckable(True)
        self._rival.setCheckable(True)
        for push, id in (
            (self._process, "hand_process"),
            (self._hint, "hand_hint"),
            (self._finish, "hand_finish"),
            (self._order, "hand_order"),
            (self._rival, "hand_rival"),
        ):
            push.setToolTip(actions[id].toolTip())
            push.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            push.clicked.connect(self.processRequested if push is self._process else actions[id].trigger)
        self._buttons = {"process": self._process, "hint": self._hint, "finish": self._finish}
        self._flow = flow = FlowLayout(16)
        groups = QWidget()
        groups.setLayout(flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        groups.setSizePolicy(policy)
        flow.addWidget(
            grouped(label("Next", "muted"), self._before, self._connection, self._next, self._process, gap=4)
        )
        flow.addWidget(grouped(label("Room", "muted"), self._room, gap=8))
        flow.addWidget(grouped(self._hint, self._finish, self._order, self._rival, gap=6))
        self._facts = _FittingLabel("value")
        self._facts.setAccessibleName("Progress")
        self._news = _FittingLabel("muted")
        self._news.setAccessibleName("What to do")
        self._column = QVBoxLayout(self)
        self._column.addWidget(groups)
        self._column.addWidget(self._facts)
        self._column.addWidget(self._news)
        style().changed.connect(self._restyle)
        self._restyle()

    def setWidest(self, text: str) -> None:
        """The longest text of a connection that can come: so that nothing jumps."""
        if text != self._widest:
            self._widest = text
            self._restyle()

    def setConnection(self, text: str) -> None:
        """The chosen one and how many there are."""
        self._connection.setText(text)

    def setFacts(self, *texts: str) -> None:
        """I/Os so far, in the end, and what is known of the best: the first text that fits, or the last one."""
        self._facts.setTexts(texts)

    def setNews(self, *texts: str) -> None:
        """What to do, or what was asked for, a hint: the first text that fits, or the last one."""
        self._news.setTexts(texts)

    def setRoom(self, choice: str) -> None:
        self._room.show_choice(choice)

    def setOrderShown(self, on: bool) -> None:
        self._order.setChecked(on)

    def setRivalShown(self, on: bool) -> None:
        self._rival.setChecked(on)

    def addGroup(self, group: QWidget) -> None:
        """One more group, behind the others."""
        self._flow.addWidget(group)

    def setPossible(self, **possible: bool) -> None:
        """Whether there is something to "process", to "hint", to "finish"."""
        for name, on in possible.items():
            self._buttons[name].setEnabled(on)

    def _restyle(self) -> None:
        look = style()
        pad = look.px(10)
        self._column.setContentsMargins(pad, look.px(7), pad, look.px(7))
        self._column.setSpacing(look.px(4))
        for button, direction in ((self._before, "left"), (self._next, "right")):
            button.setIcon(look.icon(f"chevron_{direction}", 16))
            button.setIconSize(QSize(look.px(16), look.px(16)))
        metrics = QFontMetrics(look.font(weight=look.font().Weight.Medium))
        self._connection.setFixedWidth(metrics.horizontalAdvance(self._widest) + look.px(6))
