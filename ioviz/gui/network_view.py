"""The network: lines and neurons when it is small, layer matrices when it is large; pan, zoom, point, click.

Three layers make a frame: the picture of all connections (pixels kept by `viewmodels.picture`, built off
the GUI thread when that takes long, then following the steps), the neurons, and what moves. While a new
picture is being built the old one is shown, stretched to the new view.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QNativeGestureEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QToolTip, QWidget

from ioviz.gui.link_painter import LinkPainter
from ioviz.gui.matrix_painter import MatrixPainter
from ioviz.gui.network_legend import Entries, draw_legend, entries_for, legend_height
from ioviz.gui.painted_view import PaintedView, painting
from ioviz.gui.picture_keeper import PictureKeeper
from ioviz.viewmodels.facts import connection_between, connection_facts, neuron_facts, neuron_title
from ioviz.viewmodels.placement import Kind, LinkPlacement, Placement

if TYPE_CHECKING:
    from ioviz.viewmodels.frame import Frame
    from ioviz.viewmodels.picture import Camera

_OTHER_KIND: dict[str, Kind] = {"links": "matrix", "matrix": "links"}

FALLBACK = 5_000
"""So many lines at most are drawn one by one as long as there is no picture of them."""

ZOOM_STEP = 1.25
LARGEST_CELL = 90.0  # pixels of the 100 % design that zooming stops at


class NetworkView(PaintedView):
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
        self._placement: Placement | None = None
        self._frame: Frame | None = None
        self._scale, self._left, self._top = 1.0, 0.0, 0.0  # world to pixels of this widget
        self._fitted = True
        self._pictures = PictureKeeper(self.update)
        self._painter: LinkPainter | MatrixPainter | None = None
        self._jobs: Any = None
        self._marks: Any = None
        self._other: dict[str, Placement] = {}  # the same network as lines and as matrices, as far as made
        self._fit_button = self._chip("Fit", "Show everything (0)", self.fit)
        self._kind_button = self._chip("", "", self.switchKind)
        self._drag: QPointF | None = None
        self._moved = False

    # -- what is shown -----------------------------------------------------------------------------------

    def setJobs(self, jobs: Any) -> None:
        """Take what runs work in threads: ``start(lane, work, done=...)`` and ``cancel(lane)``."""
        self._jobs = jobs
        self._pictures.set_jobs(jobs)

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

    def switchKind(self) -> None:
        """Show lines instead of matrices, or matrices instead of lines."""
        if self._placement is None:
            return
        network, kind = self._placement.network, _OTHER_KIND[self._placement.kind]

        def work() -> Placement:
            from ioviz.viewmodels.placement import place

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
        self.fit()

    def setFrame(self, frame: Frame | None) -> None:
        """Show another moment."""
        if frame is not None and self._placement is not None and frame.network is not self._placement.network:
            return
        self._frame = frame
        self.update()

    def fit(self) -> None:
        """Show everything."""
        self._fitted = True
        if self._placement is not None:
            left, top, right, bottom = self._placement.bounds
            room = self._room()
            wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)
            self._scale = max(1e-6, min(room.width() / wide, room.height() / high))
            if isinstance(self._placement, LinkPlacement):
                self._scale = min(self._scale, self.px(72))
                if self._under_chip(room):
                    room.setBottom(room.bottom() - self._kind_button.height())
                    self._scale = min(self._scale, room.height() / high)
            self._left = room.center().x() - self._scale * (left + right) / 2
            self._top = room.center().y() - self._scale * (top + bottom) / 2
        self._painter = None
        self._place_chips()
        self.update()

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
        least, most = self._zoom_range()
        scale = min(max(self._scale * factor, least), most)
        factor = scale / self._scale
        self._left = at.x() - (at.x() - self._left) * factor
        self._top = at.y() - (at.y() - self._top) * factor
        self._scale = scale
        self._camera_moved()

    def pan(self, by: QPointF) -> None:
        """Move what is shown by so many pixels."""
        self._left += by.x()
        self._top += by.y()
        self._camera_moved()

    def sizeHint(self) -> QSize:
        return QSize(round(self.px(640)), round(self.px(380)))

    # -- the two buttons over the picture ----------------------------------------------------------------

    def _chip(self, text: str, tip: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("kind", "chip")
        button.setText(text)
        button.setToolTip(tip)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: do())
        button.hide()
        return button

    def _place_chips(self) -> None:
        """Right below: to the other kind of picture; left of it: back to the whole, when zoomed."""
        placement = self._placement
        self._kind_button.setVisible(placement is not None)
        self._fit_button.setVisible(placement is not None and not self._fitted)
        if placement is None:
            return
        links = placement.kind == "links"
        self._kind_button.setText("As matrices" if links else "As lines")
        self._kind_button.setToolTip("Show the connections as " + ("matrices" if links else "lines between neurons"))
        x = self.width()
        for button in (self._kind_button, self._fit_button):
            button.adjustSize()
            x -= button.width()
            button.move(x, self.height() - button.height())
            x -= round(self.px(6))

    def _under_chip(self, room: QRectF) -> bool:
        """Whether neurons in the middle of that room would lie under the button right below."""
        assert self._placement is not None
        self._place_chips()
        left, top, right, bottom = (self._scale * bound for bound in self._placement.bounds)
        low = room.center().y() + (bottom - top) / 2
        return low > self._kind_button.y() and room.center().x() + (right - left) / 2 > self._kind_button.x()

    # -- geometry ----------------------------------------------------------------------------------------

    @property
    def _legend(self) -> Entries:
        return entries_for(not isinstance(self._placement, LinkPlacement))

    def _room(self) -> QRectF:
        """Where the network may be: all but the legend."""
        legend = legend_height(self, self._legend)
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
        self._painter = None
        self._place_chips()
        self.update()

    def _camera(self) -> Camera:
        from ioviz.viewmodels.picture import Camera

        ratio = self.devicePixelRatio()
        return Camera(
            self._scale * ratio,
            self._left * ratio,
            self._top * ratio,
            max(1, round(self.width() * ratio)),
            max(1, round(self.height() * ratio)),
        )

    def _world(self, point: QPointF) -> tuple[float, float]:
        return (point.x() - self._left) / self._scale, (point.y() - self._top) / self._scale

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            if self._placement is None:
                return
            camera = self._camera()
            if self._frame is not None:
                self._pictures.bring(self._placement, self._frame, camera, self._theme, self._thickness())
            self._bring_painter()
            ratio = self.devicePixelRatio()
            painter.scale(1 / ratio, 1 / ratio)  # from here on device pixels
            if not self._pictures.draw(painter, camera) and self._placement.network.n_connections <= FALLBACK:
                self._painter.fallback_lines(painter)
            self._painter.advance(self._frame)
            self._painter.paint(painter, self._frame, self._hovered)
            if self._marks is not None:
                self._marks.paint(painter, self._placement, camera, self._theme, ratio * self.text_scale)
            painter.scale(ratio, ratio)
            draw_legend(painter, self, self._legend)

    def _thickness(self) -> float:
        """Of a connection's line, in device pixels: a little more where there are few."""
        assert self._placement is not None
        few = 1.25 if self._placement.network.n_connections < 400 else 1.0
        return self.devicePixelRatio() * min(1.5, max(0.8, self.text_scale)) * few

    def _bring_painter(self) -> None:
        if self._painter is not None:
            return
        kind = LinkPainter if isinstance(self._placement, LinkPlacement) else MatrixPainter
        self._painter = kind(
            self._placement,
            self._camera(),
            self._theme,
            self.font(),
            self.devicePixelRatio(),
            self.text_scale,
            legend_height(self, self._legend) * self.devicePixelRatio(),
        )

    def _restyled(self) -> None:
        self._painter = None
        if self._fitted:
            self.fit()

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
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(QPointF(event.pos()), event.globalPos())
            return True
        pinch = isinstance(event, QNativeGestureEvent)
        if pinch and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        return super().event(event)

    def _show_tip(self, point: QPointF, where: Any) -> None:
        if self._placement is None:
            return
        network = self._placement.network
        connection, neuron = self._connection_at(point), self._neuron_at(point)
        if connection is not None:
            lines = connection_facts(self._frame, network, connection)
        elif neuron is not None:
            lines = neuron_facts(self._frame, neuron) if self._frame else [neuron_title(network, neuron)]
        else:
            QToolTip.hideText()
            return
        QToolTip.showText(where, "\n".join(lines), self)

    def wheelEvent(self, event) -> None:
        delta = event.pixelDelta().y() or event.angleDelta().y()
        self.zoom(1.0015**delta, event.position())
        event.accept()

    def mousePressEvent(self, event) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag, self._moved = event.position(), False
        event.accept()

    def mouseMoveEvent(self, event) -> None:
        if self._drag is not None:
            by = event.position() - self._drag
            if self._moved or by.manhattanLength() > 4:
                self._moved = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._drag = event.position()
                self.pan(by)
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event) -> None:
        if self._drag is not None and not self._moved and event.button() == Qt.MouseButton.LeftButton:
            connection, neuron = self._connection_at(event.position()), self._neuron_at(event.position())
            if connection is not None:
                self.connectionClicked.emit(connection)
            elif neuron is not None:
                self.neuronClicked.emit(neuron)
        self._drag = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event) -> None:
        if self._neuron_at(event.position()) is None:
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
            self.pan(moves[key])
        else:
            event.ignore()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._painter = None
        if self._fitted:
            self.fit()
        self._place_chips()

    def hideEvent(self, event) -> None:
        self._pictures.cancel()
        super().hideEvent(event)
