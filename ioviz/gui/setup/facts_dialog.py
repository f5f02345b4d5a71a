"""Network > Facts: sizes, degrees, layers, bounds, trimming and origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ioviz.gui.session.session import Session
from ioviz.gui.setup.document_dialog import DocumentDialog
from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.table_view import read_only_table
from ioviz.gui.toolkit.widgets import label
from ioviz.viewmodels.document.provenance import order_name
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.columns import Column

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document

_LAYER_COLUMNS: tuple[Column[Any], ...] = (
    Column("Layer", lambda row: f"{numbers.count(row.layer)}{'' if row.layer else ' (inputs)'}", number=True),
    Column("Neurons", lambda row: numbers.count(row.neurons), number=True),
    Column("Incoming connections", lambda row: numbers.count(row.connections) if row.layer else "–", number=True),
    Column("Density", lambda row: numbers.percent(row.density, 1) if row.layer else "–", number=True),
)


class FactsDialog(DocumentDialog):
    """Facts of the open network; follows the document."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__("Facts", parent, session, width=620, height=600)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(style().px(24))
        self._grid.setVerticalSpacing(style().px(5))
        self._about = label("", "muted", wrap=True)
        self._trim = label("", wrap=True)
        self._layers = ColumnsModel(_LAYER_COLUMNS, self)
        table = read_only_table("Layers", self._layers)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._about)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._trim)
        self.body.addWidget(label("LAYERS", "heading"))
        self.body.addWidget(table, 1)
        copy = QPushButton("Copy as text")
        copy.clicked.connect(self._copy)
        self.add_buttons(copy)
        self._rows: list[tuple[str, str]] = []
        session.documentChanged.connect(self._show)
        if session.document is not None:
            self._show(session.document)

    def _show(self, document: Document) -> None:
        network = document.network
        self.setWindowTitle(f"Facts – {document.intent.title}")
        about = [text for text in (network.description, network.origin and f"Origin: {network.origin}") if text]
        self._about.setText("\n".join(about))
        self._about.setVisible(bool(about))
        self._rows = _facts(document)
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        half = (len(self._rows) + 1) // 2
        for number, (name, value) in enumerate(self._rows):
            row, column = number % half, 2 * (number // half)
            shown = label(value, "value")
            shown.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(label(name, "muted"), row, column)
            self._grid.addWidget(shown, row, column + 1)
        self._trim.setText(network.trim_report.sentence())
        self._layers.show(document.statistics.layers)

    def _copy(self) -> None:
        lines = [f"{name}\t{value}" for name, value in self._rows]
        QGuiApplication.clipboard().setText("\n".join([self.windowTitle(), *lines, self._trim.text()]))


def _facts(document: Document) -> list[tuple[str, str]]:
    """Names and formatted values."""
    s, b, count = document.statistics, document.bounds, numbers.count

    def degrees(range_: Any) -> str:
        return f"{count(range_.least)} – {numbers.real(range_.mean)} – {count(range_.greatest)}"

    return [
        ("Neurons N", count(s.neurons)),
        ("Connections W", count(s.connections)),
        ("Inputs I", count(s.inputs)),
        ("Outputs S", count(s.outputs)),
        *([("Biases", "only where the sum is not 0")] if document.network.bias_where_nonzero else []),
        ("Depth", count(s.depth)),
        ("Density", numbers.percent(s.density, 1)),
        ("Incoming, min – mean – max", degrees(s.in_degree)),
        ("Outgoing, min – mean – max", degrees(s.out_degree)),
        ("Order", order_name(document.intent)),
        ("Live memory of this order", count(document.live_memory)),
        ("Lower bound", count(b.lower)),
        ("Upper bound", count(b.upper)),
        ("Size in memory", f"{numbers.compact(s.nbytes)}B"),
    ]
