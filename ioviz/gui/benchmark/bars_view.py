"""Bar chart of the times of one cell: several programs at the same network, batch and threads."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSizePolicy

from ioviz.gui.benchmark.bars_painter import BarLook, least_height, paint_bars, rows_of
from ioviz.gui.toolkit.painted_view import PaintedView
from ioviz.gui.toolkit.painting import painting
from ioviz.viewmodels.benchmark.charts import Bar
from ioviz.viewmodels.benchmark.rows import Row, tip


class BarsView(PaintedView):
    """Shows bars; a click chooses the row of one."""

    rowChosen = Signal(object)  # Row

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Times as bars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.bars: tuple[Bar, ...] = ()
        self._chosen: Row | None = None
        self._highlighted: int | None = None

    def setBars(self, bars: tuple[Bar, ...]) -> None:
        """The bars, from top to bottom."""
        self.bars, self._highlighted = bars, None
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.update()

    def setChosen(self, row: Row | None) -> None:
        """The row that is chosen in the table."""
        self._chosen = row
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self.px(300)), round(least_height(max(len(self.bars), 2), self._look())))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(0, round(self.px(220))))

    def paintEvent(self, _event: object) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            paint_bars(painter, QRectF(self.rect()), self.bars, self._look(), self._highlighted, self._chosen_index())

    def _look(self) -> BarLook:
        return BarLook(
            self.theme, self.text_font(12.5), self.text_font(12.5, bold=True), self.text_font(11.5), self.text_scale
        )

    def _chosen_index(self) -> int | None:
        if self._chosen is None:
            return None
        measurement = self._chosen.measurement
        return next((i for i, bar in enumerate(self.bars) if bar.row.measurement is measurement), None)

    def _index_at(self, point: QPointF) -> int | None:
        rows = rows_of(QRectF(self.rect()), self.bars, self._look())
        return next((i for i, row in enumerate(rows) if row.contains(point)), None)

    # -- events ------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self._index_at(event.position())
        if index != self._highlighted:
            self._highlighted = index
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._highlighted = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index is not None:
            self.rowChosen.emit(self.bars[index].row)

    def _tip_at(self, point: QPointF) -> str:
        index = self._index_at(point)
        return tip(self.bars[index].row) if index is not None else ""

    def _restyled(self) -> None:
        self.setMinimumHeight(self.minimumSizeHint().height())
