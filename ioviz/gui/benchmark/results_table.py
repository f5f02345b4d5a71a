"""The list of results: the chosen one is shown, ticked ones beside it; names are edited in place."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.table_view import PlainTable
from ioviz.viewmodels.benchmark.saved_results import LIST_COLUMNS, LIST_TIPS, ResultSet, list_cells, summary

_Index = QModelIndex | QPersistentModelIndex
_WIDTHS = (126, 110, 150)


class ResultsModel(QAbstractTableModel):
    """The newest on top; asks for changes by signal."""

    renameRequested = Signal(object, object)  # ResultSet, str
    compareRequested = Signal(object, object)  # ResultSet, bool

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sets: list[ResultSet] = []

    def show(self, sets: list[ResultSet]) -> None:
        self.beginResetModel()
        self._sets = sets[::-1]
        self.endResetModel()

    def refresh(self) -> None:
        """Some of them told something new."""
        if self._sets:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._sets) - 1, len(LIST_COLUMNS) - 1))

    def set_at(self, row: int) -> ResultSet | None:
        return self._sets[row] if 0 <= row < len(self._sets) else None

    def row_of(self, one: ResultSet | None) -> int:
        return self._sets.index(one) if one in self._sets else -1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._sets)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return len(LIST_COLUMNS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return LIST_COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return LIST_TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one, column = self._sets[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return list_cells(one)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{one.title}\n{summary(one)}"
        if role == Qt.ItemDataRole.CheckStateRole and column == 0:
            return Qt.CheckState.Checked if one.compared else Qt.CheckState.Unchecked
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        one = self._sets[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            self.renameRequested.emit(one, str(value))
            return True
        if role == Qt.ItemDataRole.CheckStateRole:
            self.compareRequested.emit(one, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        return False


class ResultsTable(PlainTable):
    """One is chosen at most; `chosen` fires when that changes."""

    chosen = Signal(object)  # ResultSet or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Results", _WIDTHS, 0, parent)
        self.rows = ResultsModel(self)
        self.setModel(self.rows)

    def show_sets(self, sets: list[ResultSet]) -> None:
        """Show these; the chosen one stays chosen, or the newest is."""
        before = self.rows.set_at(self.currentIndex().row())
        self.rows.show(sets)
        if self.rows.rowCount():
            self.selectRow(max(self.rows.row_of(before), 0))
        else:
            self.chosen.emit(None)

    def choose(self, one: ResultSet) -> None:
        self.selectRow(self.rows.row_of(one))

    def edit_name(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.edit(self.rows.index(index.row(), 0))

    def _row_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        self.chosen.emit(self.rows.set_at(now.row()))
