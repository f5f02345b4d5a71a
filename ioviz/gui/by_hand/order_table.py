"""Table of the order of connections; a row can be dragged to another position, as far as dependencies allow.

During a drag the rows that it cannot pass are faint, a line marks the position, and the heading shows the I/Os that the
schedule would have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.table_view import PlainTable
from ioviz.gui.toolkit.widgets import label
from ioviz.viewmodels.by_hand.moves import allowed_positions
from ioviz.viewmodels.frame.names import connection_name
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.columns import Column

if TYPE_CHECKING:
    from ioviz.core.simulation import Trace

_WIDTHS = (48, 92, 44)
_ROW_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_DRAG_FROM = 4  # pixels that a press must move to become a drag


class OrderModel(ColumnsModel):
    """A row per connection of the order; its item is its position, from 0."""

    def __init__(self, parent: QWidget) -> None:
        columns = (
            Column("", lambda row: numbers.count(row + 1), "Position in the order", colour=self._colour),
            Column(
                "Connection",
                self._connection,
                "Drag a row to move it, or press Alt+Up and Alt+Down",
                colour=self._colour,
            ),
            Column(
                "I/Os",
                lambda row: numbers.count(int(self._ios[row])),
                "I/Os of its step: its weight, values read and written",
                colour=self._colour,
            ),
        )
        super().__init__(columns, parent, tip=lambda _row, column: column.tip, weight=self._row_weight)
        self.trace: Trace | None = None
        self.step = 0
        self.allowed: tuple[int, int] | None = None
        self._ios = np.empty(0, np.int64)

    def show_trace(self, trace: Trace) -> None:
        """Show the order of another trace."""
        self.trace, self.allowed = trace, None
        self._ios = np.diff(trace.cumulative_ios(np.arange(trace.n_steps + 1)))
        self.show(range(trace.n_steps))

    def _connection(self, row: int) -> str:
        assert self.trace is not None
        return connection_name(self.trace.network, int(self.trace.schedule.order[row]))

    def _colour(self, row: int) -> str:
        if self.allowed is not None:
            return "text" if self.allowed[0] <= row <= self.allowed[1] else "faint"
        return "muted" if row < self.step else "text"

    def _row_weight(self, row: int) -> QFont.Weight | None:
        return QFont.Weight.Bold if row == self.step - 1 else None


class _Table(PlainTable):
    dragged = Signal(object)  # (from, to), during a drag; None if it is cancelled
    dropped = Signal(object)  # (from, to)

    def __init__(self) -> None:
        super().__init__("Order of the connections", _WIDTHS, 1)
        self._press: tuple[int, float] | None = None
        self._to: int | None = None

    @property
    def _rows(self) -> OrderModel:
        model = self.model()
        assert isinstance(model, OrderModel)
        return model

    @property
    def dragging(self) -> bool:
        return self._to is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self.rowAt(round(event.position().y()))
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self._press = row, event.position().y()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None or self._rows.trace is None:
            return
        row, y = self._press
        if self._to is None and abs(event.position().y() - y) <= _DRAG_FROM:
            return
        if self._rows.allowed is None:
            self._rows.allowed = allowed_positions(self._rows.trace.schedule, row)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        at = event.position().y()
        self._scroll_at_edge(at)
        under = self.rowAt(round(min(max(at, 0), self.viewport().height() - 1)))
        first, last = self._rows.allowed
        to = min(max(under if under >= 0 else self._rows.rowCount() - 1, first), last)
        if to != self._to:
            self._to = to
            self.dragged.emit((row, to))
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, to = self._press, self._to
        self.stop()
        super().mouseReleaseEvent(event)
        if press is not None and to is not None:
            self.dropped.emit((press[0], to))

    def stop(self) -> None:
        """End a drag."""
        self._press = self._to = self._rows.allowed = None
        self.unsetCursor()
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _ROW_KEYS:
            event.accept()  # they choose and move rows here, not ready connections
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, model = self.currentIndex().row(), self._rows
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Escape and self.dragging:
            self.stop()
            self.dragged.emit(None)
        elif by and event.modifiers() & Qt.KeyboardModifier.AltModifier and model.trace is not None and row >= 0:
            first, last = allowed_positions(model.trace.schedule, row)
            if first <= row + by <= last:
                self.dropped.emit((row, row + by))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._to is None or self._press is None:
            return
        look = style()
        row = self._press[0]
        y = self.rowViewportPosition(self._to) + (self.rowHeight(self._to) if self._to > row else 0)
        with painting(self.viewport(), smooth=False) as painter:
            painter.setPen(QPen(QColor(look.theme.current), look.px(2.5)))
            painter.drawLine(0, y, self.viewport().width(), y)

    def _scroll_at_edge(self, y: float) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if y < 12:
            bar.setValue(bar.value() - style().px(14))
        elif y > height - 12:
            bar.setValue(bar.value() + style().px(14))


class OrderTable(QWidget):
    """Shows the order of a trace; requests the preview of a move, and the move."""

    previewRequested = Signal(object)  # (from, to), or None at the end of a drag
    moveRequested = Signal(object)  # (from, to)

    def __init__(self) -> None:
        super().__init__()
        self._title = label("ORDER", "heading")
        self._cost = label("", "value")
        self._cost.setAccessibleName("I/Os of the order")
        self._model = OrderModel(self)
        self.table = _Table()
        self.table.setModel(self._model)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.dragged.connect(self.previewRequested)
        self.table.dropped.connect(self._dropped)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._title)
        column.addWidget(self._cost)
        column.addWidget(self.table, 1)
        self._select: int | None = None

    def setTrace(self, trace: Trace) -> None:
        """Show another order."""
        if trace is self._model.trace:
            return
        top = self.table.verticalScrollBar().value()
        self.table.stop()
        self._model.show_trace(trace)
        self.table.verticalScrollBar().setValue(top)
        self.setPreview(None)
        if self._select is not None and self._select < trace.n_steps:
            self.table.selectRow(self._select)
        self._select = None

    def setStep(self, step: int) -> None:
        """Show and scroll to the current step, unless a row is dragged."""
        if step == self._model.step and self.table.currentIndex().isValid():
            return
        self._model.step = step
        if not self.table.dragging and self._select is None and self._model.rowCount():
            self.table.scrollTo(self._model.index(max(0, step - 1), 0))
        self.table.viewport().update()

    def setPreview(self, ios: int | None) -> None:
        """Show the I/Os with the dragged row at its current position; None: those of the order."""
        trace = self._model.trace
        if trace is None:
            return
        now = trace.counts.ios
        text = numbers.plural(now, "I/O")
        if ios is not None:
            sign = "+" if ios > now else numbers.MINUS if ios < now else "±"
            text += f" → {numbers.count(ios)}  ({sign}{numbers.count(abs(ios - now))})"
        self._cost.setText(text)

    def _dropped(self, move: tuple[int, int]) -> None:
        if move[0] == move[1]:
            self.setPreview(None)
            return
        self._select = move[1]
        self.moveRequested.emit(move)
