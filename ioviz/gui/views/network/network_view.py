"""The network: lines and neurons when it is small, layer matrices when it is large; pan, zoom, point, click.

Three layers make a frame: the picture of all connections (pixels kept by `viewmodels.picture`, built off
the GUI thread when that takes long, then following the steps), the neurons, and what moves. While a new
picture is being built the old one is shown, stretched to the new view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ioviz.gui.toolkit.painted_view import ZOOM_STEP, painting
from ioviz.gui.toolkit.rubber_band import RubberBand
from ioviz.gui.views.network.camera import NetworkCamera
from ioviz.gui.views.network.legend import draw_legend
from ioviz.gui.views.network.link_painter import LinkPainter
from ioviz.gui.views.network.matrix_painter import MatrixPainter
from ioviz.viewmodels.frame.facts import connection_between, connection_facts, neuron_facts, neuron_title
from ioviz.viewmodels.network.placement import Kind, LinkPlacement, Placement

if TYPE_CHECKING:
    from ioviz.viewmodels.explain.overlays import Overlay
    from ioviz.viewmodels.frame.frame import Frame

_OTHER_KIND: dict[str, Kind] = {"links": "matrix", "matrix": "links"}

FALLBACK = 5_000
"""So many lines at most are drawn one by one as long as there is no picture of them."""


class NetworkView(NetworkCamera):
    """Shows a `Placement` at a `Frame`."""

    connectionClicked = Signal(object)  # int

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Network")
        self.setAccessibleDescription(
            "Neurons and connections; which are in fast memory, which connection is processed"
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 160)
        self._painter: LinkPainter | MatrixPainter | None = None
        self._jobs: Any = None
        self._marks: Any = None
        self._other: dict[str, Placement] = {}  # the same network as lines and as matrices, as far as made
        self._on_map = False
        self._band = RubberBand(self)
        self._drag: QPointF | None = None
        self._moved = False

    # -- what is shown -----------------------------------------------------------------------------------

    def setJobs(self, jobs: Any) -> None:
        """Take what runs work in threads: ``start(lane, work, done=...)`` and ``cancel(lane)``."""
        self._jobs = jobs
        self._pictures.set_jobs(jobs)
        self._overlay.cache.set_jobs(jobs)

    def setNetwork(self, placement: Placement | None) -> None:
        """Show another network, or the same one placed otherwise, whole."""
        if placement is self._placement:
            return
        self._other = {} if placement is None else {placement.kind: placement}
        self._show_placement(placement)

    def setMarks(self, marks: Any) -> None:
        """Take what is painted above everything, and knows which of its lines is at a point: `HandMarks`, or None."""
        self._marks = marks
        self.update()

    def setOverlayMenu(self, menu: QMenu) -> None:
        """Take the menu of overlays; from then on there is a button for it."""
        self._chips.take_menu(menu)
        self._place_chips()

    def setOverlay(self, overlay: Overlay | None) -> None:
        """Colour neurons and connections by what they cost, or by their state again."""
        if overlay is not self._overlay.overlay:
            self._overlay.show(overlay)
            self._chips.name_overlay("" if overlay is None else overlay.kind.title)
            self._restyled()
            self._redraw()

    def switchKind(self) -> None:
        """Show lines instead of matrices, or matrices instead of lines."""
        if self._placement is None:
            return
        network, kind = self._placement.network, _OTHER_KIND[self._placement.kind]

        def work() -> Placement:
            from ioviz.viewmodels.network.place import place

            return place(network, kind)

        def done(placement: Placement) -> None:
            if self._placement is not None and self._placement.network is network:
                self._other[kind] = placement
                self._show_placement(placement)

        if kind in self._other:
            done(self._other[kind])
        elif self._jobs is None:
            done(work())
        else:
            self._jobs.start(f"placement-{id(self)}", work, done=done)

    def _show_placement(self, placement: Placement | None) -> None:
        self._placement = placement
        if self._frame is not None and (placement is None or self._frame.network is not placement.network):
            self._frame = None
        self._painter = None
        self._pictures.clear()
        self._overlay.cache.clear()
        self.fit()

    def setFrame(self, frame: Frame | None) -> None:
        """Show another moment."""
        if frame is not None and self._placement is not None and frame.network is not self._placement.network:
            return
        self._frame = frame
        self.update()

    def _redraw(self) -> None:
        self._painter = None
        super()._redraw()

    def sizeHint(self) -> QSize:
        return QSize(round(self.px(640)), round(self.px(380)))

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            if self._placement is None:
                return
            camera = self._camera()
            pictures = self._overlay.pictures or self._pictures
            if self._frame is not None:
                pictures.update(self._placement, self._frame, camera, self._theme, self._thickness())
            drawer = self._ensure_painter(self._placement)
            ratio = self.devicePixelRatio()
            painter.scale(1 / ratio, 1 / ratio)  # from here on device pixels
            if not pictures.draw(painter, camera) and self._placement.network.n_connections <= FALLBACK:
                drawer.fallback_lines(painter)
            drawer.advance(self._frame)
            drawer.paint(painter, self._frame, self._hovered)
            if self._marks is not None:
                self._marks.paint(painter, self._placement, camera, self._theme, ratio * self.text_scale)
            painter.scale(ratio, ratio)
            if self._overlay.overlay is not None:
                self._overlay.draw_legend(painter, self)
            else:
                draw_legend(painter, self, self._legend)
            if not self._fitted:
                self._map.paint(painter, self._placement, self._frame, self._seen())
            self._band.paint(painter)

    def _thickness(self) -> float:
        """Of a connection's line, in device pixels: a little more where there are few."""
        assert self._placement is not None
        few = 1.25 if self._placement.network.n_connections < 400 else 1.0
        return self.devicePixelRatio() * min(1.5, max(0.8, self.text_scale)) * few

    def _ensure_painter(self, placement: Placement) -> LinkPainter | MatrixPainter:
        if self._painter is None:
            look = (
                self._camera(),
                self._theme,
                self.font(),
                self.devicePixelRatio(),
                self.text_scale,
                self._legend_height() * self.devicePixelRatio(),
                self._overlay.look(self._theme),
            )
            if isinstance(placement, LinkPlacement):
                self._painter = LinkPainter(placement, *look)
            else:
                self._painter = MatrixPainter(placement, *look)
        return self._painter

    def _restyled(self) -> None:
        self._painter = None
        if self._fitted:
            self.fit()
        elif self._placement is not None:  # shapes instead of a picture in the old colours
            self._map.take(self._placement, None)

    # -- people ------------------------------------------------------------------------------------------

    def _neuron_at(self, point: QPointF) -> int | None:
        placement = self._placement
        if placement is None:
            return None
        x, y = self._world(point)
        if isinstance(placement, LinkPlacement):
            return placement.neuron_at(x, y, self.px(5) / self._scale)
        source, target = placement.pair_at(x, y)
        return source if target is None else target

    def _connection_at(self, point: QPointF) -> int | None:
        placement = self._placement
        if placement is None:
            return None
        if isinstance(placement, LinkPlacement):
            if self._marks is None or self._neuron_at(point) is not None:
                return None
            found: int | None = self._marks.connection_at(placement, *self._world(point), self.px(8) / self._scale)
            return found
        source, target = placement.pair_at(*self._world(point))
        if source is None or target is None:
            return None
        return connection_between(placement.network, source, target)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        return super().event(event)

    def _tip_at(self, point: QPointF) -> str:
        if self._placement is None:
            return ""
        network = self._placement.network
        connection, neuron = self._connection_at(point), self._neuron_at(point)
        if self._overlay.overlay is not None and point.y() < self._legend_height():
            lines = [self._overlay.legend_tip()]
        elif connection is not None:
            lines = connection_facts(self._frame, network, connection)
        elif neuron is not None:
            lines = neuron_facts(self._frame, neuron) if self._frame else [neuron_title(network, neuron)]
        else:
            return ""
        return "\n".join([*lines, *self._overlay.tip(connection, neuron)])

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta().y() or event.angleDelta().y()
        self.zoom(1.0015**delta, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, button = event.position(), event.button()
        if button == Qt.MouseButton.LeftButton and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._band.begin(at)
        elif button == Qt.MouseButton.LeftButton and not self._fitted and self._map.world_at(at) is not None:
            self._on_map = True
            self._move_camera(self._scale, self._map.clamped(at))
        elif button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag, self._moved = at, False
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._band.active:
            self._band.move(event.position())
        elif self._on_map:
            self._move_camera(self._scale, self._map.clamped(event.position()))
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
        if self._band.active:
            part = self._band.end()
            if part is not None and self._placement is not None:
                self.lookInto(part)
            return
        if self._drag is not None and not self._moved and event.button() == Qt.MouseButton.LeftButton:
            connection, neuron = self._connection_at(event.position()), self._neuron_at(event.position())
            if connection is not None:
                self.connectionClicked.emit(connection)
            elif neuron is not None:
                self.neuronClicked.emit(neuron)
        self._drag, self._on_map = None, False
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._neuron_at(event.position()) is None and self._map.world_at(event.position()) is None:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self.px(60)
        moves = {
            Qt.Key.Key_Left: QPointF(step, 0),
            Qt.Key.Key_Right: QPointF(-step, 0),
            Qt.Key.Key_Up: QPointF(0, step),
            Qt.Key.Key_Down: QPointF(0, -step),
        }
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in moves and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan(moves[Qt.Key(key)])
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._painter = None
        if self._fitted:
            self.fit()
        self._place_chips()

    def hideEvent(self, event: QHideEvent) -> None:
        self._pictures.cancel()
        self._overlay.cache.cancel()
        super().hideEvent(event)
