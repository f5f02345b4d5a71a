"""One column of several side by side: its schedule and machine to choose, its sentence, memory, counters, timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ioviz.core.names import LEAST_MEMORY, MANUAL
from ioviz.gui.actions.actions import round_menu
from ioviz.gui.compare.column_badge import ColumnBadge
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import LARGEST_COUNT, CountSpinBox, ElidedLabel, label
from ioviz.gui.views.counters_view import CountersView
from ioviz.gui.views.memory_view import MemoryView
from ioviz.gui.views.sentence_view import SentenceView
from ioviz.gui.views.timeline.timeline_view import TimelineView
from ioviz.viewmodels.compare.columns import LETTERS, order_name, policy_name
from ioviz.viewmodels.document.document import (
    FROM_FILE,
    MADE_FOR_M,
    ORDER_TEXTS,
    ORDERS,
    POLICIES,
    POLICY_TEXTS,
)
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document, Intent
    from ioviz.viewmodels.frame.frame import Frame

_MEMORY, _TIMELINE = 92, 112  # least heights at 100 %
_NARROW = 230  # a column in which the word "main" has no room
_WIDE = 360  # a column in which a sentence has room in two lines; others give it three

EXTRA = (
    ("annealed", "best annealed", "The best order that annealing has found for this network, in the Anneal tab"),
    ("optimum", "optimum", "A schedule with the fewest I/Os there can be at this M; for small networks"),
    ("open", "schedule file…", "An order of the connections from a file"),
)


class ColumnView(QFrame):
    """Shows an intent, a document and a frame; what people choose is said by signals."""

    changeRequested = Signal(object)  # dict: order=, policy=, memory=
    scheduleRequested = Signal(object)  # "annealed" | "optimum" | "open", or a Schedule that is there
    mainRequested = Signal()
    removeRequested = Signal()
    seekRequested = Signal(object)  # int
    neuronHovered = Signal(object)  # int, or None
    resized = Signal()  # what it shows has to be arranged with the others

    def __init__(self, column: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(f"Column {LETTERS[column]}")
        self._intent: Intent | None = None
        self._loaded: tuple[Any, ...] = ()
        self._possible: frozenset[str] = frozenset()
        self._frame: Frame | None = None
        self._document: Document | None = None
        self.badge = ColumnBadge(column)
        self.order, self.policy = QToolButton(), QToolButton()
        self.memory = CountSpinBox(LEAST_MEMORY, LARGEST_COUNT)
        self.remove = QToolButton()
        self._build_head(column)
        self.sentence = SentenceView(lines=3)
        self.cells, self.counters, self.timeline = MemoryView(), CountersView(), TimelineView()
        self._waiting = label("Getting ready …", "muted", wrap=True)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._ends: tuple[str, ...] = ("",)
        self._ios = ElidedLabel("small")
        self._ios.setAccessibleName("I/Os in the end")
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._head)
        self._column.addWidget(self._ios)
        self._column.addWidget(self._waiting, 1)
        self._column.addWidget(self.sentence)
        self._column.addWidget(self.cells, 2)
        self._column.addWidget(self.counters)
        self._column.addWidget(self.timeline, 2)
        self._views = (self.badge, self.sentence, self.cells, self.counters, self.timeline)
        for view in self._views:
            view.setTheme(style().theme)
            view.setMinimumSize(1, 1)  # explicit: the views would rather be larger than a column is wide
        for clicked in (self.badge, self.sentence, self.cells, self.counters, self._waiting, self._ios):
            clicked.installEventFilter(self)
        for shows_neurons in (self.cells, self.timeline):
            shows_neurons.neuronHovered.connect(self.neuronHovered)
        self.timeline.seekRequested.connect(self.seekRequested)
        self._there = False
        style().changed.connect(self.restyle)
        self.restyle()

    # -- what is shown -----------------------------------------------------------------------------------

    def setIntent(self, intent: Intent, loaded: Sequence[Any], possible: frozenset[str]) -> None:
        """What was chosen for it; which schedules there are, and what else can be had: "annealed", "optimum"."""
        self._intent, self._loaded, self._possible = intent, tuple(loaded), possible
        self.order.setText(order_name(intent))
        text = ORDER_TEXTS[intent.order]
        self.order.setToolTip(f"Order of column {self._letter}: {order_name(intent)}. {text}")
        self.policy.setText(policy_name(intent.policy))
        self.policy.setToolTip(f"Policy of column {self._letter}. {POLICY_TEXTS[intent.policy]}")
        self.memory.blockSignals(True)
        self.memory.setValue(intent.memory)
        self.memory.blockSignals(False)
        self._fit_buttons()

    def setDocument(self, document: Document | None, waiting: str = "Getting ready …") -> None:
        """The document to show; None: `waiting` is shown instead."""
        self._waiting.setText(waiting)
        if document is not None and document is self._document:
            return
        self._document = document
        self._there = document is not None
        self._frame = None
        if document is not None:
            self.counters.setBounds(document.bounds)
            self.timeline.setTrace(document.timeline)
        for view in (self.sentence, self.cells, self.counters, self.timeline):
            view.setFrame(None)
        self.resized.emit()

    def setEnd(self, texts: Sequence[str]) -> None:
        """One line about the end: the first of these texts that fits."""
        self._ends = tuple(texts)
        self._say_end()

    def _say_end(self) -> None:
        metrics, room = self._ios.fontMetrics(), self.width() - 2 * style().px(10)
        fitting = (text for text in self._ends if metrics.horizontalAdvance(text) <= room)
        self._ios.setText(next(fitting, self._ends[-1]))
        self._ios.setToolTip(self._ends[0])

    def setFrame(self, frame: Frame) -> None:
        """Another moment."""
        if frame is not self._frame:
            self._frame = frame
            for view in (self.sentence, self.cells, self.counters, self.timeline):
                view.setFrame(frame)

    def setMain(self, main: bool) -> None:
        self.badge.setMain(main)

    def setRemovable(self, removable: bool) -> None:
        self.remove.setVisible(removable)

    def setHovered(self, neuron: int | None) -> None:
        self.cells.setHovered(neuron)
        self.timeline.setHovered(neuron)

    def fit(self) -> None:
        self.timeline.fit()

    # -- head --------------------------------------------------------------------------------------------

    def _build_head(self, column: int) -> None:
        self._letter = LETTERS[column]
        for button, name, menu in (
            (self.order, "Order", self._order_menu),
            (self.policy, "Policy", self._policy_menu),
        ):
            button.setProperty("kind", "soft")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind the text
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"{name} of column {self._letter}")
            button.clicked.connect(menu)
        self.memory.setAccessibleName(f"M of column {self._letter}")
        self.memory.setToolTip(f"M of column {self._letter}: the size of its fast memory, in values")
        self.memory.valueChanged.connect(lambda value: self.changeRequested.emit({"memory": value}))
        self.remove.setProperty("kind", "ghost")
        self.remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.remove.setAccessibleName(f"Remove column {self._letter}")
        self.remove.setToolTip(f"Remove column {self._letter}")
        self.remove.clicked.connect(self.removeRequested)
        flow = FlowLayout(6)
        machine = QWidget()
        row = QHBoxLayout(machine)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(QLabel("M"))
        row.addWidget(self.memory)
        machine.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for widget in (self.badge, self.remove, self.order, self.policy, machine):
            flow.addWidget(widget)
        self._head = QWidget()
        self._head.setLayout(flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._head.setSizePolicy(policy)

    def _order_menu(self) -> None:
        """What can be had here is found out when it is asked for."""
        menu = self._menu()
        intent = self._intent
        for key in (*ORDERS, *MADE_FOR_M):
            taken = intent is not None and intent.order == key
            action = self._entry(menu, key, ORDER_TEXTS[key], taken)
            action.triggered.connect(lambda _on, key=key: self.changeRequested.emit({"order": key}))
        menu.addSeparator()
        for schedule in self._loaded:
            taken = intent is not None and intent.order == FROM_FILE and intent.loaded is schedule
            action = self._entry(menu, schedule.name or "as loaded", "A schedule that is open already", taken)
            action.triggered.connect(lambda _on, schedule=schedule: self.scheduleRequested.emit(schedule))
        for key, text, tip in EXTRA:
            action = self._entry(menu, text, tip, False)
            action.setEnabled(key == "open" or key in self._possible)
            action.triggered.connect(lambda _on, key=key: self.scheduleRequested.emit(key))
        menu.popup(self.order.mapToGlobal(self.order.rect().bottomLeft()))

    def _policy_menu(self) -> None:
        menu = self._menu()
        intent = self._intent
        own = intent is not None and intent.loaded is not None and intent.loaded.evictions is not None
        for key in (*POLICIES, *((MANUAL,) if own and intent is not None and intent.order == FROM_FILE else ())):
            taken = intent is not None and intent.policy == key
            action = self._entry(menu, policy_name(key), POLICY_TEXTS[key], taken)
            action.triggered.connect(lambda _on, key=key: self.changeRequested.emit({"policy": key}))
        menu.popup(self.policy.mapToGlobal(self.policy.rect().bottomLeft()))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        round_menu(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    @staticmethod
    def _entry(menu: QMenu, text: str, tip: str, taken: bool) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(taken)
        action.setToolTip(tip)
        return action

    def _fit_buttons(self) -> None:
        """A long name of a schedule is cut with an ellipsis; its tooltip has all of it."""
        if self._intent is not None:
            metrics = self.order.fontMetrics()
            most = max(style().px(60), self.width() - style().px(100))
            self.order.setText(metrics.elidedText(order_name(self._intent), Qt.TextElideMode.ElideMiddle, most))

    # -- room --------------------------------------------------------------------------------------------

    def headHeight(self) -> int:
        """What the choices need at this width."""
        inside = self.width() - 2 * style().px(10)
        return max(self._head.heightForWidth(inside), self.badge.sizeHint().height())

    def wantsStack(self) -> bool:
        """Whether its counters have no room beside each other."""
        inside = self.width() - 2 * style().px(10)
        return self._document is not None and self.counters.wantsStack(inside, self._document.trace.counts)

    def leastHeight(self, head: int, stacked: bool) -> int:
        """What it needs for its choices, memory and counters; `head` is the highest of all columns."""
        look = style()
        parts = (head, self._ios.sizeHint().height(), look.px(_MEMORY), self.counters.leastHeight(stacked))
        return sum(parts) + 3 * look.px(6) + 2 * look.px(8) + 2

    def arrange(self, head: int, stacked: bool) -> None:
        """Show what has room: memory and counters always, then the timeline, then the sentence."""
        look = style()
        inside = self.width() - 2 * look.px(10)
        self._head.setFixedHeight(head)
        self.cells.setMinimumHeight(look.px(_MEMORY))
        self.counters.setStacked(stacked)
        self.counters.setFixedHeight(self.counters.leastHeight(stacked))
        self.sentence.setLines(2 if inside >= look.px(_WIDE) else 3)
        left = self.height() - self.leastHeight(head, stacked)
        shown = {}
        needs = {"timeline": look.px(_TIMELINE), "sentence": self.sentence.sizeHint().height()}
        for name, needed in needs.items():
            shown[name] = self._there and left >= needed + look.px(6)
            left -= needed + look.px(6) if shown[name] else 0
        self.cells.setVisible(self._there)
        self.counters.setVisible(self._there)
        self.timeline.setVisible(shown["timeline"])
        self.sentence.setVisible(shown["sentence"])
        self._waiting.setVisible(not self._there)
        self._say_end()

    def minimumSizeHint(self) -> QSize:
        return QSize(style().px(196), style().px(100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.badge.setCompact(self.width() < style().px(_NARROW))
        self._fit_buttons()
        self._say_end()
        self.resized.emit()

    def restyle(self) -> None:
        look = style()
        pad = look.px(10)
        self._column.setContentsMargins(pad, look.px(8), pad, look.px(8))
        self._column.setSpacing(look.px(6))
        self.memory.setFixedWidth(look.px(84))
        for button in (self.order, self.policy):
            button.setIcon(look.icon("chevron_down", 12))
            button.setIconSize(QSize(look.px(12), look.px(12)))
        self.remove.setIcon(look.icon("close", 14))
        self.remove.setIconSize(QSize(look.px(14), look.px(14)))
        for view in self._views:
            view.setTheme(look.theme)
        self.resized.emit()

    # -- people ------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_release = event.type() == QEvent.Type.MouseButtonRelease  # the cheap question first: most events are none
        if is_release and isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            self.mainRequested.emit()
        return super().eventFilter(watched, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.mainRequested.emit()
        super().mouseReleaseEvent(event)


def end_words(ios: int, first: int | None) -> tuple[str, ...]:
    """Return the I/Os in the end, and what that is by the first column's, in ever fewer words."""
    count = numbers.plural(ios, "I/O")
    if first is None:
        return f"{count} in the end", count
    more = ios - first
    if more == 0:
        return f"{count} in the end, as many as A", f"{count}, as A", count
    share = numbers.percent(abs(more) / max(first, 1), 1)
    words = "more" if more > 0 else "fewer"
    sign = "+" if more > 0 else numbers.MINUS
    return f"{count} in the end, {share} {words} than A", f"{count}, {share} {words} than A", f"{count}, {sign}{share}"
