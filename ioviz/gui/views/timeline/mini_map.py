"""The mini-map of a zoomed timeline: the whole residency, with a frame around the visible part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from ioviz.gui.toolkit.painted_view import PaintedView
from ioviz.gui.views.timeline.axes import Span

if TYPE_CHECKING:
    from ioviz.viewmodels.timeline.timeline import TimelineData

WIDE, HIGH = 150, 15  # pixels of the 100 % design
LEAST_VIEW = 480
LEAST_FRAME = 4.0


class TimelineMap:
    """Painted by its view in the heading, on the right."""

    def __init__(self, view: PaintedView) -> None:
        self._view = view
        self._image: QImage | None = None
        self._pixels: np.ndarray | None = None  # of the image, which does not own them
        self._key: object = None

    def box(self, span: Span) -> QRectF:
        """Return its box; empty if everything is visible, or the view too small."""
        view = self._view
        all_rows = span.top <= 0 and span.bottom >= span.n_rows
        if (span.is_whole and all_rows) or view.width() < view.px(LEAST_VIEW):
            return QRectF()
        return QRectF(round(view.width() - view.px(WIDE + 2)), 1, round(view.px(WIDE)), round(view.px(HIGH)))

    def moved(self, span: Span, point: QPointF) -> Span:
        """Return the span whose middle is at a point of the map."""
        box = self.box(span)
        step = (point.x() - box.left()) / max(box.width(), 1) * span.n_steps
        row = (point.y() - box.top()) / max(box.height(), 1) * span.n_rows
        return span.moved(step - (span.low + span.high) / 2, row - (span.top + span.bottom) / 2)

    def paint(self, painter: QPainter, data: TimelineData, span: Span, step: int | None) -> None:
        """Draw it, with the playhead at `step`."""
        box, view = self.box(span), self._view
        if box.isEmpty():
            return
        painter.drawImage(box, self._ensure_image(data, box))
        painter.setPen(QPen(view.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        steps, rows = max(span.n_steps, 1), max(span.n_rows, 1)
        if step is not None:
            x = box.left() + step / steps * box.width()
            painter.setPen(QPen(view.colour("current"), view.px(1.6)))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        left, right = (box.left() + at / steps * box.width() for at in (span.low, span.high))
        top, bottom = (box.top() + at / rows * box.height() for at in (span.top, span.bottom))
        wide, high = (max(view.px(LEAST_FRAME), length) for length in (right - left, bottom - top))
        frame = QRectF((left + right - wide) / 2, (top + bottom - high) / 2, wide, high)
        painter.setPen(QPen(view.colour("text"), view.px(1.5)))
        painter.drawRect(frame.intersected(box))

    def _ensure_image(self, data: TimelineData, box: QRectF) -> QImage:
        key = (data, box.width(), view_ratio := self._view.devicePixelRatio(), self._view.theme)
        if self._image is None or key != self._key:
            self._key = key
            size = round(box.width() * view_ratio), round(box.height() * view_ratio)
            self._pixels = data.raster(0.0, float(max(data.n_steps, 1)), 0, data.rows.size, *size, self._view.theme)
            height, width = self._pixels.shape
            self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        return self._image
