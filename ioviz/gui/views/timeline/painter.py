"""Draws the static parts of the timeline: bars, layers, curve and axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from ioviz.gui.toolkit.painted_view import LEFT, RIGHT, PaintedView, elided, width_of
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.views.timeline.axes import Span
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.timeline.timeline import empty_colour

if TYPE_CHECKING:
    from ioviz.viewmodels.timeline.timeline import Curve, TimelineData

PIXELS_A_POINT = 2.5
FEW_STAYS = 4_000
"""So many stays are drawn one by one, in some 5 ms; more are counted for each pixel."""
LEAST_STEP_FOR_NAMES = 62  # pixels of the 100 % design that a connection has along the axis
LEAST_LAYER_TO_PART = 6  # pixels: in a lower layer, the line between two would hide much of its rows


def draw_bars(painter: QPainter, view: PaintedView, data: TimelineData, span: Span, plot: QRectF, ratio: float) -> None:
    """Draw the stays of the visible neurons, clean and dirty: one by one if they are few, else as a raster."""
    row = plot.height() / (span.bottom - span.top)
    painter.save()
    painter.setClipRect(plot)
    if data.n_stays <= FEW_STAYS:
        _draw_stays(painter, view, data, span, plot, ratio)
    else:
        _draw_raster(painter, view, data, span, plot, ratio)
    if row >= 4:  # rows are thick enough for lines between them
        painter.setPen(QPen(view.colour("surface"), 1))
        for k in range(int(span.top), min(span.n_rows, int(np.ceil(span.bottom))) + 1):
            y = round(span.y(k, plot)) + 0.5
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
    painter.restore()


def _draw_stays(
    painter: QPainter, view: PaintedView, data: TimelineData, span: Span, plot: QRectF, ratio: float
) -> None:
    """Draw rectangles; those that share a pixel add up."""
    width, height = plot.width() * ratio, plot.height() * ratio
    row_height = height / (span.bottom - span.top)
    borders = (np.arange(span.n_rows + 1) - span.top) * row_height
    if row_height >= 1:
        borders = np.round(borders)
    scale = width / (span.high - span.low)
    image = QImage(round(width), round(height), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    with painting(image) as drawer:
        drawer.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        drawer.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        drawer.setPen(Qt.PenStyle.NoPen)
        for dirty in (False, True):
            row, start, end = data.bars(dirty)
            seen = (end > span.low) & (start < span.high) & (row + 1 > span.top) & (row < span.bottom)
            row = row[seen]
            left, right = ((steps[seen] - span.low) * scale for steps in (start, end))
            boxes = zip(left, borders[row], right - left, np.diff(borders)[row], strict=True)
            drawer.setBrush(view.colour("dirty" if dirty else "clean"))
            drawer.drawRects([QRectF(*map(float, box)) for box in boxes])
    painter.fillRect(plot, QColor(empty_colour(view.theme)))
    painter.drawImage(plot, image)


def _draw_raster(
    painter: QPainter, view: PaintedView, data: TimelineData, span: Span, plot: QRectF, ratio: float
) -> None:
    first, last = int(span.top), min(span.n_rows, int(np.ceil(span.bottom)))
    size = round(plot.width() * ratio), round(plot.height() * ratio)
    pixels = data.raster(span.low, span.high, first, last, *size, view.theme)
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    target = QRectF(plot.left(), span.y(first, plot), plot.width(), span.y(last, plot) - span.y(first, plot))
    painter.drawImage(target, image)


def draw_layers(painter: QPainter, view: PaintedView, data: TimelineData, span: Span, plot: QRectF) -> None:
    """Draw names of layers on the left, and lines between them where both are high enough."""
    painter.setFont(view.text_font(11))
    line = view.px(14)
    below = -1e9
    row = plot.height() / (span.bottom - span.top)
    high_above = 0.0  # of the whole layer before, visible or not
    for layer in data.layers:
        high = layer.size * row
        parted = min(high_above, high) >= LEAST_LAYER_TO_PART
        high_above = high
        top = max(plot.top(), span.y(layer.first, plot))
        bottom = min(plot.bottom(), span.y(layer.first + layer.size, plot))
        if bottom <= top:
            continue
        if parted and top > plot.top():
            painter.setPen(QPen(view.colour("surface"), 2))
            painter.drawLine(QPointF(plot.left(), round(top)), QPointF(plot.right(), round(top)))
        middle = (top + bottom) / 2
        if middle - line / 2 > below and bottom - top >= min(line, view.px(9)):
            painter.setPen(view.colour("muted"))
            box = QRectF(0, middle - line / 2, plot.left() - view.px(6), line)
            elided(painter, box, RIGHT, layer.name)
            below = middle + line / 2


def draw_curve(painter: QPainter, view: PaintedView, data: TimelineData, span: Span, plot: QRectF) -> None:
    """Draw the I/Os so far; those above the lower line are excess."""
    curve = data.curve(span.low, span.high, round(plot.width() / PIXELS_A_POINT))
    low, high = float(curve.ios[0]), max(float(curve.ios[-1]), float(curve.ios[0]) + 1.0)
    # Zoomed in, both lines begin together: the gap is the excess of the visible steps.
    unavoidable = curve.unavoidable - curve.unavoidable[0] + curve.ios[0]
    painter.fillRect(plot, view.colour("raised"))
    ticks = numbers.ticks(low, high, max(2, int(plot.height() / view.px(26))))
    painter.setFont(view.text_font(10.5))
    above = plot.bottom() + view.px(20)
    for tick, text in zip(ticks, tick_texts(ticks, high), strict=True):
        y = plot.bottom() - (tick - low) / (high - low) * plot.height()
        painter.setPen(QPen(view.colour("line"), 1))
        painter.drawLine(QPointF(plot.left(), round(y) + 0.5), QPointF(plot.right(), round(y) + 0.5))
        painter.setPen(view.colour("muted"))
        y = min(max(y, plot.top() + view.px(6)), plot.bottom() - view.px(6))
        if y > above - view.px(13):
            continue  # it would overlap the number below
        above = y
        painter.drawText(QRectF(0, y - view.px(8), plot.left() - view.px(6), view.px(16)), RIGHT, text)
    painter.save()
    painter.setClipRect(plot)
    ios, least = (_points(curve, values, span, plot, low, high) for values in (curve.ios, unavoidable))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # antialiasing the large fills takes 5 ms
    painter.setBrush(view.colour("gone", 0.45))
    painter.drawPolygon(
        QPolygonF([*least, QPointF(least[-1].x(), plot.bottom()), QPointF(least[0].x(), plot.bottom())])
    )
    painter.setBrush(view.colour("clean", 0.5))
    painter.drawPolygon(QPolygonF([*ios, *reversed(least)]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(view.colour("clean_ink"), view.px(1.6)))
    painter.drawPolyline(QPolygonF(ios))
    painter.restore()
    _draw_curve_names(painter, view, plot)


def _points(curve: Curve, values: np.ndarray, span: Span, plot: QRectF, low: float, high: float) -> list[QPointF]:
    x = plot.left() + (curve.steps - span.low) / (span.high - span.low) * plot.width()
    y = plot.bottom() - (values - low) / (high - low) * plot.height()
    return [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]


def _draw_curve_names(painter: QPainter, view: PaintedView, plot: QRectF) -> None:
    """Draw the legend of the curve top left, above a growing curve."""
    font = view.text_font(10.5)
    painter.setFont(font)
    x = plot.left() + view.px(8)
    names = (("I/Os so far", "clean"), ("of these unavoidable", "gone"))
    wide = sum(view.px(27) + width_of(font, text) for text, _ in names)
    painter.fillRect(QRectF(x - view.px(3), plot.top() + view.px(3), wide, view.px(18)), view.colour("raised", 0.75))
    for text, role in names:
        square = QRectF(x, plot.top() + view.px(8), view.px(8), view.px(8))
        painter.fillRect(square, view.colour(role, 0.8))
        x += view.px(13)
        painter.setPen(view.colour("muted"))
        painter.drawText(QRectF(x, plot.top() + view.px(3), plot.width(), view.px(18)), LEFT, text)
        x += width_of(font, text) + view.px(14)


def draw_steps_axis(painter: QPainter, view: PaintedView, data: TimelineData, span: Span, foot: QRectF) -> None:
    """Draw connection numbers along the foot; at a high zoom, each connection with its ends."""
    painter.setFont(view.text_font(10.5))
    if foot.width() / (span.high - span.low) >= view.px(LEAST_STEP_FOR_NAMES):
        _draw_step_names(painter, view, data, span, foot)
        return
    name = "connection"
    used = foot.right() - width_of(painter.font(), name) - view.px(14)
    for tick in numbers.ticks(span.low, span.high, max(2, int(foot.width() / view.px(90)))):
        if tick != int(tick):
            continue
        x = span.x(tick, foot)
        painter.setPen(QPen(view.colour("line"), 1))
        painter.drawLine(QPointF(x, foot.top() - view.px(2)), QPointF(x, foot.top() + view.px(2)))
        text = numbers.count(int(tick))
        half = width_of(painter.font(), text) / 2
        left = max(foot.left(), x - half)
        if left + 2 * half < used:
            painter.setPen(view.colour("muted"))
            painter.drawText(QRectF(left, foot.top(), 2 * half + 2, foot.height()), LEFT, text)
    painter.setPen(view.colour("muted"))
    painter.drawText(foot, RIGHT, name)


def _draw_step_names(painter: QPainter, view: PaintedView, data: TimelineData, span: Span, foot: QRectF) -> None:
    """Draw number and ends of each connection below its piece of the axis."""
    timing, network = data.timing, data.trace.network
    for step in range(max(0, int(span.low)), min(span.n_steps, int(np.ceil(span.high)))):
        left, right = max(foot.left(), span.x(step, foot)), min(foot.right(), span.x(step + 1, foot))
        painter.setPen(QPen(view.colour("line"), 1))
        painter.drawLine(QPointF(left, foot.top() - view.px(2)), QPointF(left, foot.top() + view.px(5)))
        connection = int(timing.order[step])
        ends = numbers.count(int(network.source[connection])), numbers.count(int(network.target[connection]))
        texts = (
            f"connection {numbers.count(step + 1)}: {ends[0]} → {ends[1]}",
            f"{numbers.count(step + 1)}: {ends[0]} → {ends[1]}",
            numbers.count(step + 1),
        )
        room = right - left - view.px(6)
        text = next((text for text in texts if width_of(painter.font(), text) <= room), "")
        painter.setPen(view.colour("muted"))
        painter.drawText(QRectF(left, foot.top(), right - left, foot.height()), Qt.AlignmentFlag.AlignCenter, text)


def tick_texts(ticks: list[float], largest: float) -> list[str]:
    """Return the texts of ticks: whole numbers while short, else with as many decimals as make them differ."""
    if largest < 100_000:
        return [numbers.count(int(tick)) for tick in ticks]
    unit, sign = (1e9, "G") if largest >= 1e9 else (1e6, "M") if largest >= 1e6 else (1e3, "k")
    for decimals in range(4):
        texts = [f"{tick / unit:.{decimals}f}{numbers.THIN_SPACE}{sign}" if tick else "0" for tick in ticks]
        if len(set(texts)) == len(texts):
            break
    return texts
