"""The network: lines and neurons when it is small, layer matrices when it is large; pan, zoom, point, click.

A frame has three layers: the raster of all connections (see `viewmodels.network.raster`; built in a job when that
takes long, then updated with the steps), the neurons, and highlights. While a new raster is being built, the old
one is shown, stretched to the new view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ioviz.gui.toolkit.painting import painting
from ioviz.gui.toolkit.rubber_band import RubberBand
from ioviz.gui.views.network.camera import NetworkCamera
from ioviz.gui.views.network.legend import draw_legend
from ioviz.gui.views.network.link_painter import LinkPainter
from ioviz.gui.views.network.matrix_painter import MatrixPainter
from ioviz.gui.views.network.overlay_layer import PainterLook
from ioviz.viewmodels.frame.facts import connection_between, connection_facts, neuron_facts, neuron_title
from ioviz.viewmodels.network.placement import Kind, LinkPlacement, Placement

if TYPE_CHECKING:
    from ioviz.viewmodels.explain.overlays import Overlay
    from ioviz.viewmodels.frame.frame import Frame

_OTHER_KIND: dict[str, Kind] = {"links": "matrix", "matrix": "links"}

FALLBACK = 5_000
"""At most so many lines are drawn one by one until there is a raster."""


class NetworkView(NetworkCamera):
    """Shows a `Placement` at a `Frame`."""

    SIZE = (640, 380)
    connectionClicked = Signal(object)  # int

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Network")
        self.setAccessibleDescription(
            "Neurons and connections; which are in fast memory, which connection is processed"
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(100, 80)
        self._painter: LinkPainter | MatrixPainter | None = None
        self._jobs: Any = None
        self._marks: Any = None
        self._other: dict[str, Placement] = {}  # the placements of the network made so far, by kind
        self._on_map = False
        self.band = RubberBand(self)
        self._drag: QPointF | None = None
        self._moved = False

    # -- setters -----------------------------------------------------------------------------------------

    def setJobs(self, jobs: Any) -> None:
        """Set the runner of jobs: ``start(lane, work, done=...)`` and ``cancel(lane)``."""
        self._jobs = jobs
        self.rasters.set_jobs(jobs)
        self.overlay_layer.cache.set_jobs(jobs)

    def setNetwork(self, placement: Placement | None) -> None:
        """Show another network, or another placement, fitted to the view."""
        if placement is self.placement:
            return
        self._other = {} if placement is None else {placement.kind: placement}
        self._show_placement(placement)

    def setMarks(self, marks: Any) -> None:
        """Set the marks that are painted above everything and find the line at a point: `HandMarks`, or None."""
        self._marks = marks
        self.update()

    def setControls(self, on: bool) -> None:
        """Show the buttons in the corner, or not."""
        super().setControls(on)
        self._place_toolbar()

    def setOverlayMenu(self, menu: QMenu) -> None:
        """Set the menu of overlays, and show a button for it."""
        self.toolbar.take_menu(menu)
        self._place_toolbar()

    def setOverlay(self, overlay: Overlay | None) -> None:
        """Colour neurons and connections by a cost; with None by their state."""
        if overlay is not self.overlay_layer.overlay:
            self.overlay_layer.show(overlay)
            self.toolbar.name_overlay("" if overlay is None else overlay.kind.title)
            self._restyled()
            self._redraw()

    def switchKind(self) -> None:
        """Show lines instead of matrices, or matrices instead of lines."""
        if self.placement is None:
            return
        network, kind = self.placement.network, _OTHER_KIND[self.placement.kind]

        def work() -> Placement:
            from ioviz.viewmodels.network.place import place

            return place(network, kind)

        def done(placement: Placement) -> None:
            if self.placement is not None and self.placement.network is network:
                self._other[kind] = placement
                self._show_placement(placement)

        if kind in self._other:
            done(self._other[kind])
        elif self._jobs is None:
            done(work())
        else:
            self._jobs.start(f"placement-{id(self)}", work, done=done)

    def _show_placement(self, placement: Placement | None) -> None:
        self.placement = placement
        if self.frame is not None and (placement is None or self.frame.network is not placement.network):
            self.frame = None
        self._painter = None
        self.rasters.clear()
        self.overlay_layer.cache.clear()
        self.fit()

    def setFrame(self, frame: Frame | None) -> None:
        """Show another frame."""
        if frame is not None and self.placement is not None and frame.network is not self.placement.network:
            return
        self.frame = frame
        self.update()

    def _redraw(self) -> None:
        self._painter = None
        super()._redraw()

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            if self.placement is None:
                return
            camera = self._camera()
            rasters = self.overlay_layer.rasters or self.rasters
            if self.frame is not None:
                rasters.update(self.placement, self.frame, camera, self._theme, self._thickness())
            drawer = self._ensure_painter(self.placement)
            ratio = self.devicePixelRatio()
            painter.scale(1 / ratio, 1 / ratio)  # from here on device pixels
            if not rasters.draw(painter, camera) and self.placement.network.n_connections <= FALLBACK:
                drawer.fallback_lines(painter, self.frame)
            drawer.advance(self.frame)
            drawer.paint(painter, self.frame, self.hovered)
            if self._marks is not None:
                self._marks.paint(painter, self.placement, camera, self._theme, ratio * self.text_scale)
            if self.frame is not None:
                drawer.paint_weight(painter, self.frame)
            painter.scale(ratio, ratio)
            if self.overlay_layer.overlay is not None:
                self.overlay_layer.draw_legend(painter, self)
            else:
                draw_legend(painter, self, self._legend)
            if not self.fitted:
                self.mini_map.paint(painter, self.placement, self.frame, self.visible_box())
            self.band.paint(painter)

    def _thickness(self) -> float:
        """Return the thickness of connections in device pixels: a little more where there are few."""
        assert self.placement is not None
        few = 1.25 if self.placement.network.n_connections < 400 else 1.0
        return self.devicePixelRatio() * min(1.5, max(0.8, self.text_scale)) * few

    def _ensure_painter(self, placement: Placement) -> LinkPainter | MatrixPainter:
        if self._painter is None:
            ratio = self.devicePixelRatio()
            overlay = self.overlay_layer.look(self._theme)
            look = PainterLook(
                self._camera(), self._theme, self.font(), ratio, self.text_scale, self.legend_height() * ratio, overlay
            )
            if isinstance(placement, LinkPlacement):
                self._painter = LinkPainter(placement, look)
            else:
                self._painter = MatrixPainter(placement, look)
        return self._painter

    def _restyled(self) -> None:
        self._painter = None
        if self.fitted:
            self.fit()
        elif self.placement is not None:  # shapes instead of a raster in the old colours
            self.mini_map.take(self.placement, None)

    # -- user actions ------------------------------------------------------------------------------------

    def neuron_at(self, point: QPointF) -> int | None:
        placement = self.placement
        if placement is None:
            return None
        x, y = self.world_at(point)
        if isinstance(placement, LinkPlacement):
            return placement.neuron_at(x, y, self.px(5) / self.scale)
        source, target = placement.pair_at(x, y)
        return source if target is None else target

    def connection_at(self, point: QPointF) -> int | None:
        """Return the connection at a point of the view: a cell of a matrix, or a marked line."""
        placement = self.placement
        if placement is None:
            return None
        if isinstance(placement, LinkPlacement):
            if self._marks is None or self.neuron_at(point) is not None:
                return None
            found: int | None = self._marks.connection_at(placement, *self.world_at(point), self.px(8) / self.scale)
            return found
        source, target = placement.pair_at(*self.world_at(point))
        if source is None or target is None:
            return None
        return connection_between(placement.network, source, target)

    def _tip_at(self, point: QPointF) -> str:
        if self.placement is None:
            return ""
        network = self.placement.network
        connection, neuron = self.connection_at(point), self.neuron_at(point)
        if self.overlay_layer.overlay is not None and point.y() < self.legend_height():
            lines = [self.overlay_layer.legend_tip()]
        elif connection is not None:
            lines = connection_facts(self.frame, network, connection)
        elif neuron is not None:
            lines = neuron_facts(self.frame, neuron) if self.frame else [neuron_title(network, neuron)]
        else:
            return ""
        return "\n".join([*lines, *self.overlay_layer.tip(connection, neuron)])

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta().y() or event.angleDelta().y()
        self.zoom(1.0015**delta, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, button = event.position(), event.button()
        if button == Qt.MouseButton.LeftButton and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.band.begin(at)
        elif button == Qt.MouseButton.LeftButton and not self.fitted and self.mini_map.world_at(at) is not None:
            self._on_map = True
            self._move_camera(self.scale, self.mini_map.clamped(at))
        elif button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag, self._moved = at, False
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.band.active:
            self.band.move(event.position())
        elif self._on_map:
            self._move_camera(self.scale, self.mini_map.clamped(event.position()))
        elif self._drag is not None:
            by = event.position() - self._drag
            if self._moved or by.manhattanLength() > 4:
                self._moved = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._drag = event.position()
                self.pan(by)
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.band.active:
            part = self.band.end()
            if part is not None and self.placement is not None:
                self.lookInto(part)
            return
        if self._drag is not None and not self._moved and event.button() == Qt.MouseButton.LeftButton:
            connection, neuron = self.connection_at(event.position()), self.neuron_at(event.position())
            if connection is not None:
                self.connectionClicked.emit(connection)
            elif neuron is not None:
                self.neuronClicked.emit(neuron)
        self._drag, self._on_map = None, False
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.neuron_at(event.position()) is None and self.mini_map.world_at(event.position()) is None:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._painter = None
        if self.fitted:
            self.fit()
        self._place_toolbar()

    def hideEvent(self, event: QHideEvent) -> None:
        self.rasters.cancel()
        self.overlay_layer.cache.cancel()
        super().hideEvent(event)
