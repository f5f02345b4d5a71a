"""Plot of the differences in I/Os from the first schedule, over the connections.

The curves of the visible range are cached as a pixmap; a frame only moves a dot along each. Click or drag to go to a
step, wheel to zoom.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy

from ioviz.gui.compare.column_badge import LINES, draw_badge
from ioviz.gui.toolkit.line_styles import pen_of
from ioviz.gui.toolkit.painted_view import LEFT, RIGHT, PaintedView, width_of
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.views.timeline.axes import Span
from ioviz.viewmodels.compare.differences import DifferenceCurve, difference_curve, signed
from ioviz.viewmodels.text import axis_ticks as axis
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.simulation import Trace

FOOT, PAD = 18, 6  # pixels of the 100 % design


class DifferenceView(PaintedView):
    """Shows the traces of all columns relative to the first one, and the current step of each."""

    seekRequested = Signal(object)  # int: a step of the first column

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Difference in I/Os")
        self.setAccessibleDescription("I/Os relative to column A at every connection; click to go to a step")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._traces: tuple[Trace | None, ...] = ()
        self._main = 0
        self._steps: tuple[int, ...] = ()
        self._shares = False
        self._span = Span.whole(1, 1)
        self._range = (0, 1)
        self._background: QPixmap | None = None
        self._background_key: object = None
        self._cursor: QPointF | None = None
        self._seeking = False

    # -- what is shown -----------------------------------------------------------------------------------

    def setTraces(self, traces: Sequence[Trace | None], main: int) -> None:
        """The traces of the columns; None for one that is not yet computed."""
        self._traces, self._main = tuple(traces), main
        n_steps = next((trace.n_steps for trace in traces if trace is not None), 1)
        if n_steps != self._span.n_steps:
            self._span = Span.whole(n_steps, 1)
            self._steps = ()  # of another network
        self._background = None
        self.update()

    def setSteps(self, steps: Sequence[int]) -> None:
        """The current step of each column."""
        if tuple(steps) != self._steps:
            self._steps = tuple(steps)
            self._span = self._span.showing(self._steps[0]) if self._steps else self._span
            self.update()

    def setShares(self, shares: bool) -> None:
        """Label the axis with shares of all connections, or with their numbers."""
        if shares != self._shares:
            self._shares = shares
            self._background = None
            self.update()

    def fit(self) -> None:
        """Show all steps."""
        self._span = Span.whole(self._span.n_steps, 1)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self.px(700)), round(self.px(120)))

    # -- geometry ----------------------------------------------------------------------------------------

    def _plot(self) -> QRectF:
        left = width_of(self.text_font(10.5), "−88\u202f888") + self.px(10)
        right = self.px(30) + width_of(self.text_font(12.5, bold=True), "+88\u202f888\u202f888")
        height = self.height() - self.px(FOOT + PAD)
        return QRectF(round(left), round(self.px(PAD)), max(1.0, round(self.width() - left - right)), max(1.0, height))

    def _y(self, value: float, plot: QRectF) -> float:
        low, high = self._range
        return plot.bottom() - (value - low) / max(high - low, 1) * plot.height()

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            first = self._traces[0] if self._traces else None
            if first is None:
                painter.fillRect(self.rect(), self.colour("surface"))
                return
            painter.drawPixmap(0, 0, self._updated_background(first))
            self._draw_steps(painter, first)

    def _updated_background(self, first: Trace) -> QPixmap:
        """The grid and the curves, drawn again if they have changed."""
        ratio = self.devicePixelRatio()
        key = (self._traces, self._span, self.size(), ratio, self._theme, self.text_scale)
        if self._background is not None and key == self._background_key:
            return self._background
        self._background_key = key
        self._background = pixmap = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self.colour("surface"))
        plot = self._plot()
        curve = difference_curve(first, self._traces[1:], self._span.low, self._span.high, round(plot.width() * ratio))
        self._range = curve.range if curve.range != (0, 0) else (-1, 1)
        with painting(pixmap) as painter:
            self._draw_grid(painter, plot)
            self._draw_curves(painter, plot, curve)
            foot = QRectF(plot.left(), self.height() - self.px(FOOT - 2), plot.width(), self.px(FOOT - 2))
            self._draw_axis(painter, foot)
        return pixmap

    def _draw_grid(self, painter: QPainter, plot: QRectF) -> None:
        painter.fillRect(plot, self.colour("raised"))
        painter.setFont(self.text_font(10.5))
        low, high = self._range
        # Differences are whole numbers.
        ticks = [t for t in numbers.ticks(low, high, max(2, int(plot.height() / self.px(24)))) if t == int(t)]
        texts = axis.linear_texts(ticks, ticks[1] - ticks[0], max(-low, high)) if len(ticks) > 1 else ["0"]
        above = plot.bottom() + self.px(20)
        for tick, text in zip(ticks if len(ticks) > 1 else [0], texts, strict=True):
            y = self._y(tick, plot)
            painter.setPen(QPen(self.colour("line"), 1))
            painter.drawLine(QPointF(plot.left(), round(y) + 0.5), QPointF(plot.right(), round(y) + 0.5))
            if y > above - self.px(13):
                continue  # it would overlap the label below
            above = y
            painter.setPen(self.colour("muted"))
            painter.drawText(
                QRectF(0, y - self.px(8), plot.left() - self.px(6), self.px(16)),
                RIGHT,
                f"+{text}" if tick > 0 else text,
            )
        painter.setPen(pen_of(LINES[0], self._theme, self.text_scale))
        zero = self._y(0, plot)
        painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero))

    def _draw_curves(self, painter: QPainter, plot: QRectF, curve: DifferenceCurve) -> None:
        painter.save()
        painter.setClipRect(plot.adjusted(0, -2, 0, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        x = (plot.left() + (curve.steps - self._span.low) / (self._span.high - self._span.low) * plot.width()).tolist()
        for column, more in enumerate(curve.more, 1):
            if more.size:
                points = [QPointF(at, self._y(value, plot)) for at, value in zip(x, more.tolist(), strict=True)]
                painter.setPen(pen_of(LINES[column], self._theme, self.text_scale))
                painter.drawPolyline(QPolygonF(points))
        painter.restore()

    def _draw_axis(self, painter: QPainter, foot: QRectF) -> None:
        """Draw the axis of connections, or of shares of them."""
        unit, name = (max(1, self._span.n_steps) / 100, "of the connections") if self._shares else (1.0, "connection")
        painter.setFont(self.text_font(10.5))
        used = foot.right() - width_of(painter.font(), name) - self.px(14)
        ticks = numbers.ticks(self._span.low / unit, self._span.high / unit, max(2, int(foot.width() / self.px(90))))
        for tick in ticks:
            if not self._shares and tick != int(tick):
                continue
            x = self._span.x(tick * unit, foot)
            text = f"{tick:g}{numbers.THIN_SPACE}%" if self._shares else numbers.count(int(tick))
            wide = width_of(painter.font(), text)
            left = max(foot.left(), x - wide / 2)
            painter.setPen(QPen(self.colour("line"), 1))
            painter.drawLine(QPointF(x, foot.top() - self.px(2)), QPointF(x, foot.top() + self.px(2)))
            if left + wide < used:
                painter.setPen(self.colour("muted"))
                painter.drawText(QRectF(left, foot.top(), wide + 2, foot.height()), LEFT, text)
        painter.setPen(self.colour("muted"))
        painter.drawText(foot, RIGHT, name)

    def _draw_steps(self, painter: QPainter, first: Trace) -> None:
        """Draw the current step and difference of each column, and a label for the step under the pointer."""
        plot = self._plot()
        at, hovered = self._steps, self._hovered_step(plot)
        if hovered is not None:
            x = self._span.x(hovered, plot)
            painter.setPen(QPen(self.colour("text", 0.35), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            at = (hovered,) * len(self._traces)
        if len(at) != len(self._traces):
            return
        rows = []
        for column, (trace, step) in enumerate(zip(self._traces, at, strict=True)):
            if trace is None:
                continue
            value = int(trace.cumulative_ios([step])[0]) - int(first.cumulative_ios([step])[0])
            x, y = self._span.x(step, plot), self._y(value, plot)
            if plot.left() - 1 <= x <= plot.right() + 1 and hovered is None:
                if column == 0:
                    painter.setPen(QPen(self.colour("current"), self.px(1.4)))
                    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
                colour = pen_of(LINES[column], self._theme, 1.0).color()
                painter.setPen(QPen(self.colour("surface"), self.px(1.2)))
                painter.setBrush(colour)
                painter.drawEllipse(QPointF(x, y), self.px(4), self.px(4))
            if column:
                rows.append((column, value, y))
        self._draw_values(painter, plot, rows)
        if hovered is not None:
            share = numbers.percent(hovered / max(1, self._span.n_steps), 1)
            text = f"after connection {numbers.count(hovered)}, {share}"
            painter.setFont(self.text_font(11))
            wide = width_of(painter.font(), text) + self.px(12)
            x = self._span.x(hovered, plot)
            left = x + self.px(6) if x + self.px(6) + wide < plot.right() else x - self.px(6) - wide
            box = QRectF(left, plot.top() + self.px(3), wide, self.px(18))
            painter.fillRect(box, self.colour("raised", 0.85))
            painter.setPen(self.colour("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_values(self, painter: QPainter, plot: QRectF, rows: list[tuple[int, int, float]]) -> None:
        """Draw letters and differences right of the plot, near their lines without overlapping."""
        if not rows:
            return
        high = min(self.px(21), self.height() / len(rows))
        middles = axis.spread([y for _, _, y in rows], high, 0.0, max(self.height(), high * len(rows)))
        for (column, value, _), middle in zip(rows, middles, strict=True):
            side = min(self.px(18), high)
            left = plot.right() + self.px(8)
            badge = QRectF(left, float(middle) - side / 2, side, side)
            draw_badge(painter, self, column, badge, main=column == self._main)
            painter.setFont(self.text_font(12.5, bold=True))
            painter.setPen(self.colour("text"))
            painter.drawText(QRectF(badge.right() + self.px(5), badge.top(), self.width(), side), LEFT, signed(value))

    # -- events ------------------------------------------------------------------------------------------

    def _hovered_step(self, plot: QRectF) -> int | None:
        if self._cursor is None or self._seeking or not plot.contains(self._cursor):
            return None
        return min(max(0, round(self._span.step_at(self._cursor.x(), plot))), self._span.n_steps)

    def _seek(self, point: QPointF) -> None:
        step = round(self._span.step_at(point.x(), self._plot()))
        self.seekRequested.emit(min(max(0, step), self._span.n_steps))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._traces and event.button() == Qt.MouseButton.LeftButton:
            self._seeking = True
            self._seek(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._cursor = event.position()
        if self._seeking:
            self._seek(event.position())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._seeking = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        self._cursor = None
        self.update()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        plot = self._plot()
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            width = self._span.high - self._span.low
            self._span = self._span.moved(-(delta.y() or delta.x()) / plot.width() * width)
        else:
            self._span = self._span.zoomed(1.002 ** delta.y(), self._span.step_at(event.position().x(), plot))
        self.update()
        event.accept()
