"""The tables of the Explain column: the life of a neuron, and the most expensive neurons."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.table_view import PlainTable
from ioviz.viewmodels.explain.costly_neurons import KIND, TITLES, ExpensiveNeurons
from ioviz.viewmodels.explain.neuron_life import COSTS, EVENT_TEXTS, TONES, NeuronLife
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.columns import Column

_INKS = {"read": "clean_ink", "write": "dirty_ink", "free": "muted", "neuron": "text", "": "text"}


class LifeTable(PlainTable):
    """When the neuron was read, evicted, written, dropped; a click goes to that step."""

    seekRequested = Signal(object)  # int: the step after that connection

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Life of the neuron", (84, 112, 72), 1, parent)
        self._life: NeuronLife | None = None
        columns: tuple[Column[int], ...] = (
            Column(
                "Connection",
                lambda row: numbers.count(self._at(row) + 1),
                "The connection at which it happened; click to go to it",
                number=True,
            ),
            Column("What happened", lambda row: EVENT_TEXTS[self._kind(row)]),
            Column(
                "I/Os",
                lambda row: COSTS[self._kind(row)],
                "What it cost",
                number=True,
                colour=lambda row: _INKS[TONES[self._kind(row)]],
            ),
        )
        self.rows = ColumnsModel(columns, self)  # the items are the indices of the events, in time
        self.setModel(self.rows)
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    def show_life(self, life: NeuronLife | None) -> None:
        """Show the events of another neuron."""
        self._life = life
        self.rows.show(range(0 if life is None else life.at.size))

    def show_step(self, step: int) -> None:
        """Highlight the latest event."""
        if self._life is None:
            return
        row = self._life.row_at(step)
        if row != self.rows.highlighted:
            self.rows.highlight(row)
            if row >= 0:
                self.scrollTo(self.rows.index(row, 0))

    def _at(self, row: int) -> int:
        return 0 if self._life is None else int(self._life.at[row])

    def _kind(self, row: int) -> int:
        return 0 if self._life is None else int(self._life.kind[row])

    def _go(self, index: QModelIndex) -> None:
        self.seekRequested.emit(self._at(index.row()) + 1)


class NeuronCostRows(ColumnsModel):
    """All neurons, sorted by a column; the items are the indices of the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        columns = [
            Column(title, partial(self._cell, k), tip, number=k != KIND)
            for k, (title, tip) in enumerate(TITLES.items())
        ]
        super().__init__(columns, parent)
        self.table: ExpensiveNeurons | None = None

    def _cell(self, column: int, row: int) -> str:
        assert self.table is not None
        return self.table.cell(row, column)

    def show_table(self, table: ExpensiveNeurons | None) -> None:
        """Show other neurons."""
        self.table = table
        self.show(range(0 if table is None else table.rows))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if self.table is not None:
            self.show_table(self.table.sorted_by(column, order == Qt.SortOrder.DescendingOrder))


class NeuronCostTable(PlainTable):
    """One row for each neuron; clicking a header sorts, hovering highlights the neuron in all views."""

    neuronHovered = Signal(object)  # int or None
    neuronClicked = Signal(object)  # int

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Most expensive neurons", (62, 68, 74, 62, 54, 76, 76, 64), KIND, parent)
        self.rows = NeuronCostRows(self)
        self.setModel(self.rows)
        self.setMouseTracking(True)
        self.entered.connect(self._enter)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def show_table(self, table: ExpensiveNeurons | None) -> None:
        """Show other neurons, sorted as before."""
        before = self.rows.table
        if table is not None and before is not None:
            table = table.sorted_by(before.column, before.descending)
        self.setSortingEnabled(False)
        self.rows.show_table(table)
        if table is not None:
            order = Qt.SortOrder.DescendingOrder if table.descending else Qt.SortOrder.AscendingOrder
            self.horizontalHeader().setSortIndicator(table.column, order)
            self.setSortingEnabled(True)

    def setHovered(self, neuron: int | None) -> None:
        """Highlight a neuron's row."""
        table = self.rows.table
        known = table is not None and neuron is not None and neuron < table.rows
        self.rows.highlight(int(table.row_of[neuron]) if known and table is not None else -1)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.neuronHovered.emit(None)

    def _enter(self, index: QModelIndex) -> None:
        if self.rows.table is not None:
            self.neuronHovered.emit(int(self.rows.table.order[index.row()]))

    def _choose(self, index: QModelIndex) -> None:
        if self.rows.table is not None:
            self.neuronClicked.emit(int(self.rows.table.order[index.row()]))
