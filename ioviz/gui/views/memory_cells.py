"""Draws the cells of fast memory; what a cell shows depends on its size."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ioviz.gui.toolkit.painted_view import LEAST_TEXT_PX, PaintedView
from ioviz.viewmodels.frame.frame import FREE, Frame
from ioviz.viewmodels.text import numbers

NUMBER_CELL = (21, 13)  # pixels of the 100 % design: the minimum size to show the neuron's number
FULL_CELL = (58, 46)  # ... its value and next use as text
BAR_CELL = 20  # ... the minimum height to show the next use as a bar
ROUND_CELL = 10  # smaller cells have sharp corners, which draw ten times as fast


class CellStyle:
    """Fonts and colours for all cells of one size; made once for each painting."""

    def __init__(self, view: PaintedView, frame: Frame, box: QRectF) -> None:
        wide, high, scale = box.width(), box.height(), view.text_scale
        self._px = view.px
        self._fills = (view.colour("clean"), view.colour("dirty"))
        self._ink, self._track = view.colour("on_fill"), view.colour("on_fill", 0.16)
        self._bar_ink = view.colour("on_fill", 0.72)
        self._free_fill, self._free_pen = view.colour("sunken", 0.6), QPen(view.colour("line"), 1)
        self._radius = min(view.px(6), 0.16 * min(wide, high))
        self._round = min(wide, high) >= view.px(ROUND_CELL)
        self._bar = high >= view.px(BAR_CELL)
        self._most = math.log(frame.n_steps + 1)
        self.big: QFont | None = None
        self._small: QFont | None = None
        if wide >= view.px(NUMBER_CELL[0]) and high >= view.px(NUMBER_CELL[1]):
            full = wide >= view.px(FULL_CELL[0]) and high >= view.px(FULL_CELL[1])
            digits = len(str(frame.network.n_neurons - 1))
            # The bar of the next use lies below the number, in cells that are high enough for it.
            share = 0.44 if full else 0.6 if self._bar else 0.78
            size = min(17.0 if full else 13.0, share * high / scale, 1.5 * wide / digits / scale)
            self.big = view.text_font(size, bold=True) if size >= LEAST_TEXT_PX else None
            self._small = view.text_font(10.5) if full else None
            self._metrics = QFontMetricsF(self._small) if self._small is not None else None

    @property
    def shows_next_use(self) -> bool:
        """Whether cells show the next use, as a bar or as text."""
        return self._bar and self.big is not None

    def draw(self, painter: QPainter, frame: Frame, slot: int, box: QRectF) -> None:
        """Draw the cell of a slot into `box`."""
        neuron, dirty = int(frame.neuron[slot]), bool(frame.dirty[slot])
        if neuron == FREE:
            self._draw_free(painter, box)
            return
        fill = self._fills[dirty]
        if self._round:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(box, self._radius, self._radius)
        else:
            painter.fillRect(box, fill)
        if dirty:
            draw_dirty_dot(painter, self._px, self._ink, box, round_=self._round)
        if self.big is None:
            return
        painter.setPen(self._ink)
        painter.setFont(self.big)
        until = frame.uses_until(slot)
        if self._small is None:
            lift = self._px(2) if self._bar else 0
            painter.drawText(box.adjusted(0, 0, 0, -lift), Qt.AlignmentFlag.AlignCenter, str(neuron))
        else:
            self._draw_texts(painter, frame, slot, neuron, until, box)
        if self._bar:
            self._draw_nearness(painter, until, box)

    def _draw_free(self, painter: QPainter, box: QRectF) -> None:
        if self._round:
            painter.setPen(self._free_pen)
            painter.setBrush(self._free_fill)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)
        else:
            painter.fillRect(box, self._free_fill)

    def _draw_texts(
        self, painter: QPainter, frame: Frame, slot: int, neuron: int, until: int | None, box: QRectF
    ) -> None:
        """Draw the number above; below, when it is used next, and its value."""
        assert self._small is not None and self._metrics is not None  # noqa: PT018
        pad = self._px(7)
        inner = box.adjusted(pad, pad * 0.6, -pad, -pad * 0.7 - self._px(4))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, str(neuron))
        painter.setFont(self._small)
        text = "last use" if until is None else "next" if until == 1 else f"in {numbers.count(until)}"
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)
        if frame.value is not None:
            value = f"= {numbers.real(frame.value[slot], 2)}"
            used = self._metrics.horizontalAdvance(text) + self._metrics.horizontalAdvance(value)
            if used + self._px(5) < inner.width():
                painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, value)

    def _draw_nearness(self, painter: QPainter, until: int | None, box: QRectF) -> None:
        """Draw a bar at the foot of the cell: full if it is used next, shorter the farther (logarithmic)."""
        if until is None:
            return
        share = 1 - math.log(until) / self._most
        pad = min(self._px(6), 0.12 * box.width())
        high = max(2.0, min(self._px(3), 0.1 * box.height()))
        track = QRectF(box.left() + pad, box.bottom() - high - self._px(3), box.width() - 2 * pad, high)
        painter.fillRect(track, self._track)
        track.setWidth(max(high, track.width() * share))
        painter.fillRect(track, self._bar_ink)


def draw_square(painter: QPainter, view: PaintedView, box: QRectF, dirty: bool) -> None:
    """Draw the sign of clean or dirty, for a legend."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(view.colour("dirty" if dirty else "clean"))
    radius = min(view.px(4), 0.22 * min(box.width(), box.height()))
    painter.drawRoundedRect(box, radius, radius)
    if dirty:
        draw_dirty_dot(painter, view.px, view.colour("on_fill"), box)


def draw_dirty_dot(
    painter: QPainter, px: Callable[[float], float], ink: QColor, box: QRectF, *, round_: bool = True
) -> None:
    """Draw the second sign of dirty, as on the neurons: a dark dot."""
    side = min(box.width(), box.height())
    small = side < px(13)
    size = 0.18 * side + 0.5 if small else min(px(3.2), 0.12 * side + 0.5)
    at = box.center() if small else QPointF(box.right() - 1.9 * size, box.top() + 1.9 * size)
    if not round_:
        painter.fillRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size), ink)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(at, size, size)
