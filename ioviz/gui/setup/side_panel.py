"""The side panel: the network and its facts, the machine, the schedule and their I/Os."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ioviz.core.names import LEAST_MEMORY, MANUAL
from ioviz.gui.actions.actions import Actions
from ioviz.gui.setup.order_choice import OrderChoice
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.marks import COMPUTING, OUTDATED, mark
from ioviz.gui.toolkit.pending import PendingLine
from ioviz.gui.toolkit.style import SIDE_WIDTH, style
from ioviz.gui.toolkit.widgets import LARGEST_COUNT, CountSpinBox, ElidedLabel, LogSlider, Segments, hairline, label
from ioviz.viewmodels.document.document import (
    ORDER_TEXTS,
    POLICIES,
    POLICY_TEXTS,
    memory_presets,
)
from ioviz.viewmodels.document.provenance import provenance, schedule_name
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.io_bytes import long, short

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document, Intent
    from ioviz.viewmodels.document.eviction_search import BestEvictions
    from ioviz.viewmodels.document.optimum_search import OptimumBounds
    from ioviz.viewmodels.document.pending import Pending

_FACTS = {
    "Neurons": "N, inputs and outputs included",
    "Connections": "W, one weight each",
    "Inputs, outputs": "I, neurons whose value is given; S, neurons whose value is written at the end",
    "Depth": "The longest path from an input to an output, in connections",
    "Live memory": "The least M at which this order attains the lower bound: nothing is evicted",
}
_OF_THE_SCHEDULE = ("Live memory",)
_RESULTS = {
    "Reads": "Weights, first reads of neurons, and re-reads",
    "Writes": "Evictions of dirty values, and the outputs",
    "Excess": "Re-reads and eviction writes: what a larger memory or a better order would save",
    "Bounds": "Lower bound W + N + S of all schedules; upper bound 2 (W + N − I) of the optimum",
    "In bytes": "The I/Os in bytes",
}


class SidePanel(QScrollArea):
    """Shows the wanted intent and the document; requests changes by signals, which setters never emit."""

    memoryRequested = Signal(object)  # int
    policyRequested = Signal(object)  # str
    orderRequested = Signal(object)  # str
    seedRequested = Signal(object)  # int

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Network, machine and schedule")
        body = QFrame()
        body.setProperty("role", "side")
        body.setMinimumWidth(1)  # explicit: its contents must not make it wider than the panel
        self._column = QVBoxLayout(body)
        self._values: dict[str, QLabel] = {}
        self._wanted: Intent | None = None
        self._pending: Pending | None = None
        self._shown_ios = 0
        self._build_network(actions)
        self._column.addWidget(hairline())
        self._build_machine()
        self._column.addWidget(hairline())
        self._build_schedule(actions)
        self._column.addWidget(hairline())
        self._build_result(actions)
        self._column.addStretch(1)
        self.setWidget(body)
        self._enable(False)
        style().changed.connect(self._restyle)
        self._restyle()

    # -- what is shown -----------------------------------------------------------------------------------

    def setIntent(self, intent: Intent) -> None:
        """Show what is wanted, before it is computed."""
        self._enable(True)
        self._wanted = intent
        with QSignalBlocker(self._memory):
            self._memory.setValue(intent.memory)
        self._slider.show_value(intent.memory)
        with QSignalBlocker(self._seed):
            self._seed.setValue(intent.seed)
        self._seed_row.setVisible(intent.order == "random")
        self._show_choices()

    def setPending(self, pending: Pending | None) -> None:
        """What is computed: until it is there, all choices and numbers are those of the document, and marked."""
        self._pending = pending
        self._pending_line.set_text("" if pending is None else pending.sentence())
        self._order_text.setVisible(pending is None)
        for name in (*_OF_THE_SCHEDULE, *_RESULTS):
            mark(self._values[name], OUTDATED, pending is not None)
        for number in (self._ios, self._ratio, self._evictions, self._best):
            mark(number, OUTDATED, pending is not None)
        self._show_choices()

    def _show_choices(self) -> None:
        """Show the choices that the numbers belong to, and mark those that are computed."""
        wanted = self._wanted
        if wanted is None:
            return
        shown = wanted if self._pending is None else self._pending.shown
        self._show_presets(shown.memory, 0 if wanted.memory == shown.memory else wanted.memory)
        own = any(one.from_schedule and one.loaded and one.loaded.evictions for one in (shown, wanted))
        self._policy.set_visible(MANUAL, own)
        self._policy.show_choice(shown.policy, "" if wanted.policy == shown.policy else wanted.policy)
        self._policy_text.setText(POLICY_TEXTS[shown.policy])
        loaded = shown.loaded if shown.from_schedule else wanted.loaded
        self._order.set_schedule("" if loaded is None else schedule_name(loaded))
        self._order.show_choice(shown.order, "" if wanted.same_order(shown) else wanted.order)
        text = ORDER_TEXTS[shown.order]
        if shown.from_schedule:
            text = provenance(shown)
        elif shown.order == "auto":
            text = f"The best of all orders that can be made in 10 seconds, for M = {numbers.count(shown.made_for)}."
        self._order_text.setText(text)

    def setDocument(self, document: Document) -> None:
        network, facts = document.network, document.statistics
        counts, limits = document.trace.counts, document.bounds
        self._name.setText(document.intent.title or network.name or "network")
        about = network.description or network.origin
        self._about.setText(about)
        self._about.setVisible(bool(about))
        texts = {
            "Neurons": numbers.count(facts.neurons),
            "Connections": numbers.count(facts.connections),
            "Inputs, outputs": f"{numbers.count(facts.inputs)}, {numbers.count(facts.outputs)}",
            "Depth": numbers.count(facts.depth),
            "Live memory": numbers.count(document.live_memory),
            "Reads": numbers.count(counts.reads),
            "Writes": numbers.count(counts.writes),
            "Excess": numbers.count(counts.excess),
            "Bounds": f"{numbers.count(limits.lower)} to {numbers.count(limits.upper)}",
            "In bytes": short(counts.ios, facts.connections),
        }
        for name, text in texts.items():
            self._values[name].setText(text)
        self._slider.set_bounds(LEAST_MEMORY, max(2 * document.live_memory, 16))
        self._slider.show_value(document.intent.memory)
        self._make_presets(memory_presets(document.live_memory), document.live_memory)
        self._show_choices()
        self._shown_ios = counts.ios
        self._ios.setText(numbers.count(counts.ios))
        self._ratio.setText(f"{numbers.ratio(counts.ios / limits.lower)} the\nlower bound")
        self._values["In bytes"].setToolTip(long(counts.ios, facts.connections))

    def setBestPossible(self, best: OptimumBounds | None) -> None:
        """What is known of the optimum at this M; None hides the row."""
        self._best_row.setVisible(best is not None)
        if best is not None:
            self._best.setText(best.text())
            self._best_row.setToolTip(best.explanation())
            self._best_button.setEnabled(best.schedule is not None)

    def setBestEvictions(self, best: BestEvictions | None, searching: bool) -> None:
        """What is known of the best evictions for this order; None hides the row, unless they are being searched."""
        self._evictions_row.setVisible(best is not None or searching)
        self._evictions.setText(best.text() if best is not None else "…")
        self._evictions_row.setToolTip(best.explanation(self._shown_ios) if best is not None else "Searching …")
        self._evictions_button.setEnabled(best is not None and best.schedule is not None)

    def edit_memory(self) -> None:
        """Focus the memory field."""
        self._memory.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._memory.selectAll()

    # -- sections ----------------------------------------------------------------------------------------

    def _build_network(self, actions: Actions) -> None:
        self._column.addWidget(label("NETWORK", "heading"))
        self._name = ElidedLabel("title")
        self._name.setText("…")
        self._name.setAccessibleName("Name of the network")
        self._column.addWidget(self._name)
        self._about = ElidedLabel("small")
        self._about.hide()
        self._column.addWidget(self._about)
        self._column.addLayout(self._facts(_FACTS))
        row = QHBoxLayout()
        row.setSpacing(6)
        for id, text in (("open", "Open"), ("generate", "Generate"), ("facts", "Facts")):
            button = _tool_button(text, actions[id], "soft")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button, 1)
        self._facts_button = button
        self._column.addLayout(row)

    def _build_machine(self) -> None:
        self._column.addWidget(label("MACHINE", "heading"))
        row = QHBoxLayout()
        row.setSpacing(4)  # the largest M is whole
        name = label("Fast memory &M")
        name.setTextFormat(Qt.TextFormat.AutoText)
        name.setToolTip("Values that fit into fast memory: one weight and M − 1 neurons.")
        self._memory = CountSpinBox(LEAST_MEMORY, LARGEST_COUNT)
        self._memory.setAccessibleName("Fast memory M, in values")
        self._memory.setToolTip("Values that fit into fast memory  (M to type, Ctrl+Up, Ctrl+Down)")
        self._memory.valueChanged.connect(self.memoryRequested.emit)
        self._memory.tooSmall.connect(self.memoryRequested)  # refused with the reason
        name.setBuddy(self._memory)
        row.addWidget(name, 1)
        row.addWidget(self._memory)
        self._column.addLayout(row)
        self._slider = LogSlider()
        self._slider.setAccessibleName("Fast memory M")
        self._slider.valueChosen.connect(self.memoryRequested)
        self._column.addWidget(self._slider)
        self._preset_row = FlowLayout(4)  # wraps into a second row
        self._presets: dict[int, QToolButton] = {}
        self._column.addLayout(self._preset_row)
        self._column.addSpacing(2)
        tips = [(key, key.upper(), f"{POLICY_TEXTS[key]}  ({i})") for i, key in enumerate(POLICIES, 1)]
        self._policy = Segments([*tips, (MANUAL, "own", POLICY_TEXTS[MANUAL])])
        self._policy.set_visible(MANUAL, False)
        self._policy.setAccessibleName("Eviction policy")
        self._policy.chosen.connect(self.policyRequested)
        self._column.addWidget(self._policy)
        self._policy_text = self._explanation()

    def _build_schedule(self, actions: Actions) -> None:
        self._column.addWidget(label("SCHEDULE", "heading"))
        self._order = OrderChoice()
        self._order.setAccessibleName("Order of the connections")
        self._order.chosen.connect(self.orderRequested)
        self._column.addWidget(self._order)
        self._order_text = self._explanation()
        self._pending_line = PendingLine()  # in place of the explanation, so that the numbers stay where they are
        self._column.addWidget(self._pending_line)
        self._seed_row = QWidget()
        row = QHBoxLayout(self._seed_row)
        row.setContentsMargins(0, 0, 0, 0)
        name = label("Seed")
        self._seed = CountSpinBox(0, LARGEST_COUNT)
        self._seed.setAccessibleName("Seed of the random order")
        self._seed.valueChanged.connect(self.seedRequested.emit)
        name.setBuddy(self._seed)
        row.addWidget(name, 1)
        row.addWidget(self._seed)
        row.addWidget(actions.button("new_seed"))
        self._seed_row.hide()
        self._column.addWidget(self._seed_row)

    def _build_result(self, actions: Actions) -> None:
        self._column.addWidget(label("TOTAL I/Os", "heading"))
        self._ios = label("–", "display")
        self._ios.setAccessibleName("I/Os of the whole schedule")
        self._ratio = label("", "muted")
        row = FlowLayout(10)
        row.addWidget(self._ios)
        row.addWidget(self._ratio)
        self._column.addLayout(row)
        self._column.addLayout(self._facts(_RESULTS))
        evictions, optimum = actions["evictions"], actions["optimum"]
        self._evictions_row, self._evictions, self._evictions_button = self._best_of("Best evictions", evictions)
        self._best_row, self._best, self._best_button = self._best_of("Optimum", optimum)

    def _best_of(self, name: str, action: QAction) -> tuple[QWidget, QLabel, QToolButton]:
        """A row with the I/Os of the best schedule of a kind and a button that shows it; hidden until known."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(name, "muted"), 1)
        value = label("", "value")
        value.setAccessibleName(name)
        row.addWidget(value)
        button = _tool_button("Show", action, "chip")
        row.addWidget(button)
        line.hide()
        self._column.addWidget(line)
        return line, value, button

    # -- helpers -----------------------------------------------------------------------------------------

    def _facts(self, tips: dict[str, str]) -> QGridLayout:
        """A grid of names and values."""
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        grid.setHorizontalSpacing(8)
        for row, (name, tip) in enumerate(tips.items()):
            key, value = label(name, "muted"), label("–", "value")
            for widget in (key, value):
                widget.setToolTip(tip)
            value.setAccessibleName(name)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(key, row, 0)
            grid.addWidget(value, row, 1)
            self._values[name] = value
        grid.setColumnStretch(1, 1)
        return grid

    def _explanation(self) -> QLabel:
        text = label("", "small", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(text)
        return text

    def _make_presets(self, sizes: tuple[int, ...], live: int) -> None:
        if tuple(self._presets) == sizes:
            return
        while item := self._preset_row.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        self._presets = {}
        for size in sizes:
            chip = QToolButton()
            chip.setText(numbers.count(size))
            chip.setProperty("kind", "chip")
            chip.setProperty("choice", size)  # not "size", which every widget has
            chip.setCheckable(True)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.setToolTip(
                f"M = {numbers.count(size)}"
                + (", the live memory: nothing is evicted  (Ctrl+L)" if size == live else "")
                + (", the minimum: source u, target v and the weight" if size == LEAST_MEMORY else "")
            )
            chip.clicked.connect(self._preset_clicked)
            self._preset_row.addWidget(chip)
            self._presets[size] = chip

    def _show_presets(self, memory: int, computing: int) -> None:
        for size, chip in self._presets.items():
            chip.setChecked(size == memory)
            mark(chip, COMPUTING, size == computing)

    def _preset_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, QToolButton):
            chip.setChecked(True)
            self.memoryRequested.emit(chip.property("choice"))

    def _enable(self, on: bool) -> None:
        for widget in (self._memory, self._slider, self._policy, self._order, self._seed_row, self._facts_button):
            widget.setEnabled(on)

    def _restyle(self) -> None:
        look = style()
        self.setFixedWidth(look.px(SIDE_WIDTH))
        self._column.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(16))
        self._column.setSpacing(look.px(8))
        self._memory.setFixedWidth(look.px(112))
        self._seed.setFixedWidth(look.px(112))
        for text in (self._policy_text, self._order_text):
            text.setMinimumHeight(look.px(32))  # fixed, as texts differ in length


def _tool_button(text: str, action: QAction, kind: str) -> QToolButton:
    """A button that triggers an action; it takes the focus by Tab only."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(action.toolTip())
    button.setProperty("kind", kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(action.trigger)
    return button
