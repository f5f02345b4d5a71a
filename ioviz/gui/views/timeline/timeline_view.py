"""The timeline: a row a neuron, a bar while it is in fast memory; below it the I/Os as they add up.

Bars and curve are cached for the visible part; a frame moves the playhead over them. Click or
drag to go to a step, wheel to zoom in time (with Ctrl in rows), middle button or Shift + wheel to move, Shift +
drag to zoom to a rectangle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.toolkit.painted_view import LEFT, RIGHT, elided, width_of
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.toolkit.rubber_band import RubberBand
from ioviz.gui.views.frame_view import ZoomableView
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
MOVE_SHARE = 0.2  # of the visible part, by an arrow key


class TimelineView(ZoomableView):
    """Shows `TimelineData` and where a `Frame` is in it."""

    SIZE = (900, 210)
    seekRequested = Signal(object)  # int: a step

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Residency")
        self.setAccessibleDescription("When each neuron is in fast memory, and the I/Os so far; click to go to a step")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(100, 60)
        self.data: TimelineData | None = None
        self.span = Span.whole(1, 1)
        self.heat: Heat | None = None  # of the visible steps
        self._background: QPixmap | None = None
        self._background_key: object = None
        self._cursor: QPointF | None = None
        self._seeking = self._on_map = False
        self.mini_map, self._band = TimelineMap(self), RubberBand(self)
        self._panning: QPointF | None = None

    # -- setters -----------------------------------------------------------------------------------------

    def setTrace(self, data: TimelineData | None) -> None:
        """Show another trace; the zoom stays if it has as many steps and neurons."""
        self.data = data
        self.frame = None
        whole = Span.whole(1, 1) if data is None else Span.whole(data.n_steps, data.rows.size)
        if (whole.n_steps, whole.n_rows) != (self.span.n_steps, self.span.n_rows):
            self.span = whole
        self._background = None
        self.update()

    def setFrame(self, frame: Frame | None) -> None:
        """Move the playhead; turn the page if it is not visible."""
        before, self.frame = self.frame, frame
        if frame is not None and (before is None or before.step != frame.step) and self._panning is None:
            self.span = self.span.showing(frame.step)
        self.update()

    def fit(self) -> None:
        """Show all steps and rows."""
        self.span = Span.whole(self.span.n_steps, self.span.n_rows)
        self.update()

    def showNeuron(self, neuron: int) -> None:
        """Scroll to the row of a neuron."""
        if self.data is None:
            return
        row = int(self.data.row_of[neuron])
        if not self.span.top <= row < self.span.bottom:
            self.span = self.span.moved(0.0, row + 0.5 - (self.span.top + self.span.bottom) / 2)
        self.update()

    def clearCache(self) -> None:
        """Discard the cached background, so that benchmarks can time its drawing."""
        self._background = None
        self.update()

    def zoom(self, factor: float, step: float | None = None) -> None:
        """Zoom in time around `step` (default: the playhead)."""
        if step is None:
            step = float(self.frame.step) if self.frame is not None else (self.span.low + self.span.high) / 2
        self.span = self.span.zoomed(factor, step)
        self.update()

    # -- geometry ----------------------------------------------------------------------------------------

    def _gutter(self) -> float:
        """Return the width of the names of layers and the numbers of the axis."""
        return max(width_of(self.text_font(11), "layer 888"), width_of(self.text_font(11), "888.8 M")) + self.px(10)

    def plots(self) -> tuple[QRectF, QRectF]:
        """Return the boxes of the residency and of the curve."""
        left, top = self._gutter(), self.px(HEADING)
        bottom = self.height() - self.px(FOOT)
        whole = max(1.0, bottom - top)
        curve = min(CURVE_SHARE * whole, self.px(MOST_CURVE)) if whole > self.px(70) else 0.0
        width = max(1.0, self.width() - left - self.px(2))
        between = self.px(GAP) + (self.px(STRIP + GAP) if curve else 0.0)
        rows = QRectF(round(left), round(top), round(width), round(max(1.0, whole - curve - between)))
        return rows, QRectF(rows.left(), round(bottom - curve), rows.width(), round(curve))

    def strip(self) -> QRectF:
        """Return the box of the heat: between the two plots, if both are shown."""
        rows, curve = self.plots()
        high = round(self.px(STRIP)) if curve.height() > 0 else 0
        return QRectF(rows.left(), round(rows.bottom() + self.px(GAP)), rows.width(), high)

    def neuron_at(self, point: QPointF) -> int | None:
        if self.data is None:
            return None
        rows, _ = self.plots()
        if not rows.left() <= point.x() <= rows.right():
            return None
        row = self.span.row_at(point.y(), rows)
        return None if row is None else int(self.data.rows[row])

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            if self.data is None:
                painter.fillRect(self.rect(), self.colour("surface"))
                self._draw_heading(painter)
                return
            painter.drawPixmap(0, 0, self._ensure_background(self.data))
            self._draw_heading(painter)
            self.mini_map.paint(painter, self.data, self.span, None if self.frame is None else self.frame.step)
            self._draw_hovered(painter)
            self._draw_playhead(painter)
            self._draw_cursor(painter)
            self._band.paint(painter)

    def _ensure_background(self, data: TimelineData) -> QPixmap:
        """Return bars, curve and axes; drawn if they are not cached."""
        ratio = self.devicePixelRatio()
        key = (data, self.span, self.width(), self.height(), ratio, self._theme, self.text_scale)
        if self._background is not None and key == self._background_key:
            return self._background
        self._background_key = key
        self._background = background = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        background.setDevicePixelRatio(ratio)
        background.fill(self.colour("surface"))
        rows, curve = self.plots()
        with painting(background) as painter:
            draw_bars(painter, self, data, self.span, rows, ratio)
            draw_layers(painter, self, data, self.span, rows)
            self.heat = heat_in_sight(data, self.span, curve)
            if curve.height() > 0:
                draw_heat(painter, self, self.heat, self.span, self.strip())
                draw_curve(painter, self, data, self.span, curve)
            foot = QRectF(rows.left(), self.height() - self.px(FOOT - 2), rows.width(), self.px(FOOT - 2))
            draw_steps_axis(painter, self, data, self.span, foot)
        return background

    # -- moving parts ------------------------------------------------------------------------------------

    def _draw_heading(self, painter: QPainter) -> None:
        beside = self.mini_map.box(self.span).width()
        box = QRectF(0, 0, self.width() - (beside + self.px(12) if beside else 0), self.px(HEADING - 6))
        self.draw_text(painter, box, "RESIDENCY", 11, "muted", bold=True)
        x = width_of(painter.font(), "RESIDENCY") + self.px(18)
        painter.setFont(self.text_font(11))
        for text, dirty in (("clean", False), ("dirty", True)):
            side = self.px(9)
            draw_square(painter, self, QRectF(x, box.center().y() - side / 2, side, side), dirty)
            x += side + self.px(5)
            painter.setPen(self.colour("muted"))
            painter.drawText(box.adjusted(x, 0, 0, 0), LEFT, text)
            x += width_of(painter.font(), text) + self.px(12)
        readout = self.readout()
        if self.heat is not None and self.strip().height() > 0:
            room = box.width() - x - self.px(30) - (width_of(self.text_font(11), readout) if readout else 0)
            x += draw_heat_legend(painter, self, self.heat, QRectF(x + self.px(6), 0, room, box.height()))
            painter.setFont(self.text_font(11))
        if readout:
            painter.setPen(self.colour("text"))
            elided(painter, box.adjusted(x + self.px(10), 0, 0, 0), RIGHT, readout)

    def readout(self) -> str:
        """Return the text for the pointer: neuron, connection, I/Os so far."""
        if self.data is None or self._cursor is None:
            return ""
        rows, _ = self.plots()
        if not rows.left() <= self._cursor.x() <= rows.right():
            return ""
        step = self.span.step_at(self._cursor.x(), rows)
        number = min(int(step), max(0, self.data.n_steps - 1))
        if self.strip().adjusted(0, -self.px(3), 0, self.px(3)).contains(self._cursor) and self.heat is not None:
            stretch = self.heat.interval_at(number)
            return "" if stretch is None else self.heat.text(stretch)
        parts = [f"connection {numbers.count(number + 1)}"]
        neuron = self.neuron_at(self._cursor)
        if neuron is not None:
            stay = self.data.stay_at(neuron, number)
            state = "not in fast memory" if stay is None else "dirty" if stay[2] else "clean"
            parts.insert(0, f"neuron {numbers.count(neuron)}: {state}")
        parts.append(numbers.plural(int(self.data.trace.cumulative_ios([number + 1])[0]), "I/O"))
        return "  ·  ".join(parts)

    def _draw_playhead(self, painter: QPainter) -> None:
        if self.frame is None:
            return
        rows, curve = self.plots()
        bottom = curve.bottom() if curve.height() > 0 else rows.bottom()
        x = self.span.x(self.frame.step, rows)
        if x < rows.right():  # later steps are paler
            left = max(rows.left(), round(x))  # on whole pixels: an antialiased edge takes ten times as long
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
        """Draw a frame around the row of the hovered neuron, here or in another view."""
        if self.hovered is None or self.data is None or not 0 <= self.hovered < self.data.row_of.size:
            return
        rows, _ = self.plots()
        row = int(self.data.row_of[self.hovered])
        top, bottom = self.span.y(row, rows), self.span.y(row + 1, rows)
        if bottom < rows.top() or top > rows.bottom():
            return
        middle = (top + bottom) / 2
        half = max((bottom - top) / 2, self.px(1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.colour("text"), self.px(1.2)))
        painter.drawRect(QRectF(rows.left(), middle - half, rows.width(), 2 * half))
        text = numbers.count(self.hovered)
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
        if self._cursor is None or self.data is None:
            return
        rows, curve = self.plots()
        if rows.left() <= self._cursor.x() <= rows.right():
            painter.setPen(QPen(self.colour("text", 0.35), 1, Qt.PenStyle.DashLine))
            bottom = curve.bottom() if curve.height() > 0 else rows.bottom()
            painter.drawLine(QPointF(self._cursor.x(), rows.top()), QPointF(self._cursor.x(), bottom))

    # -- user actions ------------------------------------------------------------------------------------

    def _seek(self, point: QPointF) -> None:
        step = round(self.span.step_at(point.x(), self.plots()[0]))
        if self.frame is None or step != self.frame.step or self.frame.event:
            self.seekRequested.emit(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.data is None:
            return
        if self.mini_map.box(self.span).contains(event.position()):
            self._on_map = True
            self.span = self.mini_map.moved(self.span, event.position())
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
            self.span = self.mini_map.moved(self.span, event.position())
        elif self._panning is not None:
            by = event.position() - self._panning
            self._panning = event.position()
            rows, _ = self.plots()
            self.span = self.span.moved_by_share(-by.x() / rows.width(), -by.y() / rows.height())
        elif self._seeking:
            self._seek(event.position())
        self.update()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        part = self._band.end() if self._band.active else None
        if part is not None:
            self.span = self.span.within(part, self.plots()[0])
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
        rows, _ = self.plots()
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        sideways = delta.x() if abs(delta.x()) > abs(delta.y()) else 0
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways = delta.y() or delta.x()
        if sideways:
            self.span = self.span.moved_by_share(-sideways / rows.width())
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            share = (event.position().y() - rows.top()) / rows.height()
            row = self.span.top + share * (self.span.bottom - self.span.top)
            self.span = self.span.zoomed_rows(1.0015 ** delta.y(), row)
        else:
            self.span = self.span.zoomed(1.002 ** delta.y(), self.span.step_at(event.position().x(), rows))
        self.update()
        event.accept()

    def _move_by(self, across: int, down: int) -> None:
        self.span = self.span.moved_by_share(across * MOVE_SHARE, down * MOVE_SHARE)
        self.update()

    def _zoom_at(self, factor: float, point: QPointF) -> None:
        self.zoom(factor, self.span.step_at(point.x(), self.plots()[0]))

    def _tip_at(self, point: QPointF) -> str:
        neuron = self.neuron_at(point)
        if neuron is None or self.data is None:
            return ""
        return f"{neuron_title(self.data.trace.network, neuron)}\nClick or drag to go to a step, wheel to zoom"
