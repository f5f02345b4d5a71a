"""Parts of plots: lines, labels beside them, readable axes, a fast grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.line_styles import Line as Line
from ioviz.gui.toolkit.line_styles import pen_of as pen_of
from ioviz.gui.toolkit.painted_view import PaintedView, elided
from ioviz.gui.toolkit.painting import painting
from ioviz.viewmodels.text import axis_ticks as axis

TickTexts = Callable[[Sequence[float], float, float], list[str]]  # values, their distance, the axis's greatest


def paint_symbol(painter: QPainter, symbol: str, at: QPointF, radius: float, colour: QColor) -> None:
    """Draw one of pyqtgraph's symbols: "o", "t", "s", "d", ..."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.translate(at)
    painter.scale(2 * radius, 2 * radius)
    painter.drawPath(pg.graphicsItems.ScatterPlotItem.Symbols[symbol])
    painter.restore()


@dataclass(frozen=True)
class Mark:
    """A label beside the plot at height `y`: name and value, with a piece of its line."""

    name: str
    value: str
    y: float
    line: Line
    lower: bool = False  # beside the lower plot
    symbol: str = ""  # drawn on the piece of line


# Leading digits that may be written on a logarithmic axis, and the least distance between two of them, in decades.
_LOG_TICKS = ((range(1, 10), 0.045), ((1, 2, 5), 0.301), ((1, 3), 0.477))


class NumberAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis with thin spaces and one unit for all ticks; `text_of` replaces the texts of a linear axis."""

    text_of: TickTexts | None = None

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return self.logTickStrings(values, scale, spacing)
        most = max(map(abs, self.range))
        return (self.text_of or axis.linear_texts)(list(values), spacing, most)

    def logTickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Label powers of ten; if few are in sight, also as many ticks between them as fit."""
        low, high = self.range
        metrics = QFontMetricsF(self.style["tickFont"] or self.font())
        upright = self.orientation in ("left", "right")
        needed = metrics.height() if upright else 1.2 * metrics.horizontalAdvance(axis.log_text(9 * 10.0 ** int(high)))
        decade = (self.height() if upright else self.width()) / max(high - low, 1e-9)
        shown = {1}
        if high - low < 2:
            shown = next((set(some) for some, gap in _LOG_TICKS if gap * decade >= needed), {1})
        texts = []
        for exponent in values:
            leading = round(10 ** (exponent - math.floor(exponent + 1e-9)), 3)
            texts.append(axis.log_text(10**exponent) if leading in shown else "")
        return texts


class HeightScale(Protocol):
    """The part of a plot that its labels use."""

    def box(self, *, lower: bool = False) -> QRectF:
        """Return the rectangle of the upper or the lower plot, in pixels."""

    def height_of(self, y: float, *, lower: bool = False) -> float:
        """Return the y coordinate of a value, in pixels."""

    def pen(self, line: Line) -> QPen:
        """Return the pen of a line in the current theme."""


class Gutter(PaintedView):
    """The labels right of the plot, each at the height of its line."""

    def __init__(self, scale: HeightScale, parent: QWidget) -> None:
        super().__init__(parent)
        self._scale = scale
        self.marks: tuple[Mark, ...] = ()

    def paintEvent(self, _event: object) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            for lower in (False, True):
                marks = [mark for mark in self.marks if mark.lower == lower]
                if marks:
                    self._paint(painter, marks, self._scale.box(lower=lower))

    def _paint(self, painter: QPainter, marks: list[Mark], box: QRectF) -> None:
        low, high = box.top(), box.bottom()
        heights = [self._scale.height_of(mark.y, lower=mark.lower) for mark in marks]
        two_lines = self.px(31) * len(marks) <= high - low
        room = self.px(31 if two_lines else 16)
        fitting = max(1, int((high - low) / room))
        if len(marks) > fitting:  # marks outside the plot are omitted first
            by_distance = sorted(range(len(marks)), key=lambda i: max(low - heights[i], heights[i] - high, 0.0))
            kept = sorted(by_distance[:fitting])
            marks, heights = [marks[i] for i in kept], [heights[i] for i in kept]
        middles = axis.spread(heights, room, low, max(high, low + 1))
        small, strong = self.text_font(11.5), self.text_font(12.5 if two_lines else 11.5, bold=True)
        left, sample = self.px(6), self.px(16)
        text = left + sample + self.px(6)
        flags = Qt.AlignmentFlag.AlignVCenter
        for mark, height, middle in zip(marks, heights, middles):
            outside = "↑ " if height < low - 1 else "↓ " if height > high + 1 else ""
            top = float(middle) - room / 2
            painter.setPen(self._scale.pen(mark.line))
            at = top + room * (0.27 if two_lines else 0.5)
            painter.drawLine(QPointF(left, at), QPointF(left + sample, at))
            if mark.symbol:
                paint_symbol(painter, mark.symbol, QPointF(left + sample / 2, at), self.px(4), painter.pen().color())
            texts = QRectF(text, top, self.width() - text, room / 2 if two_lines else room)
            value = mark.value if two_lines else mark.value.partition(" · ")[0]
            name, gap = outside + mark.name, self.px(6)
            wide = QFontMetricsF(small).horizontalAdvance(name)
            both = wide + gap + QFontMetricsF(strong).horizontalAdvance(value)
            if not two_lines and both > texts.width():  # the axis has the unit
                value = value.partition(" ")[0]
            if not two_lines:  # the name is shortened, never the number
                wide = min(wide, max(0.0, texts.width() - gap - QFontMetricsF(strong).horizontalAdvance(value)))
            painter.setFont(small)
            painter.setPen(self.colour("muted"))
            elided(painter, texts if two_lines else QRectF(text, top, wide + 1, room), flags, name)
            painter.setFont(strong)
            if two_lines:
                texts.translate(0, room * 0.47)
            else:
                texts.setLeft(text + wide + gap)
            painter.setPen(self.colour("text"))
            elided(painter, texts, flags, value)


class Grid(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Thin lines at the ticks. pyqtgraph's own grid redraws the axes with each curve, which takes 20 ms."""

    def __init__(self, plot: Any) -> None:
        super().__init__()
        self._plot = plot
        self.colour = QColor()
        self._ticks: tuple[list[float], list[float]] | None = None
        self.setZValue(-100)
        plot.vb.addItem(self, ignoreBounds=True)
        plot.vb.sigRangeChanged.connect(self._changed)
        plot.vb.sigResized.connect(self._changed)

    def boundingRect(self) -> QRectF:
        return QRectF(self._plot.vb.viewRect())

    def paint(self, painter: QPainter, *_: object) -> None:
        box = self.boundingRect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self.colour, 0))
        if self._ticks is None:
            self._ticks = (
                _major(self._plot.getAxis("bottom"), box.left(), box.right()),
                _major(self._plot.getAxis("left"), box.top(), box.bottom()),
            )
        for x in self._ticks[0]:
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        for y in self._ticks[1]:
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _changed(self, *_: object) -> None:
        self._ticks = None
        self.prepareGeometryChange()
        self.update()


def _major(one: Any, low: float, high: float) -> list[float]:
    """Return the ticks of the two coarsest levels, or those that were set."""
    if one._tickLevels:
        return [float(value) for level in one._tickLevels for value, _ in level]
    size = one.height() if one.orientation in ("left", "right") else one.width()
    levels = one.tickValues(low, high, size)
    return [float(value) for _, values in levels[:2] for value in values]
