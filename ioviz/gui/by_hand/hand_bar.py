"""The bar of schedules by hand: the chosen ready connection, the eviction choice and the progress."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QPushButton, QToolButton, QVBoxLayout, QWidget

from ioviz.gui.session.context import ActionStates
from ioviz.gui.toolkit.containers import flow_row, grouped
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import FittingLabel, Segments, label

_EVICTION = (
    ("ask", "Ask me", "When a slot is needed, choose which neuron to evict"),
    ("min", "MIN", "Evict the neuron whose next use is farthest"),
    ("lru", "LRU", "Evict the least recently used neuron"),
    ("rr", "RR", "Evict from the slots in turn (round robin)"),
)
_BUTTONS = {
    "hand_process": "Process",
    "hand_hint": "Hint",
    "hand_finish": "Finish for me",
    "hand_order": "Order",
    "hand_rival": "Program",
}


class HandBar(QFrame):
    """Shows texts, and buttons that follow their actions."""

    processRequested = Signal()
    evictionChosen = Signal(object)  # "ask" | "min" | "lru" | "rr"

    def __init__(self, actions: ActionStates) -> None:
        super().__init__()
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
        self._connection.setAccessibleName("Chosen ready connection")
        self._eviction = Segments(_EVICTION)
        self._eviction.setAccessibleName("Eviction choice")
        self._eviction.chosen.connect(self.evictionChosen)
        self._eviction.show_choice("ask")
        buttons = []
        for id, text in _BUTTONS.items():
            push, action = QPushButton(text), actions[id]
            push.setToolTip(action.toolTip())
            push.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            push.setCheckable(action.isCheckable())
            push.setEnabled(action.isEnabled())
            push.clicked.connect(self.processRequested if id == "hand_process" else action.trigger)
            action.toggled.connect(push.setChecked)
            action.enabledChanged.connect(push.setEnabled)
            buttons.append(push)
        process, *others = buttons
        process.setProperty("kind", "primary")
        groups, self._flow = flow_row(16)
        for group in (
            grouped(label("Next", "muted"), self._before, self._connection, self._next, process, gap=4),
            grouped(label("Evict", "muted"), self._eviction, gap=8),
            grouped(*others, gap=6),
        ):
            self._flow.addWidget(group)
        self._facts = FittingLabel("value")
        self._facts.setAccessibleName("Progress")
        self._news = FittingLabel("muted")
        self._news.setAccessibleName("What to do")
        self._column = QVBoxLayout(self)
        self._column.addWidget(groups)
        self._column.addWidget(self._facts)
        self._column.addWidget(self._news)
        style().changed.connect(self._restyle)
        self._restyle()

    def setWidest(self, text: str) -> None:
        """The longest text of a connection, which fixes the width."""
        if text != self._widest:
            self._widest = text
            self._restyle()

    def setConnection(self, text: str) -> None:
        """The chosen ready connection, and its position among all."""
        self._connection.setText(text)

    def setFacts(self, *texts: str) -> None:
        """I/Os so far, in total and of the best known schedule: the first text that fits is shown."""
        self._facts.setTexts(texts)

    def setNews(self, *texts: str) -> None:
        """What to do, or a hint: the first text that fits is shown."""
        self._news.setTexts(texts)

    def setEviction(self, choice: str) -> None:
        self._eviction.show_choice(choice)

    def addGroup(self, group: QWidget) -> None:
        """Add a group after the others."""
        self._flow.addWidget(group)

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
