"""The timeline: a row a neuron, a bar while it is in fast memory; below it the I/Os as they add up.

Bars and curve are drawn once for what is in sight and kept; a frame moves the playhead over them. Click or
drag to go to a step, wheel to zoom in time (with Ctrl in rows), middle button or Shift + wheel to move, Shift +
drag to zoom to a rectangle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.toolkit.painted_view import LEFT, RIGHT, ZOOM_STEP, elided, painting, width_of
from ioviz.gui.toolkit.rubber_band import RubberBand
from ioviz.gui.views.frame_view import FrameView
from ioviz.gui.views.memory_cells import draw_square
from ioviz.gui.views.timeline.axes import Span
from ioviz.gui.views.timeline.heat_painter import draw_heat, draw_heat_legend, heat_in_sight
from ioviz.gui.views.timeline.mini_map import TimelineMap
from ioviz.gui.views.timeline.painter import draw_bars, draw_curve, draw_layers, draw_steps_axis
from ioviz.viewmodels.frame.facts import neuron_title
from ioviz.viewmodels.frame.frame import Frame
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.timeline.heat import Heat
    from ioviz.viewmodels.timeline.timeline import TimelineData

HEADING, FOOT, GAP = 22, 18, 8  # pixels of the 100 % design
STRIP = 9  # height of the heat
CURVE_SHARE, MOST_CURVE = 0.30, 110
_MOVES = {
    Qt.Key.Key_Left: (-0.2, 0.0),
    Qt.Key.Key_Right: (0.2, 0.0),
    Qt.Key.Key_Up: (0.0, -0.2),
    Qt.Key.Key_Down: (0.0, 0.2),
}  # with Shift, as shares of what is in sight


class TimelineView(FrameView):
    """Shows `TimelineData` and where a `Frame` is in it."""

    seekRequested = Signal(object)  # int: a step

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Residency")
        self.setAccessibleDescription("When each neuron is in fast memory, and the I/Os so far; click to go to a step")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(260, 110)
        self._data: TimelineData | None = None
        self._span = Span.whole(1, 1)
        self._heat: Heat | None = None  # of what is in sight
        self._still: QPixmap | None = None
        self._still_key: object = None
        self._cursor: QPointF | None = None
        self._seeking = self._on_map = False
        self._map, self._band = TimelineMap(self), RubberBand(self)
        self._panning: QPointF | None = None

    # -- what is shown -----------------------------------------------------------------------------------

    def setTrace(self, data: TimelineData | None) -> None:
        """Show another trace; the zoom stays if it has as many steps and neurons."""
        self._data = data
        self._frame = None
        whole = Span.whole(1, 1) if data is None else Span.whole(data.n_steps, data.rows.size)
        if (whole.n_steps, whole.n_rows) != (self._span.n_steps, self._span.n_rows):
            self._span = whole
        self._still = None
        self.update()

    def setFrame(self, frame: Frame | None) -> None:
        """Move the playhead; the page is turned when it is out of sight."""
        before, self._frame = self._frame, frame
        if frame is not None and (before is None or before.step != frame.step) and self._panning is None:
            self._span = self._span.showing(frame.step)
        self.update()

    def fit(self) -> None:
        """Show all steps and rows."""
        self._span = Span.whole(self._span.n_steps, self._span.n_rows)
        self.update()

    def showNeuron(self, neuron: int) -> None:
        """Bring the row of a neuron into sight."""
        if self._data is None:
            return
        row = int(self._data.row_of[neuron])
        if not self._span.top <= row < self._span.bottom:
            self._span = self._span.moved(0.0, row + 0.5 - (self._span.top + self._span.bottom) / 2)
        self.update()

    def forgetPicture(self) -> None:
        """Draw bars and curve anew: for those who measure how long that takes."""
        self._still = None
        self.update()

    def zoom(self, factor: float, step: float | None = None) -> None:
        """Zoom in time; `step` (default: the playhead) stays where it is."""
        if step is None:
            step = float(self._frame.step) if self._frame is not None else (self._span.low + self._span.high) / 2
        self._span = self._span.zoomed(factor, step)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self.px(900)), round(self.px(210)))

    # -- geometry ----------------------------------------------------------------------------------------

    def _gutter(self) -> float:
        """Room on the left for the names of layers and the numbers of the axis."""
        return max(width_of(self.text_font(11), "layer 888"), width_of(self.text_font(11), "888.8 M")) + self.px(10)

    def _plots(self) -> tuple[QRectF, QRectF]:
        """The residency and the curve."""
        left, top = self._gutter(), self.px(HEADING)
        bottom = self.height() - self.px(FOOT)
        whole = max(1.0, bottom - top)
        curve = min(CURVE_SHARE * whole, self.px(MOST_CURVE)) if whole > self.px(70) else 0.0
        width = max(1.0, self.width() - left - self.px(2))
        between = self.px(GAP) + (self.px(STRIP + GAP) if curve else 0.0)
        rows = QRectF(round(left), round(top), round(width), round(max(1.0, whole - curve - between)))
        return rows, QRectF(rows.left(), round(bottom - curve), rows.width(), round(curve))

    def _strip(self) -> QRectF:
        """The heat: between the two, and only where there is room for both."""
        rows, curve = self._plots()
        high = round(self.px(STRIP)) if curve.height() > 0 else 0
        return QRectF(rows.left(), round(rows.bottom() + self.px(GAP)), rows.width(), high)

    def _neuron_at(self, point: QPointF) -> int | None:
        if self._data is None:
            return None
        rows, _ = self._plots()
        if not rows.left() <= point.x() <= rows.right():
            return None
        row = self._span.row_at(point.y(), rows)
        return None if row is None else int(self._data.rows[row])

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            if self._data is None:
                painter.fillRect(self.rect(), self.colour("surface"))
                self._draw_heading(painter)
                return
            painter.drawPixmap(0, 0, self._bring_still(self._data))
            self._draw_heading(painter)
            self._map.paint(painter, self._data, self._span, None if self._frame is None else self._frame.step)
            self._draw_hovered(painter)
            self._draw_playhead(painter)
            self._draw_cursor(painter)
            self._band.paint(painter)

    def _bring_still(self, data: TimelineData) -> QPixmap:
        """Draw bars, curve and axes, unless they are there already."""
        ratio = self.devicePixelRatio()
        key = (data, self._span, self.width(), self.height(), ratio, self._theme, self.text_scale)
        if self._still is not None and key == self._still_key:
            return self._still
        self._still_key = key
        self._still = still = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        still.setDevicePixelRatio(ratio)
        still.fill(self.colour("surface"))
        rows, curve = self._plots()
        with painting(still) as painter:
            draw_bars(painter, self, data, self._span, rows, ratio)
            draw_layers(painter, self, data, self._span, rows)
            self._heat = heat_in_sight(data, self._span, curve)
            if curve.height() > 0:
                draw_heat(painter, self, self._heat, self._span, self._strip())
                draw_curve(painter, self, data, self._span, curve)
            foot = QRectF(rows.left(), self.height() - self.px(FOOT - 2), rows.width(), self.px(FOOT - 2))
            draw_steps_axis(painter, self, data, self._span, foot)
        return still

    # -- what moves --------------------------------------------------------------------------------------

    def _draw_heading(self, painter: QPainter) -> None:
        beside = self._map.box(self._span).width()
        box = QRectF(0, 0, self.width() - (beside + self.px(12) if beside else 0), self.px(HEADING - 6))
        painter.setFont(self.text_font(11, bold=True))
        painter.setPen(self.colour("muted"))
        painter.drawText(box, LEFT, "RESIDENCY")
        x = width_of(painter.font(), "RESIDENCY") + self.px(18)
        painter.setFont(self.text_font(11))
        for text, dirty in (("clean", False), ("dirty", True)):
            side = self.px(9)
            draw_square(painter, self, QRectF(x, box.center().y() - side / 2, side, side), dirty)
            x += side + self.px(5)
            painter.setPen(self.colour("muted"))
            painter.drawText(box.adjusted(x, 0, 0, 0), LEFT, text)
            x += width_of(painter.font(), text) + self.px(12)
        readout = self._readout()
        if self._heat is not None and self._strip().height() > 0:
            room = box.width() - x - self.px(30) - (width_of(self.text_font(11), readout) if readout else 0)
            x += draw_heat_legend(painter, self, self._heat, QRectF(x + self.px(6), 0, room, box.height()))
            painter.setFont(self.text_font(11))
        if readout:
            painter.setPen(self.colour("text"))
            elided(painter, box.adjusted(x + self.px(10), 0, 0, 0), RIGHT, readout)

    def _readout(self) -> str:
        """What is under the pointer: neuron, connection, I/Os so far."""
        if self._data is None or self._cursor is None:
            return ""
        rows, _ = self._plots()
        if not rows.left() <= self._cursor.x() <= rows.right():
            return ""
        step = self._span.step_at(self._cursor.x(), rows)
        number = min(int(step), max(0, self._data.n_steps - 1))
        if self._strip().adjusted(0, -self.px(3), 0, self.px(3)).contains(self._cursor) and self._heat is not None:
            interval = self._heat.interval_at(number)
            return "" if interval is None else self._heat.text(interval)
        parts = [f"connection {numbers.count(number + 1)}"]
        neuron = self._neuron_at(self._cursor)
        if neuron is not None:
            stay = self._data.stay_at(neuron, number)
            state = "not in fast memory" if stay is None else "dirty" if stay[2] else "clean"
            parts.insert(0, f"neuron {numbers.count(neuron)}: {state}")
        parts.append(numbers.plural(int(self._data.trace.cumulative_ios([number + 1])[0]), "I/O"))
        return "  ·  ".join(parts)

    def _draw_playhead(self, painter: QPainter) -> None:
        if self._frame is None:
            return
        rows, curve = self._plots()
        bottom = curve.bottom() if curve.height() > 0 else rows.bottom()
        x = self._span.x(self._frame.step, rows)
        if x < rows.right():  # what is to come is paler
            left = max(rows.left(), round(x))  # on whole pixels: a smooth edge would take ten times as long
            for plot in (rows, curve):
                painter.fillRect(
                    QRectF(left, plot.top(), plot.right() - left, plot.height()), self.colour("surface", 0.5)
                )
        if not rows.left() - 1 <= x <= rows.right() + 1:
            return
        colour = self.colour("current")
        painter.setPen(QPen(colour, self.px(1.8)))
        painter.drawLine(QPointF(x, rows.top() - self.px(2)), QPointF(x, bottom))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        size = self.px(5)
        top = rows.top() - self.px(4)
        painter.drawPolygon(
            [QPointF(x - size, top - size), QPointF(x + size, top - size), QPointF(x, top + size * 0.5)]
        )

    def _draw_hovered(self, painter: QPainter) -> None:
        """The row of the neuron that is pointed at, here or elsewhere."""
        if self._hovered is None or self._data is None or not 0 <= self._hovered < self._data.row_of.size:
            return
        rows, _ = self._plots()
        row = int(self._data.row_of[self._hovered])
        top, bottom = self._span.y(row, rows), self._span.y(row + 1, rows)
        if bottom < rows.top() or top > rows.bottom():
            return
        middle = (top + bottom) / 2
        half = max((bottom - top) / 2, self.px(1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.colour("text"), self.px(1.2)))
        painter.drawRect(QRectF(rows.left(), middle - half, rows.width(), 2 * half))
        text = numbers.count(self._hovered)
        font = self.text_font(11, bold=True)
        wide, high = width_of(font, text) + self.px(8), self.px(16)
        box = QRectF(rows.left() - wide - self.px(3), middle - high / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour("text"))
        painter.drawRoundedRect(box, self.px(3), self.px(3))
        painter.setFont(font)
        painter.setPen(self.colour("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_cursor(self, painter: QPainter) -> None:
        if self._cursor is None or self._data is None:
            return
        rows, curve = self._plots()
        if rows.left() <= self._cursor.x() <= rows.right():
            painter.setPen(QPen(self.colour("text", 0.35), 1, Qt.PenStyle.DashLine))
            bottom = curve.bottom() if curve.height() > 0 else rows.bottom()
            painter.drawLine(QPointF(self._cursor.x(), rows.top()), QPointF(self._cursor.x(), bottom))

    # -- people ------------------------------------------------------------------------------------------

    def _seek(self, point: QPointF) -> None:
        step = round(self._span.step_at(point.x(), self._plots()[0]))
        if self._frame is None or step != self._frame.step or self._frame.event:
            self.seekRequested.emit(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._data is None:
            return
        if self._map.box(self._span).contains(event.position()):
            self._on_map = True
            self._span = self._map.moved(self._span, event.position())
            self.update()
        elif event.button() == Qt.MouseButton.LeftButton and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._band.begin(event.position())
        elif event.button() == Qt.MouseButton.LeftButton and event.position().y() > self.px(HEADING) - self.px(10):
            self._seeking = True
            self._seek(event.position())
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._panning = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._cursor = event.position()
        if self._band.active:
            self._band.move(event.position())
        elif self._on_map:
            self._span = self._map.moved(self._span, event.position())
        elif self._panning is not None:
            by = event.position() - self._panning
            self._panning = event.position()
            rows, _ = self._plots()
            steps = -by.x() / rows.width() * (self._span.high - self._span.low)
            self._span = self._span.moved(steps, -by.y() / rows.height() * (self._span.bottom - self._span.top))
        elif self._seeking:
            self._seek(event.position())
        self.update()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        part = self._band.end() if self._band.active else None
        if part is not None:
            self._span = self._span.within(part, self._plots()[0])
        self._seeking = self._on_map = False
        self._panning = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.position().y() <= self.px(HEADING) - self.px(10):
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        self._cursor = None
        self.update()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        rows, _ = self._plots()
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        sideways = delta.x() if abs(delta.x()) > abs(delta.y()) else 0
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways = delta.y() or delta.x()
        if sideways:
            self._span = self._span.moved(-sideways / rows.width() * (self._span.high - self._span.low))
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            row = self._span.top + (event.position().y() - rows.top()) / rows.height() * (
                self._span.bottom - self._span.top
            )
            self._span = self._span.zoomed_rows(1.0015 ** delta.y(), row)
        else:
            self._span = self._span.zoomed(1.002 ** delta.y(), self._span.step_at(event.position().x(), rows))
        self.update()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        elif event.key() in _MOVES and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            across, down = _MOVES[Qt.Key(event.key())]
            span = self._span
            self._span = span.moved(across * (span.high - span.low), down * (span.bottom - span.top))
            self.update()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), self._span.step_at(event.position().x(), self._plots()[0]))
            return True
        return super().event(event)

    def _tip_at(self, point: QPointF) -> str:
        neuron = self._neuron_at(point)
        if neuron is None or self._data is None:
            return ""
        return f"{neuron_title(self._data.trace.network, neuron)}\nClick or drag to go to a step, wheel to zoom"
