"""Table of eviction candidates: a row per resident neuron, with its next use and the cost of its eviction.

It replaces the memory view while the question is open. A click, or arrows and Enter, choose a neuron; Escape cancels.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.table_view import PlainTable
from ioviz.gui.toolkit.widgets import FittingLabel
from ioviz.viewmodels.by_hand.moves import Candidate, Question
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.columns import Column

_WIDTHS = (58, 124, 82, 58)


class CandidatesModel(ColumnsModel):
    """A row per `Candidate`; the hinted one has a star."""

    def __init__(self, parent: QWidget) -> None:
        columns: tuple[Column[Candidate], ...] = (
            Column(
                "Neuron",
                lambda one: numbers.count(one.neuron) + (" \u2605" if one.neuron == self.marked else ""),
                "The neuron to evict",
            ),
            Column(
                "Eviction cost",
                lambda one: f"{'dirty' if one.dirty else 'clean'}: {numbers.plural(one.ios, 'I/O')}",
                "A write if it is dirty, and a read if it is used again",
                icon=lambda one: _square(one.dirty),
            ),
            Column(
                "Next use",
                lambda one: "next" if one.after == 1 else f"{numbers.count(one.after)} later",
                "Connections until its next use in the planned order",
            ),
            Column(
                "Total",
                lambda one: "\u2013" if one.total is None else numbers.count(one.total),
                "I/Os of the whole schedule if it is evicted and the remaining steps are as planned",
            ),
        )
        super().__init__(columns, parent, tip=lambda _one, column: column.tip, weight=self._row_weight)
        self.marked: int | None = None

    def _row_weight(self, one: Candidate) -> QFont.Weight | None:
        return QFont.Weight.Bold if one.neuron == self.marked else None


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
    """Shows a `Question`; emits the neuron that was chosen."""

    evictionChosen = Signal(object)  # int: the neuron
    cancelled = Signal()
    neuronHovered = Signal(object)  # int, or None

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Eviction candidates")
        self._title = FittingLabel("value")
        self._model = CandidatesModel(self)
        self.table = _Table("Eviction candidates", _WIDTHS, 1)
        self.table.setModel(self._model)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setMouseTracking(True)
        self.table.clicked.connect(self._clicked)
        self.table.chosen.connect(self._choose)
        self.table.entered.connect(self._entered)
        cancel = QPushButton("Cancel")
        cancel.setToolTip("Choose another connection instead  (Esc)")
        cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        cancel.clicked.connect(self.cancelled)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.table, 1)

    def setQuestion(self, question: Question, connection: str) -> None:
        """Show a question; `connection` is the name of the connection that needs a slot."""
        self._title.setText(f"Evict a neuron for {numbers.count(question.neuron)}, the {question.end} of {connection}")
        self._model.marked = None
        self._model.show(question.candidates)
        self.table.setColumnHidden(3, all(one.total is None for one in question.candidates))
        self.table.selectRow(0)
        self.table.scrollToTop()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def mark(self, neuron: int | None) -> None:
        """Mark the neuron of a hint with a star."""
        self._model.marked = neuron
        self._model.refresh()

    def leaveEvent(self, event: QEvent) -> None:
        self.neuronHovered.emit(None)
        super().leaveEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def _choose(self, row: int) -> None:
        candidate = self._model.item_at(row)
        if candidate is not None:
            self.evictionChosen.emit(candidate.neuron)

    def _entered(self, index: QModelIndex) -> None:
        self.neuronHovered.emit(self._model.items[index.row()].neuron)


def _square(dirty: bool) -> QIcon:
    """The symbol of the memory view: a square, with a dark dot if dirty."""
    look = style()
    side = look.px(11)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painting(pixmap) as painter:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.theme.dirty if dirty else look.theme.clean))
        painter.drawRoundedRect(0, 0, side, side, 0.2 * side, 0.2 * side)
        if dirty:
            painter.setBrush(QColor(look.theme.on_fill))
            painter.drawEllipse(QPointF(side / 2, side / 2), 0.2 * side, 0.2 * side)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # not tinted
    return icon
