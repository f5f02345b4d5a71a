"""The table of annealing runs: ticked ones are drawn over each other, names are edited in place."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.table_view import PlainTable
from ioviz.viewmodels.anneal.runs import COLUMN_TIPS, COLUMNS, Run, cells

_Index = QModelIndex | QPersistentModelIndex
_NUMBERS = {3, 4, 5, 6}
_BEST, _SETTINGS = 3, 2
_WIDTHS = (112, 100, 176, 132, 108, 92, 84, 120)


class RunsModel(QAbstractTableModel):
    """The newest run on top; asks for changes by signal."""

    renameRequested = Signal(object, object)  # Run, str
    overlayRequested = Signal(object, object)  # Run, bool

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: list[Run] = []
        self._cells: dict[str, tuple[str, ...]] = {}

    def show(self, runs: list[Run]) -> None:
        self.beginResetModel()
        self._runs = runs[::-1]
        self._cells = {run.key: cells(run) for run in runs}
        self.endResetModel()

    def refresh(self, run: Run) -> None:
        """A run told something new."""
        if run not in self._runs:
            return
        texts = cells(run)
        row = self._runs.index(run)
        if texts != self._cells.get(run.key):
            self._cells[run.key] = texts
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def run_at(self, row: int) -> Run | None:
        return self._runs[row] if 0 <= row < len(self._runs) else None

    def row_of(self, run: Run) -> int:
        return self._runs.index(run) if run in self._runs else -1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return len(COLUMNS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return COLUMN_TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        run, column = self._runs[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells[run.key][column]
        if role == Qt.ItemDataRole.CheckStateRole and column == 0:
            return Qt.CheckState.Checked if run.overlaid else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.FontRole and column == _BEST:
            return style().font(weight=QFont.Weight.DemiBold)
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        run = self._runs[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            self.renameRequested.emit(run, str(value))
            return True
        if role == Qt.ItemDataRole.CheckStateRole:
            self.overlayRequested.emit(run, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        return False


class RunsTable(PlainTable):
    """One row is chosen at most; `chosen` fires when that changes."""

    chosen = Signal(object)  # Run or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Annealing runs", _WIDTHS, _SETTINGS, parent)
        self.rows = RunsModel(self)
        self.setModel(self.rows)

    @property
    def run(self) -> Run | None:
        """The chosen run."""
        return self.rows.run_at(self.currentIndex().row())

    def show_runs(self, runs: list[Run]) -> None:
        """Show these; the chosen one stays chosen, or the newest is."""
        before = self.run
        self.rows.show(runs)
        row = self.rows.row_of(before) if before is not None else -1
        if self.rows.rowCount():
            self.selectRow(max(row, 0))
        else:
            self.chosen.emit(None)

    def choose(self, run: Run) -> None:
        self.selectRow(self.rows.row_of(run))

    def edit_name(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.edit(self.rows.index(index.row(), 0))

    def _row_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.rows.run_at(now.row()))
