"""Network > Generate: a form made from what a family tells about itself, with a live preview of what will come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.card import Card
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import LARGEST_COUNT, CountSpinBox, label
from ioviz.gui.views.network.network_view import NetworkView
from ioviz.viewmodels.setup.generator_preview import Preview, families, preview
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.generators import Parameter

_SETTLE_MS = 150  # after the last key
_FACTS = ("Neurons", "Connections", "Inputs", "Outputs", "Fewest I/Os", "At most needed", "Memory to make it")
_CHOICES = {
    "weights": ("normal", "uniform", "ones", "constant:0.5"),
    "bias": ("zero", "normal:0.1", "uniform:0.1", "constant:0.5"),
    "activation": ("relu", "leaky_relu:0.01", "tanh", "sigmoid", "gelu", "clipped_relu:32", "identity"),
    "output_activation": ("identity", "relu", "tanh", "sigmoid"),
}


class GenerateDialog(Dialog):
    """Refuses, with the reason, what would be too large, before it is made."""

    def __init__(self, parent: QWidget, session: Session, jobs: Jobs) -> None:
        super().__init__("Generate a network", parent, width=880)
        self._session, self._jobs = session, jobs
        self._read: dict[str, Callable[[], Any]] = {}
        self._family = QComboBox()
        self._family.setAccessibleName("Family")
        self._families = families()
        for family in self._families.values():
            self._family.addItem(family.title, family.name)
        self._summary = label("", "muted", wrap=True)
        self._form_place = QFrame()
        self._error = label("", wrap=True)
        self._values: dict[str, Any] = {}
        self._column_left = QVBoxLayout()
        self._column_left.setSpacing(style().px(10))
        for widget in (self._family, self._summary, self._form_place):
            self._column_left.addWidget(widget)
        self._column_left.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(style().px(16))
        across.addLayout(self._column_left, 4)
        across.addWidget(self._picture_card(), 5)
        self.body.addLayout(across, 1)
        self.body.addWidget(self._facts())
        made = self.add_buttons(close="Cancel", accept="Generate", accepted=self._accept)
        assert made is not None
        self._make = made
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._preview)
        self._family.currentIndexChanged.connect(self._choose)
        self._choose()

    def done(self, result: int) -> None:
        self._timer.stop()
        self._jobs.cancel("preview")
        self._picture.setNetwork(None)  # ends the thread that draws it
        super().done(result)

    # -- form --------------------------------------------------------------------------------------------

    def _choose(self, _index: int = 0) -> None:
        family = self._families[self._family.currentData()]
        self._summary.setText(family.summary)
        self._read = {}
        fresh = QFrame()
        form = QFormLayout(fresh)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(style().px(8))
        form.setHorizontalSpacing(style().px(16))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for parameter in family.parameters:
            field = self._field(parameter)
            field.setToolTip(parameter.help)
            field.setAccessibleName(parameter.help)
            name = label(parameter.name.replace("_", " ").capitalize())
            name.setBuddy(field)
            name.setToolTip(parameter.help)
            form.addRow(name, field)
        self._column_left.replaceWidget(self._form_place, fresh)
        self._form_place.hide()
        self._form_place.deleteLater()
        self._form_place = fresh
        self._preview()
        self.adjustSize()

    def _field(self, p: Parameter) -> QWidget:
        if p.kind == "int":
            spin = CountSpinBox(int(p.least or 0), int(p.most) if p.most is not None else LARGEST_COUNT)
            spin.setKeyboardTracking(True)
            spin.setValue(int(p.default))
            spin.valueChanged.connect(self._changed)
            self._read[p.name] = spin.value
            return spin
        if p.kind == "float":
            real = QDoubleSpinBox()
            real.setDecimals(4)
            real.setAlignment(Qt.AlignmentFlag.AlignRight)
            real.setSingleStep(0.05)
            real.setRange(p.least if p.least is not None else -1e6, p.most if p.most is not None else 1e6)
            real.setValue(float(p.default))
            real.valueChanged.connect(self._changed)
            self._read[p.name] = real.value
            return real
        if p.kind == "bool":
            box = QCheckBox(p.help)
            box.setChecked(bool(p.default))
            box.toggled.connect(self._changed)
            self._read[p.name] = box.isChecked
            return box
        if p.kind == "choice" or p.name in _CHOICES:
            combo = QComboBox()
            combo.addItems(list(p.choices or _CHOICES[p.name]))
            combo.setEditable(p.kind != "choice")  # "constant:0.25" can be typed
            combo.setCurrentText(str(p.default))
            combo.currentTextChanged.connect(self._changed)
            self._read[p.name] = combo.currentText
            return combo
        line = QLineEdit(", ".join(map(str, p.default)) if p.kind == "sizes" else str(p.default))
        line.textChanged.connect(self._changed)
        self._read[p.name] = lambda: p.parse(line.text())
        return line

    # -- preview -----------------------------------------------------------------------------------------

    def _picture_card(self) -> QWidget:
        card = Card("Picture")
        card.setMinimumSize(style().px(340), style().px(280))
        self._picture = NetworkView()
        self._picture.setJobs(self._jobs)
        self._picture.setTheme(style().theme)
        card.set_view(self._picture)
        self._picture_place = card
        return card

    def _facts(self) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        pad = style().px(12)
        grid.setContentsMargins(pad, pad, pad, pad)
        grid.setHorizontalSpacing(style().px(24))
        grid.setVerticalSpacing(style().px(4))
        for number, name in enumerate(_FACTS):
            value = label("–", "value")
            value.setAccessibleName(name)
            grid.addWidget(label(name, "muted"), number // 2, 2 * (number % 2))
            grid.addWidget(value, number // 2, 2 * (number % 2) + 1)
            self._values[name] = value
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        grid.addWidget(self._error, (len(_FACTS) + 1) // 2, 0, 1, 4)
        self._error.setMinimumHeight(style().px(36))
        return card

    def _changed(self, _value: object = None) -> None:
        self._make.setEnabled(False)
        self._timer.start()

    def _preview(self) -> None:
        try:
            parameters = self._parameters()
        except Exception as error:
            self._refuse(error)
            return
        name = self._family.currentData()
        self._jobs.start("preview", lambda: preview(name, parameters), done=self._show, failed=self._refuse)

    def _parameters(self) -> dict[str, Any]:
        return {name: read() for name, read in self._read.items()}

    def _show(self, seen: Preview) -> None:
        about = "about " if seen.expected else ""
        texts = (
            numbers.count(seen.neurons),
            about + numbers.count(seen.connections),
            numbers.count(seen.inputs),
            numbers.count(seen.outputs),
            about + numbers.count(seen.lower),
            about + numbers.count(seen.upper),
            f"{numbers.compact(seen.nbytes)}B",
        )
        for name, text in zip(_FACTS, texts, strict=True):
            self._values[name].setText(text)
        self._picture.setNetwork(seen.placement)
        if seen.frame is not None:
            self._picture.setFrame(seen.frame)
        self._picture_place.set_empty("" if seen.placement is not None else "Too large for a picture before it is made")
        self._error.setText(seen.refusal)
        self._make.setEnabled(not seen.refusal)

    def _refuse(self, error: BaseException) -> None:
        for value in self._values.values():
            value.setText("–")
        self._picture.setNetwork(None)
        self._picture_place.set_empty("No such network")
        self._error.setText(str(error))
        self._make.setEnabled(False)

    def _accept(self) -> None:
        self._session.generate(self._family.currentData(), self._parameters())
        self.accept()
