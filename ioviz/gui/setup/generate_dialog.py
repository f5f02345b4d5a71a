"""Network > Generate: a form for the parameters of a family, with a live preview of the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.setup.preview_dialog import NONE, PreviewDialog, add_field
from ioviz.gui.toolkit.card import Card
from ioviz.gui.toolkit.form_widgets import QuietComboBox, form_layout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.tab_order import order_tabs
from ioviz.gui.toolkit.widgets import LARGEST_COUNT, CountSpinBox, label
from ioviz.gui.views.network.network_view import NetworkView
from ioviz.viewmodels.setup.generator_preview import Preview, families, preview
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.generators import Parameter

_CHOICES = {
    "weights": ("normal", "uniform", "ones", "constant:0.5"),
    "bias": ("zero", "normal:0.1", "uniform:0.1", "constant:0.5"),
    "activation": ("relu", "leaky_relu:0.01", "tanh", "sigmoid", "gelu", "clipped_relu:32", "identity"),
    "output_activation": ("identity", "relu", "tanh", "sigmoid"),
}


class GenerateDialog(PreviewDialog):
    """Rejects networks that would be too large, with the reason, before they are made."""

    facts = ("Neurons", "Connections", "Inputs", "Outputs", "Lower bound", "Upper bound", "Memory needed")
    lane = "preview"

    def __init__(self, parent: QWidget, session: Session, jobs: Jobs) -> None:
        super().__init__("Generate a network", parent, session, jobs, width=880)
        self._read: dict[str, Callable[[], Any]] = {}
        self._family = QuietComboBox()
        self._family.setAccessibleName("Family")
        self._families = families()
        for family in self._families.values():
            self._family.addItem(family.title, family.name)
        self._summary = label("", "muted", wrap=True)
        self._form = QFrame()
        self._column_left = QVBoxLayout()
        self._column_left.setSpacing(style().px(10))
        for widget in (self._family, self._summary, self._form):
            self._column_left.addWidget(widget)
        self._column_left.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(style().px(16))
        across.addLayout(self._column_left, 4)
        across.addWidget(self._preview_card(), 5)
        self.body.addLayout(across, 1)
        self.add_footer("Generate", message_height=36)
        self._family.currentIndexChanged.connect(self._choose)
        self._choose()

    def done(self, result: int) -> None:
        self._network.setNetwork(None)  # stops the job that draws it
        super().done(result)

    # -- form --------------------------------------------------------------------------------------------

    def _choose(self, _index: int = 0) -> None:
        family = self._families[self._family.currentData()]
        self._summary.setText(family.summary)
        self._read = {}
        fresh = QFrame()
        form = form_layout(fresh)
        form.setContentsMargins(0, 0, 0, 0)
        for parameter in family.parameters:
            title = parameter.name.replace("_", " ").capitalize()
            add_field(form, title, self._field(parameter), parameter.help, parameter.help)
        self._column_left.replaceWidget(self._form, fresh)
        self._form.hide()
        self._form.deleteLater()
        self._form = fresh
        order_tabs(self)
        self._clear()
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
            combo = QuietComboBox()
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

    def _preview_card(self) -> QWidget:
        self._card = card = Card("Preview")
        card.setMinimumSize(style().px(340), style().px(280))
        self._network = NetworkView()
        self._network.setJobs(self._jobs)
        self._network.setTheme(style().theme)
        card.set_view(self._network)
        return card

    def _work(self) -> Callable[[], Any]:
        name, parameters = self._family.currentData(), self._parameters()
        return lambda: preview(name, parameters)

    def _parameters(self) -> dict[str, Any]:
        return {name: read() for name, read in self._read.items()}

    def _show(self, seen: Preview) -> None:
        about = "about " if seen.expected else ""
        self._show_values(
            numbers.count(seen.neurons),
            about + numbers.count(seen.connections),
            numbers.count(seen.inputs),
            numbers.count(seen.outputs),
            about + numbers.count(seen.lower),
            about + numbers.count(seen.upper),
            f"{numbers.compact(seen.nbytes)}B",
        )
        self._network.setNetwork(seen.placement)
        if seen.frame is not None:
            self._network.setFrame(seen.frame)
        self._card.set_empty("" if seen.placement is not None else "Too large for a preview")
        self.message.setText(seen.refusal)
        self._set_acceptable(not seen.refusal)

    def _clear(self) -> None:
        """Show nothing of the family before."""
        self._show_values(*[NONE] * len(self.facts))
        self._network.setNetwork(None)
        self._card.set_empty("Computing the preview …")

    def _refuse(self, error: BaseException) -> None:
        super()._refuse(error)
        self._network.setNetwork(None)
        self._card.set_empty("No network for these parameters")

    def _take(self) -> None:
        self._session.generate(self._family.currentData(), self._parameters())
        self.accept()
