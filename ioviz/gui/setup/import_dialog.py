"""Options for a file of dense weights: which weights and layers to keep, with a preview of the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.setup.preview_dialog import PreviewDialog, add_field
from ioviz.gui.toolkit.form_widgets import form_layout
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
    default_keep,
    preview_import,
    reading_options,
)
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.formats import FileLook

_WHOLE = "(the whole graph)"


class ImportDialog(PreviewDialog):
    """Reads the file with the current options in a job; Open uses the result."""

    facts = ("Weights in the file", "Not 0", "Kept", "Connections W", "Neurons N", "Inputs I", "Outputs S")
    lane = "import"
    delay_ms = 250

    def __init__(self, parent: QWidget, session: Session, jobs: Jobs, look: FileLook) -> None:
        super().__init__(f"Open {look.path.name}", parent, session, jobs, width=760)
        self._look = look
        self._seen: ImportPreview | None = None
        count = numbers.spelled(len(look.candidates), "weight matrix", "weight matrices")
        self.add_paragraph(
            f"{look.title}, {count} with {numbers.count(look.weights)} weights. Zeros never become connections.",
            "muted",
        )
        across = QHBoxLayout()
        across.setSpacing(style().px(20))
        across.addLayout(self._form(), 1)
        if "layers" in look.options and len(look.candidates) > 1:
            across.addLayout(self._layer_list(), 1)
        self.body.addLayout(across, 1)
        self.message.setContentsMargins(0, style().px(6), 0, 0)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add_footer("Open", message_height=76)
        self._show_fields()
        self._preview()

    # -- form --------------------------------------------------------------------------------------------

    def _form(self) -> QVBoxLayout:
        self._rows = form = form_layout()
        self._keep = QComboBox()
        for key, text in KEEPS.items():
            self._keep.addItem(text, key)
        self._keep.setCurrentIndex(self._keep.findData(default_keep(self._look)))
        self._keep.currentIndexChanged.connect(self._show_fields)
        self._add("Weights kept", self._keep, "Other weights do not become connections")
        self._share = _spin(0.01, 100.0, 10.0, " %", 2)
        self._add("Share", self._share, "Of the weights of each layer, zeros included; the largest magnitudes are kept")
        self._together = QCheckBox("of all layers together")
        self._add("", self._together, "The share is of all layers together, so some layers may lose more than others")
        self._group = QLineEdit("2:4")
        self._add("N:M", self._group, "Of each M consecutive weights of a neuron, the N largest are kept")
        self._threshold = _spin(0.0, 1e6, 0.01, "", 6)
        self._add("Magnitude", self._threshold, "Weights of a smaller magnitude are left out")
        self._begin, self._end = self._part_combo(), self._part_combo()
        self._add("From", self._begin, "The value or node of the graph at which reading starts")
        self._add("To", self._end, "The value or node at which reading ends")
        self._activation, self._output_activation = QComboBox(), QComboBox()
        for combo, first in ((self._activation, "relu"), (self._output_activation, "identity")):
            combo.setEditable(True)  # "leaky_relu:0.2" can be typed
            combo.addItems(list(ACTIVATIONS))
            combo.setCurrentText(first)
        self._add("Activation", self._activation, "Of the hidden neurons: the file does not specify it")
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
        add_field(self._rows, name, field, help_text, name or help_text)

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
        column.addWidget(label("Layers to read; if none is ticked, all that fit together", "muted", wrap=True))
        column.addWidget(self._layers, 1)
        return column

    def _show_fields(self, _index: int = 0) -> None:
        """Show only the fields that apply to the format and the chosen filter."""
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

    def options(self) -> dict[str, Any]:
        """The options of the form, for reading the file."""
        ticked = []
        if "layers" in self._look.options and len(self._look.candidates) > 1:
            items = [self._layers.item(row) for row in range(self._layers.count())]
            checked = Qt.CheckState.Checked
            ticked = [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == checked]
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

    def _work(self) -> Callable[[], Any]:
        path, options = self._look.path, self.options()
        return lambda: preview_import(path, options)

    def _show(self, seen: ImportPreview) -> None:
        self._seen = seen
        network, report = seen.result.network, seen.result.report
        kept = numbers.count(report.kept)
        if report.entries:
            kept += f"   ({numbers.percent(report.kept / report.entries, 1)})"
        sizes = (network.n_connections, network.n_neurons, network.n_inputs, network.n_outputs)
        self._show_values(
            numbers.count(report.entries), numbers.count(report.nonzero), kept, *map(numbers.count, sizes)
        )
        self.message.setText("\n".join(seen.sentences))
        self._set_acceptable(True)

    def _refuse(self, error: BaseException) -> None:
        self._seen = None
        super()._refuse(error)
        self.message.setText(self.message.text().removeprefix(f"{self._look.path}: "))

    def _take(self) -> None:
        if self._seen is not None:
            self._session.open_read(self._seen.result, self._look.path)
            self.accept()


def _chosen(combo: QComboBox) -> str:
    """The name that was chosen or typed."""
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
