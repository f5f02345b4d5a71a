"""A rubber band over a painted view: the rectangle of a drag."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ioviz.gui.toolkit.painted_view import PaintedView

LEAST = 6.0  # pixels: less is a click


class RubberBand:
    """The rectangle of a drag, painted by its view."""

    def __init__(self, view: PaintedView) -> None:
        self._view = view
        self._box: QRectF | None = None
        self._start = QPointF()

    @property
    def active(self) -> bool:
        """Whether a drag is going on."""
        return self._box is not None

    def begin(self, at: QPointF) -> None:
        """Start at a point."""
        self._start, self._box = at, QRectF(at, at)

    def move(self, to: QPointF) -> None:
        """Extend the rectangle to a point."""
        self._box = QRectF(self._start, to).normalized()
        self._view.update()

    def end(self) -> QRectF | None:
        """End the drag; return the rectangle, or None if it is as small as a click."""
        box, self._box = self._box, None
        self._view.update()
        return box if box is not None and min(box.width(), box.height()) >= LEAST else None

    def paint(self, painter: QPainter) -> None:
        """Draw the rectangle, if a drag is going on."""
        if self._box is None:
            return
        painter.setPen(QPen(self._view.colour("text"), self._view.px(1.4), Qt.PenStyle.DashLine))
        painter.setBrush(self._view.colour("bound", 0.12))
        painter.drawRect(self._box)
