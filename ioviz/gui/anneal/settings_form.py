"""Settings of an annealing run: machine, objective, start order, method, temperature, seed, chains and limits."""

from __future__ import annotations

import os

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from ioviz.core.names import LEAST_MEMORY, STEPWISE_POLICIES, stepwise_policy
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.form_widgets import QuietComboBox, UnitSpinBox, labelled
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import LARGEST_COUNT, CountSpinBox, Segments
from ioviz.viewmodels.anneal.objectives import NAMES, OBJECTIVES, WEIGHTED
from ioviz.viewmodels.anneal.presets import suggested_limits
from ioviz.viewmodels.anneal.runs import METHODS, STARTS, AnnealSettings
from ioviz.viewmodels.document.document import POLICY_TEXTS
from ioviz.viewmodels.text import numbers

_MAX_TEMPERATURE = 1e5
_MAX_WEIGHT = 1000.0
_MAX_RESTARTS = 1000
_MOST_CHAINS = 16


class _Real(QDoubleSpinBox):
    """A number with a unit; `named` is shown in place of 0."""

    def __init__(self, maximum: float, step: float, unit: str = "", named: str = "") -> None:
        super().__init__()
        self.setRange(0.0, maximum)
        self.setDecimals(2)
        self.setSingleStep(step)
        self.set_unit(unit)
        self.setSpecialValueText(named)
        self.setLocale(QLocale(QLocale.Language.English))
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def set_unit(self, unit: str) -> None:
        self.setSuffix(f"{numbers.THIN_SPACE}{unit}" if unit else "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class AnnealForm(QWidget):
    """M and policy follow Explore until they are changed here."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._own_memory = self._own_policy = self._own_limits = False
        self._n_connections = 0
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
        self.read_weight, self.write_weight = _Real(_MAX_WEIGHT, 0.5), _Real(_MAX_WEIGHT, 0.5)
        self.read_weight.setValue(1.0)
        self.write_weight.setValue(2.0)
        self.temperature = _Real(_MAX_TEMPERATURE, 0.1, "I/Os", "automatic")
        self.seed = CountSpinBox(0, LARGEST_COUNT)
        self._cores = os.cpu_count() or 1
        self.chains = UnitSpinBox(1, max(_MOST_CHAINS, self._cores), f"on {numbers.plural(self._cores, 'core')}")
        self.chains.setValue(max(1, self._cores - 1))
        self.seconds = UnitSpinBox(0, 10_000_000, "s", "no limit")
        self.proposals = UnitSpinBox(0, LARGEST_COUNT, "", "no limit")
        self.restarts = UnitSpinBox(0, _MAX_RESTARTS, "", "none")
        self._groups: dict[QWidget, QWidget] = {}  # each field with its label
        self._widths: list[tuple[QWidget, float]] = []
        self._policy, self._method = "min", "ioviz"
        self._flow = FlowLayout(14)
        self.setLayout(self._flow)
        for text, widget, width, tip in (
            ("Fast memory &M", self.memory, 130, "As in Explore, unless it is changed here"),
            ("Eviction policy", self.policy, 0, "As in Explore, unless it is changed here"),
            ("O&bjective", self.objective, 112, "What the run minimizes"),
            ("A read &counts", self.read_weight, 78, "The weight of a read in the objective"),
            ("A &write counts", self.write_weight, 78, "The weight of a write in the objective"),
            ("Method", self.method, 0, "How the order is changed"),
            ("S&tart order", self.start, 180, "The order that the run starts from"),
            ("Temperat&ure", self.temperature, 120, "Start temperature: higher accepts worse orders more often"),
            ("See&d", self.seed, 84, "Seed of the random numbers: the same gives the same run without a time limit"),
            (
                "C&hains",
                self.chains,
                118,
                "Parallel chains that exchange their orders, each in a process; with more chains than cores they take "
                "turns, and each makes fewer proposals",
            ),
            (
                "Time &limit",
                self.seconds,
                108,
                "The run stops after this time, and is then not repeatable",
            ),
            (
                "Max. &proposals",
                self.proposals,
                124,
                "The run stops after so many; without a time limit it is repeatable",
            ),
            ("&Restarts", self.restarts, 84, "How often the run restarts from its best order, at a high temperature"),
        ):
            self._groups[widget] = labelled(text, widget, tip)
            self._flow.addWidget(self._groups[widget])
            if width:
                self._widths.append((widget, width))
        self.policy.show_choice(self._policy)
        self.method.show_choice(self._method)
        self.memory.valueChanged.connect(self._memory_changed)
        self.policy.chosen.connect(self._policy_chosen)
        self.method.chosen.connect(self._method_chosen)
        for spin in (
            *(self.read_weight, self.write_weight, self.temperature, self.seed),
            *(self.chains, self.seconds, self.proposals, self.restarts),
        ):
            spin.valueChanged.connect(self.changed)
        for limit in (self.seconds, self.proposals):
            limit.valueChanged.connect(self._limits_changed)
        self.chains.valueChanged.connect(self._suggest_limits)
        self.objective.currentIndexChanged.connect(self._objective_changed)
        self.start.currentIndexChanged.connect(self.changed)
        self.start.setCurrentIndex(self.start.findData("neuron"))  # from there the cost comes down a long way
        self._objective_changed()
        style().changed.connect(self._restyle)
        self._restyle()

    def append(self, widget: QWidget) -> None:
        """Add a widget after the fields."""
        self._flow.addWidget(widget)

    def set_fields_visible(self, visible: bool) -> None:
        """Show or hide the fields, without what was added after them."""
        for group in self._groups.values():
            group.setVisible(visible)
        if visible:
            self._objective_changed()  # some fields belong to one objective

    def settings(self) -> AnnealSettings:
        """The settings of a run; without any limit it takes a minute."""
        seconds, proposals = self.seconds.value() or None, self.proposals.value() or None
        reads, writes = self.read_weight.value(), self.write_weight.value()
        if not reads and not writes:  # every order would cost 0
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
            cores=self._cores,
        )

    def follow(self, memory: int, policy: str, n_connections: int) -> None:
        """Take over M and policy of Explore, and limits that suit the network, unless they were changed here."""
        self._n_connections = n_connections
        self._suggest_limits()
        if not self._own_memory:
            with QSignalBlocker(self.memory):
                self.memory.setValue(memory)
        policy = stepwise_policy(policy)
        if not self._own_policy:
            self._policy = policy
            self.policy.show_choice(policy)
        # A field that is set to the value of Explore follows again.
        self._own_memory = self.memory.value() != memory
        self._own_policy = self._policy != policy

    def reset_overrides(self) -> None:
        """Let M and policy follow Explore again, for another network."""
        self._own_memory = self._own_policy = self._own_limits = False

    def _suggest_limits(self) -> None:
        if self._own_limits or not self._n_connections:
            return
        seconds, proposals = suggested_limits(
            self._n_connections,
            min(self.chains.value(), os.cpu_count() or 1),  # more chains than cores take turns
        )
        with QSignalBlocker(self.seconds), QSignalBlocker(self.proposals):
            self.seconds.setValue(round(seconds or 0))
            self.proposals.setValue(proposals or 0)
        self.changed.emit()

    def _limits_changed(self, _value: int) -> None:
        self._own_limits = True

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
        """Show the weights if they count, and the unit of the objective."""
        objective = self.objective.currentData()
        for field in (self.read_weight, self.write_weight):
            self._groups[field].setVisible(objective == WEIGHTED)
        self.objective.setToolTip(OBJECTIVES[objective])
        self.temperature.set_unit(NAMES[objective])
        self.changed.emit()

    def _restyle(self) -> None:
        for widget, width in self._widths:
            widget.setFixedWidth(style().px(width))
