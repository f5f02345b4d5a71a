"""A file of dense weights is opened: what is kept of them, and which layers, with the numbers that come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label
from ioviz.viewmodels.setup.import_preview import (
    ACTIVATIONS,
    KEEP_ABOVE,
    KEEP_OF_GROUP,
    KEEP_SHARE,
    KEEPS,
    ImportPreview,
    candidate_text,
    first_keep,
    preview_import,
    reading_options,
)
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.formats import FileLook

_SETTLE_MS = 250  # after the last key
_LANE = "import"
_FACTS = ("Weights in the file", "Not 0", "Kept", "Connections W", "Neurons N", "Inputs I", "Outputs S")
_WHOLE = "(the whole graph)"


class ImportDialog(Dialog):
    """Reads the file as it would be opened, in a thread; Open takes that over."""

    def __init__(self, parent: QWidget, session: Session, jobs: Jobs, look: FileLook) -> None:
        super().__init__(f"Open {look.path.name}", parent, width=760)
        self._session, self._jobs, self._look = session, jobs, look
        self._seen: ImportPreview | None = None
        self._values: dict[str, QWidget] = {}
        count = numbers.words(len(look.candidates), "weight matrix", "weight matrices")
        self.say(
            f"{look.title}, {count} with {numbers.count(look.weights)} weights. Zeros never become connections.",
            "muted",
        )
        across = QHBoxLayout()
        across.setSpacing(style().px(20))
        across.addLayout(self._form(), 1)
        if "layers" in look.options and len(look.candidates) > 1:
            across.addLayout(self._layer_list(), 1)
        self.body.addLayout(across, 1)
        self.body.addWidget(self._facts())
        made = self.add_buttons(close="Cancel", accept="Open", accepted=self._accept)
        assert made is not None
        self._open = made
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._preview)
        self._show_fields()
        self._preview()

    def done(self, result: int) -> None:
        self._timer.stop()
        self._jobs.cancel(_LANE)
        super().done(result)

    # -- form --------------------------------------------------------------------------------------------

    def _form(self) -> QVBoxLayout:
        form = QFormLayout()
        form.setVerticalSpacing(style().px(8))
        form.setHorizontalSpacing(style().px(16))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows = form
        self._keep = QComboBox()
        for key, text in KEEPS.items():
            self._keep.addItem(text, key)
        self._keep.setCurrentIndex(self._keep.findData(first_keep(self._look)))
        self._keep.currentIndexChanged.connect(self._show_fields)
        self._add("Weights kept", self._keep, "What is left out is no connection")
        self._share = _spin(0.01, 100.0, 10.0, " %", 2)
        self._add("Share", self._share, "Of each layer's weights, zeros counted; the largest magnitudes stay")
        self._together = QCheckBox("of all layers together")
        self._add("", self._together, "The share counts in all layers, so that one may lose more than another")
        self._group = QLineEdit("2:4")
        self._add("N:M", self._group, "Of each M weights of a neuron that follow each other, the N largest stay")
        self._threshold = _spin(0.0, 1e6, 0.01, "", 6)
        self._add("Magnitude", self._threshold, "Weights of a smaller magnitude are left out")
        self._begin, self._end = self._part_combo(), self._part_combo()
        self._add("From", self._begin, "The value or node of the graph where the part begins that is read")
        self._add("To", self._end, "The value or node where it ends")
        self._activation, self._output_activation = QComboBox(), QComboBox()
        for combo, first in ((self._activation, "relu"), (self._output_activation, "identity")):
            combo.setEditable(True)  # "leaky_relu:0.2" can be typed
            combo.addItems(list(ACTIVATIONS))
            combo.setCurrentText(first)
        self._add("Activation", self._activation, "Of the hidden neurons: the file says nothing of it")
        self._add("Of the outputs", self._output_activation, "The activation of the last layer")
        self._columns = QCheckBox("outputs are the columns")
        self._add("", self._columns, "Each matrix is [inputs, outputs], as x @ W has it")
        for box in (self._keep, self._begin, self._end, self._activation, self._output_activation):
            box.currentTextChanged.connect(self._changed)
        for spin in (self._share, self._threshold):
            spin.valueChanged.connect(self._changed)
        for check in (self._together, self._columns):
            check.toggled.connect(self._changed)
        self._group.textChanged.connect(self._changed)
        column = QVBoxLayout()
        column.addLayout(form)
        column.addStretch(1)
        return column

    def _add(self, name: str, field: QWidget, help_text: str) -> None:
        field.setToolTip(help_text)
        field.setAccessibleName(name or help_text)
        caption = label(name)
        caption.setBuddy(field)
        caption.setToolTip(help_text)
        self._rows.addRow(caption, field)

    def _part_combo(self) -> QComboBox:
        combo = QComboBox()
        combo.setEditable(True)  # any value of the graph can be named
        combo.addItem(_WHOLE, "")
        for one in self._look.candidates:
            combo.addItem(candidate_text(one), one.name)
        combo.setMinimumContentsLength(18)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return combo

    def _layer_list(self) -> QVBoxLayout:
        self._layers = QListWidget()
        self._layers.setAccessibleName("Layers to read")
        self._layers.setToolTip("Ticked layers are read, from top to bottom; drag one to move it")
        self._layers.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._layers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._layers.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for one in self._look.candidates:
            item = QListWidgetItem(candidate_text(one))
            item.setToolTip(one.name)
            item.setData(Qt.ItemDataRole.UserRole, one.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self._layers.addItem(item)
        self._layers.itemChanged.connect(self._changed)
        self._layers.model().rowsMoved.connect(self._changed)
        column = QVBoxLayout()
        column.addWidget(
            label("Layers to read: none ticked means all, in the order in which they fit", "muted", wrap=True)
        )
        column.addWidget(self._layers, 1)
        return column

    def _show_fields(self, _index: int = 0) -> None:
        """Only the fields that mean something for the format and the way to keep."""
        keep, options = self._keep.currentData(), self._look.options
        for field, wanted in (
            (self._share, keep == KEEP_SHARE),
            (self._together, keep == KEEP_SHARE and len(self._look.candidates) > 1),
            (self._group, keep == KEEP_OF_GROUP),
            (self._threshold, keep == KEEP_ABOVE),
            (self._begin, "begin" in options),
            (self._end, "end" in options),
            (self._activation, "activation" in options and len(self._look.candidates) > 1),
            (self._output_activation, "output_activation" in options),
            (self._columns, "outputs" in options),
        ):
            self._rows.setRowVisible(field, wanted)

    # -- preview -----------------------------------------------------------------------------------------

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
        self._said = label("", wrap=True)
        self._said.setContentsMargins(0, style().px(6), 0, 0)
        self._said.setMinimumHeight(style().px(76))
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(self._said, (len(_FACTS) + 1) // 2, 0, 1, 4)
        return card

    def options(self) -> dict[str, Any]:
        """What the form stands for."""
        ticked = []
        if "layers" in self._look.options and len(self._look.candidates) > 1:
            items = [self._layers.item(row) for row in range(self._layers.count())]
            ticked = [
                item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked
            ]
        return reading_options(
            self._look,
            keep=self._keep.currentData(),
            share=self._share.value() / 100,
            together=self._together.isChecked(),
            group=self._group.text(),
            threshold=self._threshold.value(),
            layers=ticked,
            begin=_chosen(self._begin),
            end=_chosen(self._end),
            activation=self._activation.currentText().strip(),
            output_activation=self._output_activation.currentText().strip(),
            columns=self._columns.isChecked(),
        )

    def _changed(self, _value: object = None) -> None:
        self._open.setEnabled(False)
        self._timer.start()

    def _preview(self) -> None:
        path, options = self._look.path, self.options()
        self._open.setEnabled(False)
        self._jobs.start(_LANE, lambda: preview_import(path, options), done=self._show, failed=self._refuse)

    def _show(self, seen: ImportPreview) -> None:
        self._seen = seen
        kept = numbers.count(seen.kept)
        if seen.weights:
            kept += f"   ({numbers.percent(seen.kept / seen.weights, 1)})"
        texts = (
            numbers.count(seen.weights),
            numbers.count(seen.nonzero),
            kept,
            numbers.count(seen.connections),
            numbers.count(seen.neurons),
            numbers.count(seen.inputs),
            numbers.count(seen.outputs),
        )
        for name, text in zip(_FACTS, texts, strict=True):
            self._values[name].setText(text)
        self._said.setText("\n".join(seen.sentences))
        self._open.setEnabled(True)

    def _refuse(self, error: BaseException) -> None:
        self._seen = None
        for value in self._values.values():
            value.setText("–")
        name = f"{self._look.path}: "
        self._said.setText(str(error).removeprefix(name) or type(error).__name__)
        self._open.setEnabled(False)

    def _accept(self) -> None:
        if self._seen is not None:
            self._session.open_read(self._seen.result, self._look.path)
            self.accept()


def _chosen(combo: QComboBox) -> str:
    """The name that is chosen, or typed."""
    text = combo.currentText()
    at = combo.findText(text)
    return combo.itemData(at) if at >= 0 else text.strip()


def _spin(least: float, most: float, first: float, suffix: str, decimals: int) -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setDecimals(decimals)
    spin.setRange(least, most)
    spin.setValue(first)
    spin.setSuffix(suffix)
    spin.setAlignment(Qt.AlignmentFlag.AlignRight)
    spin.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    return spin
