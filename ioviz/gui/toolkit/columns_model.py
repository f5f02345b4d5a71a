"""The model of every table: rows of any kind, and columns that define what is shown of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.look.palette import mix
from ioviz.viewmodels.text.columns import Column

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class ColumnsModel(QAbstractTableModel):
    """Table model of a sequence of items.

    Qt asks for the texts of visible rows only, so a range or an array serves for hundreds of thousands of rows.
    The model changes no item itself: edits are signalled.
    """

    editRequested = Signal(object, object)  # an item, str
    checkRequested = Signal(object, object)  # an item, bool

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        parent: QWidget | None = None,
        *,
        tip: Callable[[Any, Column[Any]], str] | None = None,
        weight: Callable[[Any], QFont.Weight | None] | None = None,
    ) -> None:
        """`tip` returns the tooltip of a cell, `weight` the font weight of a row; both are given the item."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self.items: Sequence[Any] = ()
        self.highlighted = -1
        self._tip, self._weight = tip, weight

    def show(self, items: Sequence[Any]) -> None:
        """Replace the rows; none is highlighted."""
        self.beginResetModel()
        self.items, self.highlighted = items, -1
        self.endResetModel()

    def refresh(self, item: Any = None) -> None:
        """Update the row of a changed item, or all rows."""
        if item is None:
            self._changed(0, len(self.items) - 1)
        else:
            row = self.index_of(item)
            self._changed(row, row)

    def highlight(self, row: int) -> None:
        """Highlight a row, or none with -1."""
        before, self.highlighted = self.highlighted, row
        if before != row:
            for one in (before, row):
                self._changed(one, one)

    def item_at(self, row: int) -> Any:
        """The item of a row; None if there is no such row."""
        return self.items[row] if 0 <= row < len(self.items) else None

    def index_of(self, item: Any) -> int:
        """The row of an item; -1 if it is not shown."""
        return self.items.index(item) if item in self.items else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags, column = super().flags(index), self.columns[index.column()]
        if column.editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        if column.checked is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == _Role.DisplayRole:
            return column.title
        if role == _Role.ToolTipRole:
            return column.tip
        return _alignment(column) if role == _Role.TextAlignmentRole else None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        item, column = self.items[index.row()], self.columns[index.column()]
        if role in (_Role.DisplayRole, _Role.EditRole):
            return column.text(item)
        if role == _Role.TextAlignmentRole:
            return _alignment(column)
        if role == _Role.ToolTipRole:
            return None if self._tip is None else self._tip(item, column)
        if role == _Role.CheckStateRole:
            if column.checked is None:
                return None
            return Qt.CheckState.Checked if column.checked(item) else Qt.CheckState.Unchecked
        if role == _Role.DecorationRole:
            return None if column.icon is None else column.icon(item)
        return self._look(index.row(), item, column, role)

    def setData(self, index: Index, value: object, role: int = _Role.EditRole) -> bool:
        item = self.items[index.row()]
        if role == _Role.EditRole:
            self.editRequested.emit(item, str(value))
        elif role == _Role.CheckStateRole:
            self.checkRequested.emit(item, Qt.CheckState(value) == Qt.CheckState.Checked)
        return role in (_Role.EditRole, _Role.CheckStateRole)

    def _look(self, row: int, item: Any, column: Column[Any], role: int) -> object:
        if role == _Role.FontRole:
            weight = None if self._weight is None else self._weight(item)
            if weight is None and (column.bold or row == self.highlighted):
                weight = QFont.Weight.DemiBold
            return None if weight is None else style().font(weight=weight)
        theme = style().theme
        if role == _Role.ForegroundRole and column.colour is not None:
            return QColor(getattr(theme, column.colour(item)))
        if role == _Role.BackgroundRole and row == self.highlighted:
            return QColor(mix(theme.surface, theme.accent, 0.16))
        return None

    def _changed(self, first: int, last: int) -> None:
        if 0 <= first <= last < len(self.items):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))


def _alignment(column: Column[Any]) -> int:
    side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
