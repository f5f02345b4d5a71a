"""Who makes room: a row for each resident that can leave, with its next use and what its leaving costs.

It stands where fast memory is shown while the question is open. A click, or arrows and Enter, answer it; Escape
takes the question back.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.table_view import PlainTable
from ioviz.gui.toolkit.widgets import ElidedLabel
from ioviz.viewmodels.by_hand.moves import Candidate, Question
from ioviz.viewmodels.text import numbers

_COLUMNS = ("Neuron", "Leaving costs", "Next use", "In all")
_TIPS = (
    "Who would leave fast memory",
    "A write if it is dirty: a clean value is in slow memory already; and a read when it is needed again",
    "After how many connections of the planned order",
    "I/Os of the whole schedule if it leaves and the rest is finished as planned",
)
_WIDTHS = (58, 124, 82, 58)
_NECESSARY = QAbstractItemView.EditTrigger.NoEditTriggers
Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Candidate, ...] = ()
        self.marked: int | None = None

    def show_rows(self, rows: tuple[Candidate, ...]) -> None:
        self.beginResetModel()
        self.rows, self.marked = rows, None
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        one = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(one, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 1:
            return _square(one.dirty)
        if role == Qt.ItemDataRole.FontRole and one.neuron == self.marked:
            font = QFont(style().font())
            font.setWeight(QFont.Weight.Bold)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS[index.column()]
        return None

    def _text(self, one: Candidate, column: int) -> str:
        if column == 0:
            return numbers.count(one.neuron) + (" \u2605" if one.neuron == self.marked else "")
        if column == 1:
            return f"{'dirty' if one.dirty else 'clean'}: {numbers.plural(one.ios, 'I/O')}"
        if column == 2:
            return "at once" if one.after == 1 else f"{numbers.count(one.after)} later"
        return "\u2013" if one.in_all is None else numbers.count(one.in_all)


class _Table(PlainTable):
    chosen = Signal(object)  # a row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class EvictionTable(QWidget):
    """Shows a `Question`; who was chosen is said by signal."""

    evictionChosen = Signal(object)  # int: the neuron
    takenBack = Signal()
    neuronHovered = Signal(object)  # int, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Who makes room")
        self._title = ElidedLabel("value")
        self._model = _Model(self)
        self.table = _Table("Who makes room", _WIDTHS, 1)
        self.table.setModel(self._model)
        self.table.setEditTriggers(_NECESSARY)
        self.table.setMouseTracking(True)
        self.table.clicked.connect(self._clicked)
        self.table.chosen.connect(self._choose)
        self.table.entered.connect(self._entered)
        self._back = QPushButton("Take back")
        self._back.setToolTip("Choose another connection instead  (Esc)")
        self._back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._back.clicked.connect(self.takenBack)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._back, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(top)
        self._column.addWidget(self.table, 1)

    def setQuestion(self, question: Question, connection: str) -> None:
        """Ask; `connection` is the name of the connection that room is made for."""
        self._title.setText(f"Who makes room for {numbers.count(question.neuron)}, the {question.end} of {connection}?")
        self._model.show_rows(question.candidates)
        self.table.setColumnHidden(3, all(one.in_all is None for one in question.candidates))
        self.table.selectRow(0)
        self.table.scrollToTop()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def mark(self, neuron: int | None) -> None:
        """Give a neuron the star of a hint."""
        self._model.marked = neuron
        if self._model.rows:
            self._model.dataChanged.emit(
                self._model.index(0, 0), self._model.index(len(self._model.rows) - 1, len(_COLUMNS) - 1)
            )

    def leaveEvent(self, event) -> None:
        self.neuronHovered.emit(None)
        super().leaveEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._model.rows):
            self.evictionChosen.emit(self._model.rows[row].neuron)

    def _entered(self, index: QModelIndex) -> None:
        self.neuronHovered.emit(self._model.rows[index.row()].neuron)


def _square(dirty: bool) -> QIcon:
    """The sign of the memory view: a square, with a dark dot where it is dirty."""
    look = style()
    side = look.px(11)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.theme.dirty if dirty else look.theme.clean))
        painter.drawRoundedRect(0, 0, side, side, 0.2 * side, 0.2 * side)
        if dirty:
            painter.setBrush(QColor(look.theme.on_fill))
            painter.drawEllipse(QPointF(side / 2, side / 2), 0.2 * side, 0.2 * side)
    finally:
        painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # not tinted
    return icon
