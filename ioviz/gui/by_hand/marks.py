"""Marks of the ready connections of a schedule by hand: thick lines with a bead, or framed cells.

The chosen connection has an arrowhead in place of the bead, so that it differs not only by colour.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ioviz.viewmodels.look.palette import Theme
from ioviz.viewmodels.network.placement import LinkPlacement, MatrixPlacement, Placement
from ioviz.viewmodels.network.raster import Camera, block_pixels
from ioviz.viewmodels.text import numbers

MOST_BEADS = 400
"""More beads than this would hide the lines."""
_BEAD_AT = 0.36  # share of the line from the source, where lines overlap least
_BEADS_AT = (0.30, 0.36, 0.42)  # staggered, so that beads do not hide each other


class HandMarks:
    """Ready connections, the chosen and the hinted one, painted over the network."""

    def __init__(self) -> None:
        self.ready: np.ndarray = np.empty(0, np.int32)
        self.chosen: int | None = None
        self.hinted: int | None = None
        self.source: int | None = None  # only the connections of this neuron are offered

    def shown(self, placement: Placement) -> np.ndarray:
        """The ready connections that are offered."""
        if self.source is None:
            return self.ready
        offered: np.ndarray = self.ready[placement.network.source[self.ready] == self.source]
        return offered

    def neighbour(self, placement: Placement, by: int) -> int | None:
        """The offered connection `by` places after the chosen one, cyclically; None if none is offered."""
        shown = self.shown(placement).tolist()
        if not shown:
            return None
        here = shown.index(self.chosen) if self.chosen in shown else -1 if by > 0 else 0
        return int(shown[(here + by) % len(shown)])

    def position_text(self, placement: Placement) -> str:
        """The position of the chosen connection among the offered ones; empty if it is not offered."""
        shown = self.shown(placement).tolist()
        if self.chosen not in shown:
            return ""
        return f"{numbers.count(shown.index(self.chosen) + 1)} of {numbers.count(len(shown))}"

    # -- painting, in device pixels ----------------------------------------------------------------------

    def paint(self, painter: QPainter, placement: Placement, camera: Camera, theme: Theme, unit: float) -> None:
        if isinstance(placement, LinkPlacement):
            self._paint_lines(painter, placement, camera, theme, unit)
        else:
            self._paint_cells(painter, placement, camera, theme, unit)

    def _paint_lines(
        self, painter: QPainter, placement: LinkPlacement, camera: Camera, theme: Theme, unit: float
    ) -> None:
        shown = self.shown(placement)
        if shown.size == 0:
            return
        few = shown.size <= MOST_BEADS
        lines = {int(c): self._line(placement, camera, int(c)) for c in shown}
        ink = QColor(theme.accent)
        ink.setAlphaF(1.0 if few else 0.45)
        painter.setPen(QPen(ink, (2.6 if few else 1.2) * unit))
        painter.drawLines(list(lines.values()))
        if few:
            bead = 4.2 * unit
            painter.setPen(QPen(QColor(theme.accent), 2 * unit))
            painter.setBrush(QColor(theme.surface))
            for connection, line in lines.items():
                if connection not in (self.chosen, self.hinted):
                    at = _BEADS_AT[int(placement.network.target[connection]) % len(_BEADS_AT)]
                    painter.drawEllipse(line.pointAt(at), bead, bead)
        for marked, colour in ((self.hinted, theme.good), (self.chosen, theme.accent)):
            if marked is not None and marked in lines:
                self._paint_arrow(painter, lines[marked], QColor(colour), QColor(theme.surface), unit)
        if self.hinted in lines and self.hinted is not None:
            self._paint_star(painter, lines[self.hinted].pointAt(0.62), theme, unit)

    @staticmethod
    def _line(placement: LinkPlacement, camera: Camera, connection: int) -> QLineF:
        """The line between the edges of the two neurons."""
        u, v = int(placement.network.source[connection]), int(placement.network.target[connection])
        x, y = placement.x[[u, v]].astype(np.float64), placement.y[[u, v]].astype(np.float64)
        x, y = x * camera.scale + camera.left, y * camera.scale + camera.top
        line = QLineF(x[0], y[0], x[1], y[1])
        radius = placement.radius * camera.scale
        if line.length() <= 2.5 * radius:
            return line
        share = radius / line.length()
        return QLineF(line.pointAt(share), line.pointAt(1 - share))

    @staticmethod
    def _paint_arrow(painter: QPainter, line: QLineF, colour: QColor, halo: QColor, unit: float) -> None:
        length = max(line.length(), 1.0)
        along = QPointF(line.dx() / length, line.dy() / length)
        across = QPointF(-along.y(), along.x())
        size = min(15 * unit, 0.5 * length)
        tip = line.pointAt(min(1.0, _BEAD_AT + 0.7 * size / length))
        painter.setPen(QPen(halo, 7 * unit))
        painter.drawLine(line)
        painter.setPen(QPen(colour, 4.4 * unit))
        painter.drawLine(line)
        back = tip - along * size
        painter.setPen(QPen(halo, 1.5 * unit))
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([tip, back + across * (size * 0.6), back - across * (size * 0.6)]))

    @staticmethod
    def _paint_star(painter: QPainter, at: QPointF, theme: Theme, unit: float) -> None:
        radii = (9 * unit, 4 * unit)
        angles = [math.pi * k / 5 for k in range(10)]
        points = [at + QPointF(math.sin(a), -math.cos(a)) * radii[k % 2] for k, a in enumerate(angles)]
        painter.setPen(QPen(QColor(theme.surface), 1.5 * unit))
        painter.setBrush(QColor(theme.good))
        painter.drawPolygon(QPolygonF(points))

    def _paint_cells(
        self, painter: QPainter, placement: MatrixPlacement, camera: Camera, theme: Theme, unit: float
    ) -> None:
        shown = self.shown(placement)
        if min(block.cell_width for block in placement.blocks) * camera.scale < 4 * unit:  # too small for frames
            shown = shown[np.isin(shown, [c for c in (self.chosen, self.hinted) if c is not None])]
        boxes = {int(c): box for c, box in zip(shown, _cells(placement, camera, shown), strict=True)}
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if boxes and next(iter(boxes.values())).width() >= 4 * unit:
            painter.setPen(QPen(QColor(theme.accent), 1.4 * unit))
            painter.drawRects(list(boxes.values()))
        for connection, colour in ((self.hinted, theme.good), (self.chosen, theme.accent)):
            box = boxes.get(connection) if connection is not None else None
            if box is None:
                continue
            grown = box.adjusted(-3 * unit, -3 * unit, 3 * unit, 3 * unit)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colour), 2.6 * unit))
            painter.drawRect(grown)
            if connection == self.hinted:
                self._paint_star(painter, grown.topRight(), theme, unit)

    # -- user actions ------------------------------------------------------------------------------------

    def connection_at(self, placement: Placement, x: float, y: float, reach: float) -> int | None:
        """The offered connection whose line is nearest to a point of the world, not farther than `reach`."""
        shown = self.shown(placement)
        if not isinstance(placement, LinkPlacement) or shown.size == 0:
            return None
        network = placement.network
        u, v = network.source[shown], network.target[shown]
        ax, ay = placement.x[u].astype(np.float64), placement.y[u].astype(np.float64)
        dx, dy = placement.x[v] - ax, placement.y[v] - ay
        share = np.clip(((x - ax) * dx + (y - ay) * dy) / np.maximum(dx * dx + dy * dy, 1e-12), 0, 1)
        distance = np.hypot(ax + share * dx - x, ay + share * dy - y)
        nearest = int(np.argmin(distance))
        return int(shown[nearest]) if distance[nearest] <= reach else None


def _cells(placement: MatrixPlacement, camera: Camera, connections: np.ndarray) -> list[QRectF]:
    left, top, wide, high = block_pixels(placement, camera)
    network = placement.network
    boxes = []
    for c in connections.tolist():
        block = int(placement.block[c])
        column = int(placement.rank[network.source[c]])
        row = int(placement.rank[network.target[c]])
        w, h = float(wide[block]), float(high[block])
        boxes.append(QRectF(float(left[block]) + column * w, float(top[block]) + row * h, w, h))
    return boxes
