"""A rubber band over a painted view: a rectangle from where the pointer went down to where it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ioviz.gui.toolkit.painted_view import PaintedView

LEAST = 6.0  # pixels: less is a click


class RubberBand:
    """Begin, move, end; painted by its view."""

    def __init__(self, view: PaintedView) -> None:
        self._view = view
        self._box: QRectF | None = None
        self._start = QPointF()

    @property
    def active(self) -> bool:
        """Whether it is being drawn."""
        return self._box is not None

    def begin(self, at: QPointF) -> None:
        """The pointer went down."""
        self._start, self._box = at, QRectF(at, at)

    def move(self, to: QPointF) -> None:
        """The pointer is elsewhere."""
        self._box = QRectF(self._start, to).normalized()
        self._view.update()

    def end(self) -> QRectF | None:
        """The pointer was let go: the rectangle, or None if it is too small to be meant."""
        box, self._box = self._box, None
        self._view.update()
        return box if box is not None and min(box.width(), box.height()) >= LEAST else None

    def paint(self, painter: QPainter) -> None:
        """Draw it, if it is there."""
        if self._box is None:
            return
        painter.setPen(QPen(self._view.colour("text"), self._view.px(1.4), Qt.PenStyle.DashLine))
        painter.setBrush(self._view.colour("bound", 0.12))
        painter.drawRect(self._box)
