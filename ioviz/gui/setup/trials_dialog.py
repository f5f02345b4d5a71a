"""Schedule > Orders tried: what the search for the best order has made and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label
from ioviz.viewmodels.document.order_search import TrialRow, untried_text
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document

_Index = QModelIndex | QPersistentModelIndex
_TITLES = ("Order", "Settings", "I/Os under MIN", "× lower bound", "Time")
_RIGHT = {2, 3, 4}


class TrialsDialog(Dialog):
    """Follows the document; the fewest I/Os are on top."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__("Orders tried", parent, width=720, height=520)
        self._about = label("", "muted", wrap=True)
        self._rows = _Trials(self)
        table = QTableView()
        table.setModel(self._rows)
        table.setAccessibleName("Orders tried")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(style().px(26))
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.body.addWidget(self._about)
        self.body.addWidget(table, 1)
        self.add_buttons()
        session.documentChanged.connect(self._show)
        if session.document is not None:
            self._show(session.document)

    def _show(self, document: Document) -> None:
        rows = sorted(document.trials, key=lambda row: row.ios)
        self._rows.show(rows)
        if rows:
            m = numbers.count(document.intent.made_for)
            made = f"{numbers.plural(len(rows), 'order')} made for M = {m}; the first one is taken."
            missed = untried_text((row.kind for row in rows), at_lower_bound=rows[0].ios == document.bounds.lower)
            self._about.setText(f"{made} {missed}".rstrip())
        else:
            self._about.setText("Choose the order “auto” (Alt+8): all of them are made, counted and listed here.")


class _Trials(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[TrialRow] = []

    def show(self, rows: list[TrialRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section]
        return _aligned(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (row.kind, row.detail.replace("_", " "), numbers.count(row.ios), row.ratio, row.seconds)[
                index.column()
            ]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(index.column())
        if role == Qt.ItemDataRole.FontRole and index.row() == 0:
            return style().font(weight=QFont.Weight.DemiBold)
        return None


def _aligned(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
