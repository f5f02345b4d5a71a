"""One of several columns: choices of its schedule and machine, its sentence, memory, counters and timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from ioviz.core.names import LEAST_MEMORY, MANUAL
from ioviz.gui.actions.actions import round_menu
from ioviz.gui.compare.column_badge import ColumnBadge
from ioviz.gui.toolkit.marks import COMPUTING, OUTDATED, mark
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import LARGEST_COUNT, CountSpinBox, FittingLabel, label
from ioviz.gui.views.counters_view import CountersView
from ioviz.gui.views.memory_view import MemoryView
from ioviz.gui.views.sentence_view import SentenceView
from ioviz.gui.views.timeline.timeline_view import TimelineView
from ioviz.viewmodels.compare.columns import LETTERS
from ioviz.viewmodels.document.document import (
    MADE_FOR_M,
    ORDER_TEXTS,
    ORDERS,
    POLICIES,
    POLICY_TEXTS,
)
from ioviz.viewmodels.document.provenance import order_name, policy_name, provenance, schedule_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document, Intent
    from ioviz.viewmodels.document.pending import Pending
    from ioviz.viewmodels.frame.frame import Frame

_MEMORY, _TIMELINE = 92, 112  # least heights at 100 %
_NARROW = 230  # a column narrower than this hides the word "main"
_WIDE = 360  # a column wider than this shows the sentence in two lines; others in three

EXTRA = (
    ("annealed", "best annealed", "The best order that annealing has found for this network, in the Anneal tab"),
    ("optimum", "optimum", "An optimal schedule at this M; for small networks"),
    ("open", "schedule file…", "An order of the connections from a file"),
)


class ColumnView(QFrame):
    """Shows an intent, a document and a frame; changes are requested by signals."""

    changeRequested = Signal(object)  # dict: order=, policy=, memory=
    scheduleRequested = Signal(object)  # "annealed" | "optimum" | "open", or an open Schedule
    mainRequested = Signal()
    removeRequested = Signal()
    seekRequested = Signal(object)  # int
    neuronHovered = Signal(object)  # int, or None
    resized = Signal()  # to be arranged with the other columns

    def __init__(self, column: int) -> None:
        super().__init__()
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
        self._ios = FittingLabel("small")
        self._ios.setAccessibleName("Total I/Os")
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
            view.setMinimumSize(1, 1)  # explicit: by default the views are wider than a column
        for clicked in (self.badge, self.sentence, self.cells, self.counters, self._waiting, self._ios):
            clicked.installEventFilter(self)
        self.cells.neuronHovered.connect(self.neuronHovered)
        self.timeline.neuronHovered.connect(self.neuronHovered)
        self.timeline.seekRequested.connect(self.seekRequested)
        style().changed.connect(self.restyle)
        self.restyle()

    # -- what is shown -----------------------------------------------------------------------------------

    def setIntent(self, intent: Intent, loaded: Sequence[Any], possible: frozenset[str]) -> None:
        """The choices of the column, the open schedules, and which of "annealed" and "optimum" are available."""
        self._intent, self._loaded, self._possible = intent, tuple(loaded), possible
        self.order.setText(order_name(intent))
        text = provenance(intent) if intent.from_schedule else ORDER_TEXTS[intent.order]
        self.order.setToolTip(f"Order of column {self._letter}: {order_name(intent)}. {text}")
        self.policy.setText(policy_name(intent.policy))
        self.policy.setToolTip(f"Policy of column {self._letter}. {POLICY_TEXTS[intent.policy]}")
        with QSignalBlocker(self.memory):
            self.memory.setValue(intent.memory)
        self._fit_buttons()

    def setDocument(self, document: Document | None, waiting: str = "Getting ready …") -> None:
        """The document to show; None: `waiting` is shown instead."""
        self._waiting.setText(waiting)
        if document is not None and document is self._document:
            return
        self._document = document
        self._frame = None
        if document is not None:
            self.counters.setBounds(document.bounds)
            self.timeline.setTrace(document.timeline)
        for view in (self.sentence, self.cells, self.counters, self.timeline):
            view.setFrame(None)
        self.resized.emit()

    def setEnd(self, texts: Sequence[str], pending: Pending | None) -> None:
        """The total I/Os: the first of these texts that fits; or that they are still those of another choice."""
        mark(self._ios, OUTDATED, pending is not None)
        for button in (self.order, self.policy):
            mark(button, COMPUTING, pending is not None)
        self._ios.setTexts(texts if pending is None else (pending.sentence(), f"{pending.short()} …", "Computing …"))

    def setFrame(self, frame: Frame) -> None:
        """The frame of another step."""
        if frame is not self._frame:
            self._frame = frame
            for view in (self.sentence, self.cells, self.counters, self.timeline):
                view.setFrame(frame)

    def setHovered(self, neuron: int | None) -> None:
        self.cells.setHovered(neuron)
        self.timeline.setHovered(neuron)

    # -- head --------------------------------------------------------------------------------------------

    def _build_head(self, column: int) -> None:
        self._letter = LETTERS[column]
        for button, name, menu in (
            (self.order, "Order", self._order_menu),
            (self.policy, "Policy", self._policy_menu),
        ):
            button.setProperty("kind", "soft")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the text
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"{name} of column {self._letter}")
            button.clicked.connect(menu)
        self.memory.setAccessibleName(f"M of column {self._letter}")
        self.memory.setToolTip(f"M of column {self._letter}: the size of its fast memory, in values")
        for requested in (self.memory.valueChanged, self.memory.tooSmall):  # too small: refused with the reason
            requested.connect(lambda value: self.changeRequested.emit({"memory": value}))
        self.remove.setProperty("kind", "ghost")
        self.remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.remove.setAccessibleName(f"Remove column {self._letter}")
        self.remove.setToolTip(f"Remove column {self._letter}")
        self.remove.clicked.connect(self.removeRequested)
        # Two rows in every column, so that the same choices are at the same height.
        self._head = QWidget()
        self._rows = QVBoxLayout(self._head)
        self._rows.setContentsMargins(0, 0, 0, 0)
        for widgets in ((self.badge, self.order, None, self.remove), (self.policy, QLabel("M"), self.memory, None)):
            row = QHBoxLayout()
            for widget in widgets:
                if widget is None:
                    row.addStretch(1)
                else:
                    row.addWidget(widget)
            self._rows.addLayout(row)

    def _order_menu(self) -> None:
        intent, menu = self._intent, self._menu()
        if intent is None:
            return
        for key in (*ORDERS, *MADE_FOR_M):
            _add_entry(menu, key, ORDER_TEXTS[key], intent.order == key, self._change(order=key))
        menu.addSeparator()
        for schedule in self._loaded:
            chosen = intent.from_schedule and intent.loaded is schedule
            name = schedule_name(schedule)
            _add_entry(menu, name, "A schedule that is already open", chosen, self._choose(schedule))
        for key, text, tip in EXTRA:
            action = _add_entry(menu, text, tip, False, self._choose(key))
            action.setEnabled(key == "open" or key in self._possible)
        menu.popup(self.order.mapToGlobal(self.order.rect().bottomLeft()))

    def _policy_menu(self) -> None:
        intent, menu = self._intent, self._menu()
        if intent is None:
            return
        own = intent.from_schedule and intent.loaded is not None and intent.loaded.evictions is not None
        for key in (*POLICIES, MANUAL) if own else POLICIES:
            _add_entry(menu, policy_name(key), POLICY_TEXTS[key], intent.policy == key, self._change(policy=key))
        menu.popup(self.policy.mapToGlobal(self.policy.rect().bottomLeft()))

    def _change(self, **changes: str) -> Callable[[], None]:
        return lambda: self.changeRequested.emit(changes)

    def _choose(self, schedule: object) -> Callable[[], None]:
        return lambda: self.scheduleRequested.emit(schedule)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        round_menu(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _fit_buttons(self) -> None:
        """Elide a long name of a schedule; the tooltip has all of it. M is as wide as its number."""
        if self._intent is None:
            return
        look, metrics = style(), self.order.fontMetrics()
        around = self.badge.sizeHint().width() + self.remove.sizeHint().width() + look.px(20 + 18 + 34)
        most = max(look.px(60), self.width() - around)
        name = order_name(self._intent)
        if self._intent.order == "random" and metrics.horizontalAdvance(name) > most:
            name = self._intent.order  # without its seed: a part of a number is another number
        self.order.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, most))
        digits = self.memory.fontMetrics().horizontalAdvance(numbers.count(self._intent.memory))
        self.memory.setFixedWidth(max(look.px(84), digits + look.px(36)))

    # -- layout ------------------------------------------------------------------------------------------

    def headHeight(self) -> int:
        """The height of the choices."""
        return self._head.sizeHint().height()

    def wantsStack(self) -> bool:
        """Whether it is too narrow for its counters side by side."""
        inside = self.width() - 2 * style().px(10)
        return self._document is not None and self.counters.wantsStack(inside, self._document.trace.counts)

    def leastHeight(self, head: int, stacked: bool) -> int:
        """The least height for choices, memory and counters; `head` is the largest head height of all columns."""
        look = style()
        parts = (head, self._ios.sizeHint().height(), look.px(_MEMORY), self.counters.leastHeight(stacked))
        return sum(parts) + 3 * look.px(6) + 2 * look.px(8) + 2

    def arrange(self, head: int, stacked: bool) -> None:
        """Show what fits: memory and counters always, then the timeline, then the sentence."""
        look = style()
        inside = self.width() - 2 * look.px(10)
        self._head.setFixedHeight(head)
        self.cells.setMinimumHeight(look.px(_MEMORY))
        self.counters.setStacked(stacked)
        self.counters.setFixedHeight(self.counters.leastHeight(stacked))
        self.sentence.setLines(2 if inside >= look.px(_WIDE) else 3)
        left = self.height() - self.leastHeight(head, stacked)
        shown = self._document is not None
        self.cells.setVisible(shown)
        self.counters.setVisible(shown)
        self._waiting.setVisible(not shown)
        for view, height in ((self.timeline, look.px(_TIMELINE)), (self.sentence, self.sentence.sizeHint().height())):
            fits = shown and left >= height + look.px(6)
            left -= height + look.px(6) if fits else 0
            view.setVisible(fits)

    def minimumSizeHint(self) -> QSize:
        inside = self._rows.totalMinimumSize().width() + 2 * style().px(10) + 2
        return QSize(max(style().px(196), inside), style().px(100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.badge.setCompact(self.width() < style().px(_NARROW))
        self._fit_buttons()
        self.resized.emit()

    def restyle(self) -> None:
        look = style()
        pad = look.px(10)
        self._column.setContentsMargins(pad, look.px(8), pad, look.px(8))
        self._column.setSpacing(look.px(6))
        self._rows.setSpacing(look.px(6))
        self._fit_buttons()
        for button in (self.order, self.policy):
            button.setIcon(look.icon("chevron_down", 12))
            button.setIconSize(QSize(look.px(12), look.px(12)))
        self.remove.setIcon(look.icon("close", 14))
        self.remove.setIconSize(QSize(look.px(14), look.px(14)))
        for view in self._views:
            view.setTheme(look.theme)
        self.resized.emit()

    # -- events ------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # its choices have another size, as after a change of the text's
            self.resized.emit()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_release = event.type() == QEvent.Type.MouseButtonRelease  # checked first, as it is cheap
        if is_release and isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            self.mainRequested.emit()
        return super().eventFilter(watched, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.mainRequested.emit()
        super().mouseReleaseEvent(event)


def _add_entry(menu: QMenu, text: str, tip: str, chosen: bool, run: Callable[[], None]) -> QAction:
    action = menu.addAction(text)
    action.setCheckable(True)
    action.setChecked(chosen)
    action.setToolTip(tip)
    action.triggered.connect(run)
    return action


def end_texts(ios: int, first: int | None) -> tuple[str, ...]:
    """Texts for the total I/Os, compared with those of the first column, from long to short."""
    count = numbers.plural(ios, "I/O")
    if first is None:
        return f"{count} in the end", count
    more = ios - first
    if more == 0:
        return f"{count} in the end, as many as A", f"{count}, as A", count
    share = numbers.percent(abs(more) / max(first, 1), 1)
    relation, sign = ("more", "+") if more > 0 else ("fewer", numbers.MINUS)
    text = f"{share} {relation} than A"
    return f"{count} in the end, {text}", f"{count}, {text}", f"{count}, {sign}{share}"
