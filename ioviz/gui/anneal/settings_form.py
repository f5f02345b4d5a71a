"""What a run is started with: machine, objective, start order, method, temperature, seed, chains and limits."""

from __future__ import annotations

import os

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QVBoxLayout, QWidget

from ioviz.core.names import LEAST_MEMORY, STEPWISE_POLICIES, stepwise_policy
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.form_widgets import QuietComboBox, UnitSpinBox
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import LARGEST_COUNT, CountSpinBox, Segments, label
from ioviz.viewmodels.anneal.objectives import NAMES, OBJECTIVES, WEIGHTED
from ioviz.viewmodels.anneal.runs import METHODS, STARTS, AnnealSettings
from ioviz.viewmodels.document.document import POLICY_TEXTS
from ioviz.viewmodels.text import numbers

_HOTTEST = 1e5
_MOST_WEIGHT = 1000.0
_MOST_RESTARTS = 1000


class _Real(QDoubleSpinBox):
    """A number with a unit, whose least value may have a name of its own."""

    def __init__(self, most: float, step: float, unit: str = "", named: str = "") -> None:
        super().__init__()
        self.setRange(0.0, most)
        self.setDecimals(2)
        self.setSingleStep(step)
        self.set_unit(unit)
        self.setSpecialValueText(named)
        self.setLocale(QLocale(QLocale.Language.English))
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setStepType(QAbstractSpinBox.StepType.DefaultStepType)

    def set_unit(self, unit: str) -> None:
        self.setSuffix(f"{numbers.THIN_SPACE}{unit}" if unit else "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class AnnealForm(QWidget):
    """M and policy follow Explore until they are changed here; `settings` is what a run takes."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own_memory = self._own_policy = False
        self.memory = UnitSpinBox(LEAST_MEMORY, LARGEST_COUNT, "values")
        self.policy = Segments([(key, key.upper(), POLICY_TEXTS[key]) for key in STEPWISE_POLICIES])
        self.method = Segments([(key, key, text) for key, text in METHODS.items()])
        self.start = QuietComboBox()
        for key, text in STARTS.items():
            self.start.addItem(text, key)
        self.objective = QuietComboBox()
        for key, text in NAMES.items():
            self.objective.addItem(text, key)
            self.objective.setItemData(self.objective.count() - 1, OBJECTIVES[key], Qt.ItemDataRole.ToolTipRole)
        self.read_weight, self.write_weight = _Real(_MOST_WEIGHT, 0.5), _Real(_MOST_WEIGHT, 0.5)
        self.read_weight.setValue(1.0)
        self.write_weight.setValue(2.0)
        self.temperature = _Real(_HOTTEST, 0.1, "I/Os", "automatic")
        self.seed = CountSpinBox(0, LARGEST_COUNT)
        self.chains = CountSpinBox(1, max(1, (os.cpu_count() or 2)))
        self.chains.setValue(max(1, (os.cpu_count() or 2) - 1))
        self.seconds = UnitSpinBox(0, 10_000_000, "s", "no limit")
        self.seconds.setValue(60)
        self.proposals = UnitSpinBox(0, LARGEST_COUNT, "", "no limit")
        self.restarts = UnitSpinBox(0, _MOST_RESTARTS, "", "none")
        self._fields: list[tuple[QWidget, float]] = []
        self._groups: dict[QWidget, QWidget] = {}
        self._policy, self._method = "min", "ioviz"
        self._flow = FlowLayout(14)
        self.setLayout(self._flow)
        for text, widget, width, tip in (
            ("Fast memory &M", self.memory, 130, "As in Explore, unless it is changed here"),
            ("Eviction policy", self.policy, 0, "As in Explore, unless it is changed here"),
            ("O&bjective", self.objective, 112, "What the run makes small"),
            ("A read &counts", self.read_weight, 78, "The weight of a read in the objective"),
            ("A &write counts", self.write_weight, 78, "The weight of a write in the objective"),
            ("Method", self.method, 0, "How the order is changed"),
            ("S&tart order", self.start, 180, "The order that the run begins with"),
            ("Temperat&ure", self.temperature, 120, "How much worse an order may be and still be taken now and then"),
            ("See&d", self.seed, 84, "Another seed, another run; the same seed, the same run"),
            ("C&hains", self.chains, 64, "Runs beside each other that exchange their orders"),
            ("Time &limit", self.seconds, 108, "The run ends after so long, without pauses"),
            ("&Proposals at most", self.proposals, 124, "The run ends after so many orders tried"),
            (
                "&Restarts",
                self.restarts,
                84,
                "How often the run goes back to its best order and begins anew, warm again",
            ),
        ):
            self._add(text, widget, width, tip)
        self.policy.show_choice(self._policy)
        self.method.show_choice(self._method)
        self.memory.valueChanged.connect(self._memory_changed)
        self.policy.chosen.connect(self._policy_chosen)
        self.method.chosen.connect(self._method_chosen)
        for spin in (
            *(self.read_weight, self.write_weight, self.temperature, self.seed),
            *(self.chains, self.seconds, self.proposals, self.restarts),
        ):
            spin.valueChanged.connect(self._any_changed)
        self.objective.currentIndexChanged.connect(self._objective_changed)
        self.start.currentIndexChanged.connect(self._any_changed)
        self._objective_changed()
        style().changed.connect(self._restyle)
        self._restyle()

    def add_last(self, widget: QWidget) -> None:
        """Put something behind the fields, where they leave room."""
        self._flow.addWidget(widget)

    def settings(self) -> AnnealSettings:
        """What is chosen. Without any limit a run takes a minute."""
        seconds, proposals = self.seconds.value() or None, self.proposals.value() or None
        reads, writes = self.read_weight.value(), self.write_weight.value()
        if not reads and not writes:  # nothing would be worth anything
            reads = writes = 1.0
        return AnnealSettings(
            memory=self.memory.value(),
            policy=self._policy,
            start=self.start.currentData(),
            method=self._method,
            temperature=self.temperature.value() or None,
            seed=self.seed.value(),
            chains=self.chains.value(),
            seconds=float(seconds) if seconds else None if proposals else 60.0,
            proposals=proposals,
            restarts=self.restarts.value(),
            objective=self.objective.currentData(),
            read_weight=reads,
            write_weight=writes,
        )

    def follow(self, memory: int, policy: str) -> None:
        """Take over the machine of Explore, as far as it was not changed here."""
        if not self._own_memory:
            self.memory.blockSignals(True)
            self.memory.setValue(memory)
            self.memory.blockSignals(False)
        policy = stepwise_policy(policy)
        if not self._own_policy:
            self._policy = policy
            self.policy.show_choice(policy)
        # What is chosen here again as it is in Explore follows again.
        self._own_memory = self.memory.value() != memory
        self._own_policy = self._policy != policy

    def follow_again(self) -> None:
        """Another network is open: M and policy are its own."""
        self._own_memory = self._own_policy = False

    # -- inside ------------------------------------------------------------------------------------------

    def _add(self, text: str, widget: QWidget, width: float, tip: str) -> None:
        name = label(text, "small")
        name.setTextFormat(Qt.TextFormat.AutoText)
        name.setBuddy(widget)
        widget.setAccessibleName(text.replace("&", ""))
        if not isinstance(widget, Segments):
            widget.setToolTip(tip)
        name.setToolTip(tip)
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(name)
        column.addWidget(widget)
        self._flow.addWidget(group)
        self._groups[widget] = group
        if width:
            self._fields.append((widget, width))

    def _memory_changed(self, _value: int) -> None:
        self._own_memory = True
        self.changed.emit()

    def _policy_chosen(self, policy: str) -> None:
        self._policy, self._own_policy = policy, True
        self.changed.emit()

    def _method_chosen(self, method: str) -> None:
        self._method = method
        self.changed.emit()

    def _objective_changed(self, *_: object) -> None:
        """The weights are asked for where they count."""
        weighted = self.objective.currentData() == WEIGHTED
        for field in (self.read_weight, self.write_weight):
            self._groups[field].setVisible(weighted)
        self.objective.setToolTip(OBJECTIVES[self.objective.currentData()])
        self.temperature.set_unit(NAMES[self.objective.currentData()])
        self.changed.emit()

    def _any_changed(self, *_: object) -> None:
        self.changed.emit()

    def _restyle(self) -> None:
        for widget, width in self._fields:
            widget.setFixedWidth(style().px(width))
