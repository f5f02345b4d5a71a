"""Draws the heat strip along the timeline: dark (or bright) where an order has many excess I/Os."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ioviz.gui.toolkit.painted_view import LEFT, RIGHT, PaintedView, width_of
from ioviz.gui.views.timeline.axes import Span
from ioviz.viewmodels.look.ramp import ramp
from ioviz.viewmodels.timeline.heat import Heat, heat

if TYPE_CHECKING:
    from ioviz.viewmodels.timeline.timeline import TimelineData

_COLOURS = 32
_SWATCHES = 8
STRETCH = 6  # pixels of a stretch, at least: narrower ones are hard to point at and to compare


def heat_in_sight(data: TimelineData, span: Span, strip: QRectF) -> Heat:
    """Return the heat of the visible steps, a stretch every few pixels."""
    return heat(data, span.low, span.high, max(2, int(strip.width() / STRETCH)))


def draw_heat(painter: QPainter, view: PaintedView, found: Heat, span: Span, strip: QRectF) -> None:
    """Draw the strip and its name. Stretches without excess stay empty."""
    painter.fillRect(strip, view.colour("sunken"))
    if found.greatest > 0:
        table = np.array([QColor(colour).rgb() for colour in ramp(_COLOURS, view.theme.dark)], np.uint32)
        empty = np.uint32(view.colour("sunken").rgb())
        level = np.ceil(found.density / found.greatest * (_COLOURS - 1)).astype(np.intp)
        pixels = np.where(found.excess > 0, table[level], empty)
        # A column of pixels belongs to the stretch in its middle.
        columns = max(1, round(strip.width()))
        middles = span.low + (np.arange(columns) + 0.5) / columns * (span.high - span.low)
        at = np.searchsorted(found.edges, middles, "right") - 1
        inside = (at >= 0) & (at < found.excess.size)
        row = np.where(inside, pixels[np.clip(at, 0, pixels.size - 1)], empty)
        image = QImage(row.data, columns, 1, 4 * columns, QImage.Format.Format_RGB32)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(strip, image)
    painter.setPen(QPen(view.colour("line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(strip.adjusted(-0.5, -0.5, 0.5, 0.5))
    painter.setFont(view.text_font(10.5))
    painter.setPen(view.colour("muted"))
    high = view.px(16)
    painter.drawText(QRectF(0, strip.center().y() - high / 2, strip.left() - view.px(6), high), RIGHT, "excess")


def draw_heat_legend(painter: QPainter, view: PaintedView, found: Heat, box: QRectF) -> float:
    """Draw the legend of the strip at the left of a box; return its width, 0 if it does not fit."""
    texts = ("0", f"{found.greatest:.2f} excess I/Os a connection")
    font = view.text_font(11)
    swatch = view.px(7)
    wide = sum(width_of(font, text) for text in texts) + _SWATCHES * swatch + view.px(10)
    if found.greatest <= 0 or wide > box.width():
        return 0.0
    painter.setFont(font)
    painter.setPen(view.colour("muted"))
    painter.drawText(box, LEFT, texts[0])
    x = box.left() + width_of(font, texts[0]) + view.px(5)
    high = view.px(9)
    for colour in ramp(_SWATCHES, view.theme.dark):
        painter.fillRect(QRectF(x, box.center().y() - high / 2, swatch + 1, high), QColor(colour))
        x += swatch
    x += view.px(5)
    painter.drawText(QRectF(x, box.top(), box.right() - x, box.height()), LEFT, texts[1])
    return wide
