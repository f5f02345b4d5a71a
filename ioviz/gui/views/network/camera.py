"""The camera over a placement: what of the world is in sight, and how it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from ioviz.gui.views.frame_view import FrameView
from ioviz.gui.views.network.legend import Entries, entries_for, legend_height
from ioviz.gui.views.network.mini_map import MiniMap
from ioviz.gui.views.network.overlay_layer import OverlayLayer
from ioviz.gui.views.network.raster_cache import RasterCache
from ioviz.gui.views.network.toolbar import NetworkChips
from ioviz.viewmodels.network.bounding_boxes import Box, connection_box, neuron_box, scale_for
from ioviz.viewmodels.network.placement import LinkPlacement, Placement

if TYPE_CHECKING:
    from ioviz.viewmodels.network.raster import Camera

LARGEST_CELL = 150.0  # pixels of the 100 % design that zooming stops at
CONNECTION_CELL, NEURON_CELL = 104.0, 46.0  # that a cell, or a neuron, has when it was looked for


class NetworkCamera(FrameView):
    """A view of a `Placement` that can be moved and zoomed; what is drawn is up to the one that derives from it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placement: Placement | None = None
        self._scale, self._left, self._top = 1.0, 0.0, 0.0  # world to pixels of this widget
        self._fitted = True
        self._pictures = RasterCache(self.update)
        self._chips = NetworkChips(self, self.fit, self.switchKind)
        self._map = MiniMap(self)
        self._overlay = OverlayLayer(self.update)

    def switchKind(self) -> None:
        """Show lines instead of matrices, or matrices instead of lines."""

    def _redraw(self) -> None:
        """What is in sight has changed."""
        self._place_chips()
        self.update()

    def fit(self) -> None:
        """Show everything."""
        self._fitted = True
        self._map.clear()
        if self._placement is not None:
            left, top, right, bottom = self._placement.bounds
            room = self._room()
            wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)
            self._scale = max(1e-6, min(room.width() / wide, room.height() / high))
            if isinstance(self._placement, LinkPlacement):
                self._scale = min(self._scale, self.px(72))
            if self._under_chip(room):
                room.setBottom(room.bottom() - self._chips.height)
                self._scale = min(self._scale, room.height() / high)
            self._left = room.center().x() - self._scale * (left + right) / 2
            self._top = room.center().y() - self._scale * (top + bottom) / 2
        self._redraw()

    @property
    def kind(self) -> str:
        """What is shown: "links", "matrix", or nothing."""
        return "" if self._placement is None else self._placement.kind

    @property
    def waiting(self) -> bool:
        """Whether a sharper picture is on its way."""
        return self._pictures.waiting

    def forgetPicture(self) -> None:
        """Draw the connections anew: for those who measure how long that takes."""
        self._pictures.clear()
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor; the point `at` (default: the middle) stays where it is."""
        if self._placement is None:
            return
        at = QPointF(self.rect().center()) if at is None else at
        self._keep_whole()
        least, most = self._zoom_range()
        scale = min(max(self._scale * factor, least), most)
        factor = scale / self._scale
        self._left = at.x() - (at.x() - self._left) * factor
        self._top = at.y() - (at.y() - self._top) * factor
        self._scale = scale
        self._camera_moved()

    def pan(self, by: QPointF) -> None:
        """Move what is shown by so many pixels."""
        self._keep_whole()
        self._left += by.x()
        self._top += by.y()
        self._camera_moved()

    def lookAt(self, *, connection: int | None = None, neuron: int | None = None) -> None:
        """Zoom to a connection, so that its weight can be read, or to a neuron."""
        if self._placement is None or (connection is None and neuron is None):
            return
        if connection is not None:
            box, cell = connection_box(self._placement, connection), self.px(CONNECTION_CELL)
        else:
            assert neuron is not None
            box, cell = neuron_box(self._placement, neuron), self.px(NEURON_CELL)
        room = self._room()
        self._move_camera(scale_for(self._placement, box, (room.width(), room.height()), cell), box.centre)

    def lookInto(self, part: QRectF) -> None:
        """Zoom to a part of what is seen."""
        room = self._room()
        fills = min(room.width() / max(part.width(), 1.0), room.height() / max(part.height(), 1.0))
        self._move_camera(self._scale * fills, self._world(part.center()))

    def _move_camera(self, scale: float, centre: tuple[float, float]) -> None:
        """Show a point of the world in the middle."""
        least, most = self._zoom_range()
        middle = self._room().center()
        self._keep_whole()
        self._scale = min(max(scale, least), most)
        self._left, self._top = middle.x() - centre[0] * self._scale, middle.y() - centre[1] * self._scale
        self._camera_moved()

    def _keep_whole(self) -> None:
        """What the whole looks like, for the map, as long as it is seen."""
        if self._fitted and self._placement is not None:
            pictures = self._overlay.pictures or self._pictures
            self._map.take(self._placement, pictures.part(self._placement.bounds))

    # -- geometry ----------------------------------------------------------------------------------------

    def _place_chips(self) -> None:
        self._chips.place(self._placement, fitted=self._fitted)

    def _under_chip(self, room: QRectF) -> bool:
        """Whether neurons in the middle of that room would lie under the button right below."""
        assert self._placement is not None
        self._place_chips()
        left, top, right, bottom = (self._scale * bound for bound in self._placement.bounds)
        return self._chips.covers(room.center().x() + (right - left) / 2, room.center().y() + (bottom - top) / 2)

    @property
    def _legend(self) -> Entries:
        return entries_for(not isinstance(self._placement, LinkPlacement))

    def _legend_height(self) -> float:
        if self._overlay.overlay is not None:
            return self._overlay.legend_height(self)
        return legend_height(self, self._legend)

    def _room(self) -> QRectF:
        """Where the network may be: all but the legend."""
        legend = self._legend_height()
        return QRectF(self.rect()).adjusted(0, legend, 0, -self.px(2))

    def _zoom_range(self) -> tuple[float, float]:
        assert self._placement is not None
        left, top, right, bottom = self._placement.bounds
        room = self._room()
        whole = min(room.width() / max(right - left, 1e-6), room.height() / max(bottom - top, 1e-6))
        if isinstance(self._placement, LinkPlacement):
            return whole * 0.5, max(whole, self.px(160))
        cell = min(min(block.cell_width, block.cell_height) for block in self._placement.blocks)
        return whole * 0.5, max(whole, self.px(LARGEST_CELL) / cell)

    def _camera_moved(self) -> None:
        self._fitted = False
        self._redraw()

    def _camera(self) -> Camera:
        from ioviz.viewmodels.network.raster import Camera

        ratio = self.devicePixelRatio()
        return Camera(
            self._scale * ratio,
            self._left * ratio,
            self._top * ratio,
            max(1, round(self.width() * ratio)),
            max(1, round(self.height() * ratio)),
        )

    def _seen(self) -> Box:
        """The part of the world in sight."""
        room = self._room()
        return Box(*self._world(room.topLeft()), *self._world(room.bottomRight()))

    def _world(self, point: QPointF) -> tuple[float, float]:
        return (point.x() - self._left) / self._scale, (point.y() - self._top) / self._scale
