"""The table of measurements: sorted by any column; the chosen row is the one that plots light up."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.table_view import PlainTable
from ioviz.viewmodels.benchmark.charts import Place
from ioviz.viewmodels.benchmark.rows import (
    COLUMN_TIPS,
    COLUMNS,
    NAME,
    NUMBERS,
    RESULT,
    SPEED_UP,
    STATE,
    TIME,
    Row,
    cells,
    sort_key,
    tip,
)

_Index = QModelIndex | QPersistentModelIndex
_WIDTHS = (224, 92, 62, 68, 82, 80, 74, 92, 138, 62, 88, 104, 96, 76, 108, 116)


class MeasurementsModel(QAbstractTableModel):
    """Rows as they were measured, or sorted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given: tuple[Row, ...] = ()
        self._rows: list[Row] = []
        self._cells: list[tuple[str, ...]] = []
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)

    def show(self, rows: tuple[Row, ...]) -> None:
        self.beginResetModel()
        self._given = rows
        self._arrange()
        self.endResetModel()

    def row_at(self, row: int) -> Row | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def index_of(self, row: Row | None) -> int:
        """Where a measurement stands; -1 if it does not."""
        if row is None:
            return -1
        return next((i for i, one in enumerate(self._rows) if _same(one, row)), -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = {index: self._rows[index.row()] for index in self.persistentIndexList()}
        self._sorted = (column, order)
        self._arrange()
        for index, row in before.items():
            self.changePersistentIndex(index, self.index(self._rows.index(row), index.column()))
        self.layoutChanged.emit()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return COLUMN_TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells[index.row()][column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.FontRole and column in (TIME, SPEED_UP):
            return style().font(weight=QFont.Weight.DemiBold)
        if role == Qt.ItemDataRole.DecorationRole and column == STATE and row.measurement.status in ("failed", "wrong"):
            return style().icon("warning", 14, role="bad")
        return None

    def _arrange(self) -> None:
        column, order = self._sorted
        rows = list(self._given)
        if column >= 0:
            # What has no number stays at the end either way.
            there = sorted((row for row in rows if sort_key(row, column)[0] < 2), key=lambda row: sort_key(row, column))
            if order == Qt.SortOrder.DescendingOrder:
                there.reverse()
            rows = there + [row for row in rows if sort_key(row, column)[0] == 2]
        self._rows = rows
        self._cells = [cells(row) for row in rows]


class MeasurementsTable(PlainTable):
    """`chosen` fires when another row is chosen, by whomever."""

    chosen = Signal(object)  # Row or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Measurements", _WIDTHS, NAME, parent)
        self.rows = MeasurementsModel(self)
        self.setModel(self.rows)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setSortIndicatorClearable(True)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these; the chosen one stays chosen."""
        before = self.row
        self.rows.show(rows)
        self.setColumnHidden(RESULT, len({row.result for row in rows}) < 2)
        where = self.rows.index_of(before)
        if where >= 0:
            self.selectRow(where)

    @property
    def row(self) -> Row | None:
        """The chosen row."""
        return self.rows.row_at(self.currentIndex().row())

    def choose(self, row: Row) -> None:
        where = self.rows.index_of(row)
        if where >= 0:
            self.selectRow(where)
            self.scrollTo(self.rows.index(where, 0))

    def show_place(self, place: Place) -> None:
        """Scroll to the first row of a place."""
        where = next((i for i in range(self.rows.rowCount()) if place.holds(self.rows.row_at(i))), -1)
        if where >= 0:
            self.scrollTo(self.rows.index(where, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def _row_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        self.chosen.emit(self.rows.row_at(now.row()))


def _side(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _same(one: Row, other: Row) -> bool:
    return one.result == other.result and one.case == other.case
