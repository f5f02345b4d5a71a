"""Times of one cell as bars: network, batch and threads are the same, the program differs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.benchmark.bars_painter import BarLook, least_height, paint_bars, rows_of
from ioviz.gui.toolkit.painted_view import PaintedView, painting
from ioviz.viewmodels.benchmark.charts import Bar
from ioviz.viewmodels.benchmark.rows import Row, tip


class BarsView(PaintedView):
    """Given the bars; says which one was clicked."""

    rowChosen = Signal(object)  # Row

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Times as bars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._bars: tuple[Bar, ...] = ()
        self._chosen: Row | None = None
        self._lit: int | None = None

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self._bars

    def setBars(self, bars: tuple[Bar, ...]) -> None:
        """Bars from the top down."""
        self._bars, self._lit = bars, None
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.update()

    def setChosen(self, row: Row | None) -> None:
        """The row that is chosen in the table."""
        self._chosen = row
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self.px(300)), round(least_height(max(len(self._bars), 2), self._look())))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(0, round(self.px(220))))

    def paintEvent(self, _event: object) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            paint_bars(painter, QRectF(self.rect()), self._bars, self._look(), self._lit, self._chosen_index())

    def _look(self) -> BarLook:
        return BarLook(
            self.theme, self.text_font(12.5), self.text_font(12.5, bold=True), self.text_font(11.5), self.text_scale
        )

    def _chosen_index(self) -> int | None:
        if self._chosen is None:
            return None
        measurement = self._chosen.measurement
        return next((i for i, bar in enumerate(self._bars) if bar.row.measurement is measurement), None)

    def _index_at(self, point: QPointF) -> int | None:
        rows = rows_of(QRectF(self.rect()), self._bars, self._look())
        return next((i for i, row in enumerate(rows) if row.contains(point)), None)

    # -- events ------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self._index_at(event.position())
        if index != self._lit:
            self._lit = index
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._lit = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index is not None:
            self.rowChosen.emit(self._bars[index].row)

    def _tip_at(self, point: QPointF) -> str:
        index = self._index_at(point)
        return tip(self._bars[index].row) if index is not None else ""

    def _restyled(self) -> None:
        self.setMinimumHeight(self.minimumSizeHint().height())
