"""The tables of the Explain column: the life of a neuron, and the dearest neurons."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.table_view import PlainTable
from ioviz.viewmodels.explain.costly_neurons import COLUMN_TIPS, COLUMNS, Dearest
from ioviz.viewmodels.explain.neuron_life import COSTS, TONES, WORDS, Life
from ioviz.viewmodels.look.palette import mix
from ioviz.viewmodels.text import numbers

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_INKS = {"read": "clean_ink", "write": "dirty_ink", "free": "muted", "neuron": "text", "": "text"}
_LIFE_COLUMNS = ("Connection", "What happened", "I/Os")
_LIFE_TIPS = ("The connection for which it happened: click to go there", "", "What it cost")


class _Rows(QAbstractTableModel):
    """What both have in common: headers, and a row that is lit."""

    columns: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()
    texts: tuple[int, ...] = ()  # columns that are no numbers

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lit = -1

    def light(self, row: int) -> None:
        """Light a row, or none with -1."""
        before, self.lit = self.lit, row
        if before != row:
            for one in (before, row):
                if 0 <= one < self.rowCount():
                    self.dataChanged.emit(self.index(one, 0), self.index(one, len(self.columns) - 1))

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tips[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section in self.texts else _RIGHT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if index.column() in self.texts else _RIGHT
        if role == Qt.ItemDataRole.BackgroundRole and index.row() == self.lit:
            return QBrush(QColor(mix(style().theme.surface, style().theme.accent, 0.16)))
        if role == Qt.ItemDataRole.FontRole and index.row() == self.lit:
            return style().font(weight=QFont.Weight.DemiBold)
        return None

    def cell(self, row: int, column: int) -> str:
        """The text of a cell."""
        raise NotImplementedError


class LifeRows(_Rows):
    """The events of a neuron, in time."""

    columns, tips, texts = _LIFE_COLUMNS, _LIFE_TIPS, (1,)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.life: Life | None = None

    def show(self, life: Life | None) -> None:
        self.beginResetModel()
        self.life, self.lit = life, -1
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if self.life is None or parent.isValid() else self.life.at.size

    def cell(self, row: int, column: int) -> str:
        assert self.life is not None
        kind = int(self.life.kind[row])
        return (numbers.count(int(self.life.at[row]) + 1), WORDS[kind], COSTS[kind])[column]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 2 and self.life is not None:
            return QBrush(QColor(getattr(style().theme, _INKS[TONES[int(self.life.kind[index.row()])]])))
        return super().data(index, role)


class LifeTable(PlainTable):
    """When the neuron was read, evicted, written, dropped; a click goes there."""

    seekRequested = Signal(object)  # int: the step after that connection

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Life of the neuron", (84, 118, 62), 1, parent)
        self.rows = LifeRows(self)
        self.setModel(self.rows)
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    def show_life(self, life: Life | None) -> None:
        """Show the events of another neuron."""
        self.rows.show(life)

    def show_step(self, step: int) -> None:
        """Light what has happened last."""
        life = self.rows.life
        if life is None:
            return
        row = life.row_at(step)
        if row != self.rows.lit:
            self.rows.light(row)
            if row >= 0:
                self.scrollTo(self.rows.index(row, 0))

    def _go(self, index: QModelIndex) -> None:
        if self.rows.life is not None:
            self.seekRequested.emit(int(self.rows.life.at[index.row()]) + 1)


class DearestRows(_Rows):
    """All neurons, sorted by a column."""

    columns, tips, texts = COLUMNS, COLUMN_TIPS, (len(COLUMNS) - 1,)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table: Dearest | None = None

    def show(self, table: Dearest | None) -> None:
        self.beginResetModel()
        self.table, self.lit = table, -1
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if self.table is None or parent.isValid() else self.table.rows

    def cell(self, row: int, column: int) -> str:
        assert self.table is not None
        return self.table.cell(row, column)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if self.table is not None:
            self.show(self.table.sorted_by(column, order == Qt.SortOrder.DescendingOrder))


class DearestTable(PlainTable):
    """A row a neuron; a click on a heading sorts, pointing lights the neuron up everywhere, a click chooses it."""

    neuronHovered = Signal(object)  # int or None
    neuronClicked = Signal(object)  # int

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The dearest neurons", (62, 68, 74, 62, 54, 76, 76, 64), 7, parent)
        self.rows = DearestRows(self)
        self.setModel(self.rows)
        self.setMouseTracking(True)
        self.entered.connect(self._enter)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def show_table(self, table: Dearest | None) -> None:
        """Show other neurons; how they are sorted stays."""
        before = self.rows.table
        if table is not None and before is not None:
            table = table.sorted_by(before.column, before.descending)
        self.setSortingEnabled(False)
        self.rows.show(table)
        if table is not None:
            order = Qt.SortOrder.DescendingOrder if table.descending else Qt.SortOrder.AscendingOrder
            self.horizontalHeader().setSortIndicator(table.column, order)
            self.setSortingEnabled(True)

    def setHovered(self, neuron: int | None) -> None:
        """Light up a neuron's row."""
        table = self.rows.table
        known = table is not None and neuron is not None and neuron < table.rows
        self.rows.light(int(table.row_of[neuron]) if known and table is not None else -1)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.neuronHovered.emit(None)

    def _enter(self, index: QModelIndex) -> None:
        if self.rows.table is not None:
            self.neuronHovered.emit(int(self.rows.table.order[index.row()]))

    def _choose(self, index: QModelIndex) -> None:
        if self.rows.table is not None:
            self.neuronClicked.emit(int(self.rows.table.order[index.row()]))
