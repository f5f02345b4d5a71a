"""The mini-map in the corner of a zoomed network: the whole, with a frame around the visible part."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from ioviz.gui.toolkit.painted_view import PaintedView
from ioviz.viewmodels.frame.frame import Frame
from ioviz.viewmodels.network.bounding_boxes import Box, connection_box
from ioviz.viewmodels.network.placement import LinkPlacement, Placement

LARGEST = 168, 104  # pixels of the 100 % design
MOST_SHARE = 0.34  # of the view
MOST_POINTS = 1_500
LEAST_FRAME = 5.0


class MiniMap:
    """Painted by its view, which passes a raster of the whole; all lengths are the view's pixels."""

    def __init__(self, view: PaintedView) -> None:
        self._view = view
        self._bounds: Box | None = None
        self._whole: QImage | None = None

    def take(self, placement: Placement, whole: QImage | None) -> None:
        """Store a scaled raster of the whole; without one, shapes are drawn."""
        self._bounds = Box(*placement.bounds)
        self._whole = None
        if whole is not None:
            ratio = self._view.devicePixelRatio()
            size = self.box().size() * ratio
            self._whole = whole.scaled(
                size.toSize(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )

    def clear(self) -> None:
        """Discard the raster and hide the map."""
        self._bounds = self._whole = None

    def box(self) -> QRectF:
        """Return its box, bottom left; empty if it is hidden, or the view too small for it."""
        view, bounds = self._view, self._bounds
        if bounds is None or view.width() < view.px(300) or view.height() < view.px(200):
            return QRectF()
        wide = min(view.px(LARGEST[0]), MOST_SHARE * view.width())
        high = min(view.px(LARGEST[1]), MOST_SHARE * view.height())
        scale = min(wide / bounds.width, high / bounds.height)
        width, height = max(bounds.width * scale, view.px(28)), max(bounds.height * scale, view.px(28))
        return QRectF(round(view.px(1)), round(view.height() - height - view.px(2)), round(width), round(height))

    def world_at(self, point: QPointF) -> tuple[float, float] | None:
        """Return the point of the world at a point of the view; None outside the map."""
        box = self.box()
        if self._bounds is None or not box.contains(point):
            return None
        return self.clamped(point)

    def clamped(self, point: QPointF) -> tuple[float, float]:
        """As `world_at`, but with the nearest point of the map: for dragging."""
        box, bounds = self.box(), self._bounds
        assert bounds is not None
        across = min(max((point.x() - box.left()) / max(box.width(), 1), 0.0), 1.0)
        down = min(max((point.y() - box.top()) / max(box.height(), 1), 0.0), 1.0)
        return bounds.left + across * bounds.width, bounds.top + down * bounds.height

    def paint(self, painter: QPainter, placement: Placement, frame: Frame | None, visible: Box) -> None:
        """Draw it; `visible` is the part of the world that the view shows."""
        box, bounds, view = self.box(), self._bounds, self._view
        if bounds is None or box.isEmpty():
            return
        painter.save()
        painter.setClipRect(box.adjusted(-1, -1, 1, 1))
        painter.fillRect(box, view.colour("surface"))
        if self._whole is not None:
            painter.drawImage(box, self._whole)
        else:
            self._draw_shapes(painter, placement, box, bounds)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if frame is not None and frame.current is not None:
            x, y = _inside(box, bounds, *connection_box(placement, frame.current).centre)
            painter.setPen(QPen(view.colour("surface"), view.px(1)))
            painter.setBrush(view.colour("current"))
            painter.drawEllipse(QPointF(x, y), view.px(3), view.px(3))
        left, top = _inside(box, bounds, visible.left, visible.top)
        right, bottom = _inside(box, bounds, visible.right, visible.bottom)
        least = view.px(LEAST_FRAME)
        middle = QPointF((left + right) / 2, (top + bottom) / 2)
        wide, high = max(right - left, least), max(bottom - top, least)
        window = QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high).intersected(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(view.colour("text"), view.px(1.6)))
        painter.drawRect(window)
        painter.setPen(QPen(view.colour("line"), 1))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()

    def _draw_shapes(self, painter: QPainter, placement: Placement, box: QRectF, bounds: Box) -> None:
        """Draw blocks as rectangles, or neurons as points."""
        tone = self._view.colour("waiting", 0.55)
        if not isinstance(placement, LinkPlacement):
            for block in placement.blocks:
                left, top = _inside(box, bounds, block.x, block.y)
                right, bottom = _inside(box, bounds, block.x + block.width, block.y + block.height)
                painter.fillRect(QRectF(left, top, right - left, bottom - top), tone)
            return
        painter.setPen(QPen(tone, max(1.0, 2 * placement.radius * box.width() / bounds.width)))
        stride = 1 + placement.x.size // MOST_POINTS
        painter.drawPoints(
            [
                QPointF(*_inside(box, bounds, x, y))
                for x, y in zip(placement.x[::stride].tolist(), placement.y[::stride].tolist(), strict=True)
            ]
        )


def _inside(box: QRectF, bounds: Box, x: float, y: float) -> tuple[float, float]:
    """Convert a point of the world to a point of the map."""
    across, down = (x - bounds.left) / bounds.width, (y - bounds.top) / bounds.height
    return box.left() + across * box.width(), box.top() + down * box.height()
