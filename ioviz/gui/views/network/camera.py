"""The camera of the network view: the visible part of a placement, zooming and panning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from ioviz.gui.views.frame_view import ZoomableView
from ioviz.gui.views.network.legend import Entries, entries_for, legend_height
from ioviz.gui.views.network.mini_map import MiniMap
from ioviz.gui.views.network.overlay_layer import OverlayLayer
from ioviz.gui.views.network.raster_cache import RasterCache
from ioviz.gui.views.network.toolbar import NetworkToolbar
from ioviz.viewmodels.network.bounding_boxes import Box, connection_box, neuron_box, scale_for
from ioviz.viewmodels.network.placement import LinkPlacement, Placement

if TYPE_CHECKING:
    from ioviz.viewmodels.network.raster import Camera

LARGEST_CELL = 150.0  # pixels of the 100 % design that zooming stops at
MOVE = 60  # by an arrow key
CONNECTION_CELL, NEURON_CELL = 104.0, 46.0  # of a cell, or a neuron, after `lookAt`


class NetworkCamera(ZoomableView):
    """Base of a view of a `Placement` that can be panned and zoomed; subclasses paint it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.placement: Placement | None = None
        self.scale, self._left, self._top = 1.0, 0.0, 0.0  # world to pixels of this widget
        self.fitted = True
        self.rasters = RasterCache(self.update)
        self.toolbar = NetworkToolbar(self, self.fit, self.switchKind)
        self.mini_map = MiniMap(self)
        self.overlay_layer = OverlayLayer(self.update)

    def switchKind(self) -> None:
        """Show lines instead of matrices, or matrices instead of lines."""

    def _redraw(self) -> None:
        """Update after the visible part has changed."""
        self._place_toolbar()
        self.update()

    def fit(self) -> None:
        """Show everything."""
        self.fitted = True
        self.mini_map.clear()
        if self.placement is not None:
            left, top, right, bottom = self.placement.bounds
            area = self.network_area()
            wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)
            self.scale = max(1e-6, min(area.width() / wide, area.height() / high))
            if isinstance(self.placement, LinkPlacement):
                self.scale = min(self.scale, self.px(72))
            if self._under_toolbar(area):
                area.setBottom(area.bottom() - self.toolbar.height)
                self.scale = min(self.scale, area.height() / high)
            self._left = area.center().x() - self.scale * (left + right) / 2
            self._top = area.center().y() - self.scale * (top + bottom) / 2
        self._redraw()

    @property
    def kind(self) -> str:
        """The kind of the placement: "links", "matrix", or "" for none."""
        return "" if self.placement is None else self.placement.kind

    @property
    def waiting(self) -> bool:
        """Whether a sharper raster is being made."""
        return self.rasters.waiting

    def clearCache(self) -> None:
        """Discard the rasters, so that benchmarks can time the drawing of all connections."""
        self.rasters.clear()
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor; the point `at` (default: the middle) stays where it is."""
        if self.placement is None:
            return
        at = QPointF(self.rect().center()) if at is None else at
        self._keep_whole()
        least, most = self._zoom_range()
        scale = min(max(self.scale * factor, least), most)
        factor = scale / self.scale
        self._left = at.x() - (at.x() - self._left) * factor
        self._top = at.y() - (at.y() - self._top) * factor
        self.scale = scale
        self._camera_moved()

    def pan(self, by: QPointF) -> None:
        """Move the visible part by so many pixels."""
        self._keep_whole()
        self._left += by.x()
        self._top += by.y()
        self._camera_moved()

    def _move_by(self, across: int, down: int) -> None:
        self.pan(QPointF(-across, -down) * self.px(MOVE))

    def _zoom_at(self, factor: float, point: QPointF) -> None:
        self.zoom(factor, point)

    def lookAt(self, *, connection: int | None = None, neuron: int | None = None) -> None:
        """Zoom to a connection, so that its weight can be read, or to a neuron."""
        if self.placement is None or (connection is None and neuron is None):
            return
        if connection is not None:
            box, cell = connection_box(self.placement, connection), self.px(CONNECTION_CELL)
        else:
            assert neuron is not None
            box, cell = neuron_box(self.placement, neuron), self.px(NEURON_CELL)
        area = self.network_area()
        self._move_camera(scale_for(self.placement, box, (area.width(), area.height()), cell), box.centre)

    def lookInto(self, part: QRectF) -> None:
        """Zoom to a rectangle of the view."""
        area = self.network_area()
        fills = min(area.width() / max(part.width(), 1.0), area.height() / max(part.height(), 1.0))
        self._move_camera(self.scale * fills, self.world_at(part.center()))

    def _move_camera(self, scale: float, centre: tuple[float, float]) -> None:
        """Move a point of the world to the middle."""
        least, most = self._zoom_range()
        middle = self.network_area().center()
        self._keep_whole()
        self.scale = min(max(scale, least), most)
        self._left, self._top = middle.x() - centre[0] * self.scale, middle.y() - centre[1] * self.scale
        self._camera_moved()

    def _keep_whole(self) -> None:
        """Give the mini-map a copy of the whole, before the view is zoomed."""
        if self.fitted and self.placement is not None:
            rasters = self.overlay_layer.rasters or self.rasters
            self.mini_map.take(self.placement, rasters.part(self.placement.bounds))

    # -- geometry ----------------------------------------------------------------------------------------

    def _place_toolbar(self) -> None:
        self.toolbar.place(self.placement, fitted=self.fitted)

    def _under_toolbar(self, area: QRectF) -> bool:
        """Whether neurons in the middle of that area would lie under the buttons."""
        assert self.placement is not None
        self._place_toolbar()
        left, top, right, bottom = (self.scale * bound for bound in self.placement.bounds)
        return self.toolbar.covers(area.center().x() + (right - left) / 2, area.center().y() + (bottom - top) / 2)

    @property
    def _legend(self) -> Entries:
        return entries_for(not isinstance(self.placement, LinkPlacement))

    def legend_height(self) -> float:
        """Return the height of the legend."""
        if self.overlay_layer.overlay is not None:
            return self.overlay_layer.legend_height(self)
        return legend_height(self, self._legend)

    def network_area(self) -> QRectF:
        """Return the area of the network: all but the legend."""
        legend = self.legend_height()
        return QRectF(self.rect()).adjusted(0, legend, 0, -self.px(2))

    def _zoom_range(self) -> tuple[float, float]:
        assert self.placement is not None
        left, top, right, bottom = self.placement.bounds
        area = self.network_area()
        whole = min(area.width() / max(right - left, 1e-6), area.height() / max(bottom - top, 1e-6))
        if isinstance(self.placement, LinkPlacement):
            return whole * 0.5, max(whole, self.px(160))
        cell = min(min(block.cell_width, block.cell_height) for block in self.placement.blocks)
        return whole * 0.5, max(whole, self.px(LARGEST_CELL) / cell)

    def _camera_moved(self) -> None:
        self.fitted = False
        self._redraw()

    def _camera(self) -> Camera:
        from ioviz.viewmodels.network.raster import Camera

        ratio = self.devicePixelRatio()
        return Camera(
            self.scale * ratio,
            self._left * ratio,
            self._top * ratio,
            max(1, round(self.width() * ratio)),
            max(1, round(self.height() * ratio)),
        )

    def visible_box(self) -> Box:
        """Return the visible part of the world."""
        area = self.network_area()
        return Box(*self.world_at(area.topLeft()), *self.world_at(area.bottomRight()))

    def to_view(self, x: float, y: float) -> QPointF:
        """Convert a point of the world to a point of the view."""
        return QPointF(self._left + float(x) * self.scale, self._top + float(y) * self.scale)

    def world_at(self, point: QPointF) -> tuple[float, float]:
        """Convert a point of the view to a point of the world."""
        return (point.x() - self._left) / self.scale, (point.y() - self._top) / self.scale
