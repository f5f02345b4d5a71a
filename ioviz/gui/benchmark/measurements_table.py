"""The table of measurements: sorted by any column; charts highlight its chosen row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView

from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.table_view import ItemsTable
from ioviz.viewmodels.benchmark.rows import COLUMNS, NAME, RESULT, STATE, Cell, Row, tip

_WIDTHS = (224, 92, 62, 68, 82, 80, 74, 92, 138, 62, 88, 104, 96, 76, 108, 116)


class MeasurementsModel(ColumnsModel):
    """Rows in the order of measurement, or sorted."""

    def __init__(self) -> None:
        columns = [replace(column, icon=_warning) if k == STATE else column for k, column in enumerate(COLUMNS)]
        super().__init__(columns, tip=lambda row, _column: tip(row))
        self._given: Sequence[Row] = ()
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)

    def show(self, items: Sequence[Row]) -> None:
        self._given = items
        super().show(self._arranged())

    def index_of(self, item: Row | None) -> int:
        """The row of the same case of the same results; -1 if it is not shown."""
        if item is None:
            return -1
        same = (k for k, row in enumerate(self.items) if row.result == item.result and row.case == item.case)
        return next(same, -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = {index: self.items[index.row()] for index in self.persistentIndexList()}
        self._sorted = (column, order)
        self.items = self._arranged()
        for index, row in before.items():
            self.changePersistentIndex(index, self.index(self.items.index(row), index.column()))
        self.layoutChanged.emit()

    def _arranged(self) -> list[Row]:
        column, order = self._sorted
        if column < 0:
            return list(self._given)
        keyed = [(self.columns[column].sort_key(row), row) for row in self._given]
        # Rows without a number stay at the end either way.
        present = sorted((pair for pair in keyed if pair[0][0] < 2), key=lambda pair: pair[0])
        if order == Qt.SortOrder.DescendingOrder:
            present.reverse()
        return [row for _, row in present] + [row for key, row in keyed if key[0] == 2]


class MeasurementsTable(ItemsTable):
    """Its items are of type `Row`; at most one is chosen."""

    def __init__(self) -> None:
        super().__init__("Measurements", MeasurementsModel(), _WIDTHS, NAME)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setSortIndicatorClearable(True)

    def show_items(self, items: Sequence[Row]) -> None:
        """Show rows; the chosen one stays chosen."""
        before = self.item
        self.rows.show(items)
        self.setColumnHidden(RESULT, len({row.result for row in items}) < 2)
        super().choose(before)

    def choose(self, item: Row) -> None:
        """Choose a row and scroll to its start."""
        super().choose(item)
        row = self.rows.index_of(item)
        if row >= 0:
            self.scrollTo(self.rows.index(row, 0))

    def show_cell(self, cell: Cell) -> None:
        """Scroll to the first row of a cell."""
        first = next((k for k, row in enumerate(self.rows.items) if row.cell == cell), -1)
        if first >= 0:
            self.scrollTo(self.rows.index(first, 0), QAbstractItemView.ScrollHint.PositionAtTop)


def _warning(row: Row) -> QIcon | None:
    return style().icon("warning", 14, role="bad") if row.measurement.status in ("failed", "wrong") else None
