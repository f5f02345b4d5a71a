"""Paint a bar chart with whiskers: names on the left, values right of each bar, a time axis from 0 below.

A bar far longer than the others is truncated, so that the others stay readable; its value gives its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ioviz.gui.toolkit.painted_view import LEFT, RIGHT
from ioviz.viewmodels.benchmark.charts import Bar
from ioviz.viewmodels.look.palette import Theme, mix
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.axis_ticks import linear_texts
from ioviz.viewmodels.text.durations import unit_of

KIND_ROLES = {"best": "current", "scheduled": "clean", "standard": "dirty", "other": "gone"}
_TRUNCATE_FROM = 12.0  # times the fastest


@dataclass(frozen=True)
class BarLook:
    """Theme, fonts and the length of a pixel of the 100 % design."""

    theme: Theme
    name: QFont
    value: QFont
    small: QFont
    unit: float
    names: float = 0.4  # largest share of the width for names

    def colour(self, role: str) -> QColor:
        return QColor(getattr(self.theme, role))


@dataclass(frozen=True)
class _Geometry:
    """Positions of the parts of a chart."""

    left: float  # of the bars
    right: float
    rows: tuple[QRectF, ...]
    axis: float  # the height of its line
    end: float  # seconds at `right`


def axis_end(bars: Sequence[Bar]) -> float:
    """The seconds at the end of the axis: the longest bar that is not truncated."""
    times = [bar.seconds for bar in bars if bar.seconds is not None]
    if not times:
        return 1.0
    shown = [time for time in times if time <= _TRUNCATE_FROM * min(times)]
    whiskers = [bar.high for bar in bars if bar.seconds in shown]
    return max(max(shown), min(max(whiskers), 1.25 * max(shown)))


def rows_of(rect: QRectF, bars: Sequence[Bar], look: BarLook) -> tuple[QRectF, ...]:
    """The row of each bar."""
    return _geometry(rect, bars, look).rows


def paint_bars(
    painter: QPainter,
    rect: QRectF,
    bars: Sequence[Bar],
    look: BarLook,
    highlighted: int | None = None,
    chosen: int | None = None,
) -> None:
    """Paint bars; `highlighted` is the one under the pointer, `chosen` the one whose row is chosen in the table."""
    geometry = _geometry(rect, bars, look)
    _paint_axis(painter, geometry, look)
    for index, (bar, row) in enumerate(zip(bars, geometry.rows)):
        if index in (highlighted, chosen):
            painter.fillRect(row, QColor(look.theme.selection if index == chosen else look.theme.sunken))
        names = QRectF(rect.left(), row.top(), geometry.left - rect.left() - 10 * look.unit, row.height())
        painter.setFont(look.name)
        painter.setPen(look.colour("text"))
        # Elided in the middle: bars differ at either end, in program or results.
        shown = QFontMetricsF(look.name).elidedText(bar.name, Qt.TextElideMode.ElideMiddle, names.width())
        painter.drawText(names, RIGHT, shown)
        _paint_bar(painter, bar, row, geometry, look)


def _geometry(rect: QRectF, bars: Sequence[Bar], look: BarLook) -> _Geometry:
    names, values = QFontMetricsF(look.name), QFontMetricsF(look.value)
    notes = QFontMetricsF(look.small)
    u = look.unit
    widest = max((names.horizontalAdvance(bar.name) for bar in bars), default=0.0)
    left = rect.left() + min(widest + 2 * u, look.names * rect.width()) + 10 * u
    timed = [bar for bar in bars if bar.seconds is not None]
    with_notes = max((values.horizontalAdvance(b.value) + notes.horizontalAdvance(b.note) for b in timed), default=0.0)
    bare = max((values.horizontalAdvance(b.value) for b in timed), default=0.0)
    right = rect.right() - with_notes - 26 * u
    if right - left < 0.3 * rect.width():  # too narrow for notes after the values
        right = max(rect.right() - bare - 16 * u, left + 0.2 * (rect.right() - left))
    axis_height = notes.height() + 10 * u
    height = (rect.height() - axis_height) / max(len(bars), 1)
    height = min(max(height, names.height() + 6 * u), 3.2 * names.height())
    rows = tuple(QRectF(rect.left(), rect.top() + index * height, rect.width(), height) for index in range(len(bars)))
    return _Geometry(left, right, rows, rect.top() + len(bars) * height + 3 * u, axis_end(bars))


def least_height(n_bars: int, look: BarLook) -> float:
    """The height that `n_bars` bars need."""
    names, notes = QFontMetricsF(look.name), QFontMetricsF(look.small)
    return n_bars * (names.height() + 6 * look.unit) + notes.height() + 14 * look.unit


def _paint_axis(painter: QPainter, geometry: _Geometry, look: BarLook) -> None:
    size, unit = unit_of(geometry.end)
    end = geometry.end / size
    ticks = numbers.ticks(0.0, end, max(2, int((geometry.right - geometry.left) / (70 * look.unit))))
    spacing = ticks[1] - ticks[0] if len(ticks) > 1 else max(end, 1e-12)
    top = geometry.rows[0].top() if geometry.rows else geometry.axis
    painter.setFont(look.small)
    metrics = QFontMetricsF(look.small)
    for tick, text in zip(ticks, linear_texts(ticks, spacing)):
        x = geometry.left + tick / end * (geometry.right - geometry.left)
        painter.setPen(QPen(look.colour("sunken" if tick else "line"), 1))
        painter.drawLine(QPointF(x, top), QPointF(x, geometry.axis))
        painter.setPen(look.colour("muted"))
        text = f"{text}{numbers.THIN_SPACE}{unit}"
        width = metrics.horizontalAdvance(text)
        painter.drawText(QPointF(x - width / 2, geometry.axis + metrics.ascent() + 3 * look.unit), text)


def _paint_bar(painter: QPainter, bar: Bar, row: QRectF, geometry: _Geometry, look: BarLook) -> None:
    u = look.unit
    if bar.seconds is None:
        painter.setFont(look.small)
        painter.setPen(look.colour("muted"))
        box = row.adjusted(geometry.left - row.left() + 6 * u, 0, 0, 0)
        text = QFontMetricsF(look.small).elidedText(bar.value, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, LEFT, text)
        return
    length = geometry.right - geometry.left
    x = geometry.left + min(bar.seconds / geometry.end, 1.0) * length
    thick = 0.62 * row.height()
    body = QRectF(geometry.left, row.center().y() - thick / 2, x - geometry.left, thick)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(KIND_ROLES[bar.kind]))
    painter.drawRoundedRect(body, 2 * u, 2 * u)
    if bar.kind == "standard":  # hatched: the colour alone is not enough
        faint = QColor(mix(getattr(look.theme, KIND_ROLES[bar.kind]), look.theme.surface, 0.55))
        painter.setBrush(QBrush(faint, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(body)
    if bar.seconds > geometry.end * 1.0001:
        _paint_break(painter, body, look)
    else:
        x = max(x, _paint_whisker(painter, bar, row, geometry, look))
    painter.setFont(look.value)
    painter.setPen(look.colour("text"))
    values = QFontMetricsF(look.value)
    box = QRectF(x + 8 * u, row.top(), values.horizontalAdvance(bar.value) + u, row.height())
    painter.drawText(box, LEFT, bar.value)
    painter.setFont(look.small)
    painter.setPen(look.colour("muted"))
    note = QRectF(box.right() + 8 * u, row.top(), row.right() - box.right() - 8 * u, row.height())
    if QFontMetricsF(look.small).horizontalAdvance(bar.note) <= note.width() + 1:
        painter.drawText(note, LEFT, bar.note)


def _paint_break(painter: QPainter, body: QRectF, look: BarLook) -> None:
    """Paint a zigzag in the colour of the surface across a truncated bar."""
    u = look.unit
    x = body.right() - 18 * u
    points = [QPointF(x + 4 * u * (i % 2), body.top() + i * body.height() / 4) for i in range(5)]
    painter.setPen(QPen(look.colour("surface"), 4 * u))
    painter.drawPolyline(QPolygonF(points))


def _paint_whisker(painter: QPainter, bar: Bar, row: QRectF, geometry: _Geometry, look: BarLook) -> float:
    """Paint quartiles as a whisker and outliers as rings; return the right end."""
    scale = (geometry.right - geometry.left) / geometry.end
    edge = geometry.right + 8 * look.unit
    low, high = (min(geometry.left + value * scale, edge) for value in (bar.low, bar.high))
    y, half = row.center().y(), 0.17 * row.height()
    painter.setPen(QPen(look.colour("text"), max(1.0, 1.3 * look.unit)))
    painter.drawLine(QPointF(low, y), QPointF(high, y))
    for x in (low, high):
        painter.drawLine(QPointF(x, y - half), QPointF(x, y + half))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.colour("muted"), max(1.0, look.unit)))
    reach = high
    for value in bar.outliers:
        x = geometry.left + value * scale
        if x <= edge:
            painter.drawEllipse(QPointF(x, y), 2.2 * look.unit, 2.2 * look.unit)
            reach = max(reach, x + 3 * look.unit)
    return reach
