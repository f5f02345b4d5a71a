"""Draws a node-link placement: a layer of neurons that is updated incrementally, and highlights above it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF, QRegion

from ioviz.gui.toolkit.painted_view import LEAST_TEXT_PX, draw_cross
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.views.network.neuron_sprites import HIDDEN, INPUT, OUTPUT, draw_dirty_mark, outline, sprite, sprite_half
from ioviz.gui.views.network.overlay_layer import PainterLook
from ioviz.viewmodels.frame import facts
from ioviz.viewmodels.frame.frame import FREE, Frame
from ioviz.viewmodels.frame.timing import CLEAN, DIRTY, GONE, STORED, WAITING
from ioviz.viewmodels.look.palette import mix, text_on
from ioviz.viewmodels.network.placement import LinkPlacement
from ioviz.viewmodels.text import numbers

LEAST_RADIUS_FOR_NUMBERS = 10.5  # in pixels of the screen at 100 %
LEAST_RADIUS_FOR_VALUES = 19.0
_WEIGHT_AT = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73)  # along its line, where the weight covers the fewest neurons
MOST_HIGHLIGHTS = 150
FALLBACK_SHARES = (0.3, 0.5, 0.15)  # of a line's colour: waiting, ready, done
MOST_PAIRS = 500_000  # of changed neurons with all neurons: some milliseconds


class LinkPainter:
    """Neurons, captions and highlights of one placement under one camera. Lengths are device pixels."""

    def __init__(self, placement: LinkPlacement, look: PainterLook) -> None:
        camera, ratio = look.camera, look.ratio
        self._placement, self._camera, self._theme, self._font = placement, camera, look.theme, look.font
        self._ratio = ratio  # device pixels per pixel
        self._overlay = look.overlay
        self._stroke = max(1.0, round(1.1 * ratio * look.scale * 2) / 2)
        self._unit = ratio * look.scale  # device pixels per pixel of the 100 % design
        self._inset = look.inset
        network = placement.network
        self._x = np.round(placement.x * camera.scale + camera.left).astype(np.int64)
        self._y = np.round(placement.y * camera.scale + camera.top).astype(np.int64)
        self._radius = max(1.0, round(placement.radius * camera.scale * 2) / 2)
        self._kind = np.full(network.n_neurons, HIDDEN, np.uint8)
        self._kind[network.inputs] = INPUT
        self._kind[network.outputs] = OUTPUT
        self._states: np.ndarray | None = None
        self._outputs: np.ndarray | None = None
        self._inputs: np.ndarray | None = None
        self._input_of = {int(n): k for k, n in enumerate(network.inputs)}
        self.layer: QImage | None = None
        self._numbered = self._radius >= LEAST_RADIUS_FOR_NUMBERS * ratio
        self._valued = self._radius >= LEAST_RADIUS_FOR_VALUES * ratio

    # -- the layer of neurons --------------------------------------------------------------------------

    def advance(self, frame: Frame | None) -> None:
        """Update the layer of neurons to a frame: only those that look different are drawn."""
        network = self._placement.network
        states = np.full(network.n_neurons, WAITING, np.uint8) if frame is None else frame.neuron_states
        inputs = None if frame is None else frame.inputs
        outputs = None if frame is None else frame.outputs
        if self._overlay is not None:  # the total cost of a neuron is the same at every step
            states, inputs = self._overlay.classes, None
        if self.layer is None or self._states is None or inputs is not self._inputs:
            self.layer = QImage(self._camera.width, self._camera.height, QImage.Format.Format_ARGB32_Premultiplied)
            self.layer.fill(0)
            changed = np.arange(network.n_neurons)
            captions = True
        else:
            look = states != self._states
            if self._valued and frame is not None and frame.value is not None:
                look[frame.neuron[frame.neuron != FREE]] = True
            changed, captions = np.flatnonzero(look), False
        same_outputs = outputs is self._outputs or (
            outputs is not None and self._outputs is not None and np.array_equal(outputs, self._outputs, equal_nan=True)
        )
        self._states, self._inputs, self._outputs = states, inputs, outputs
        if changed.size or captions or not same_outputs:
            with painting(self.layer) as painter:
                self._stamp(painter, frame, changed, fresh=captions)
                painter.setClipping(False)
                if captions or not same_outputs:
                    self._draw_class_names(painter)
                if captions:
                    self._draw_captions(painter)
                    self._draw_missing_pixels(painter)

    def _stamp(self, painter: QPainter, frame: Frame | None, neurons: np.ndarray, *, fresh: bool) -> None:
        half = sprite_half(self._radius, self._stroke)
        width, height = self._camera.width, self._camera.height
        x, y = self._x[neurons], self._y[neurons]
        inside = (x > -half) & (x < width + half) & (y > -half) & (y < height + half)
        neurons = neurons[inside]
        states, kinds = self._states, self._kind
        assert states is not None
        name = self._theme.name
        if not fresh:
            neurons = self._erase(painter, neurons, half)
        for n in neurons.tolist():
            look = int(states[n]) if self._overlay is None else self._overlay.colours[states[n]]
            stamp = sprite(name, int(kinds[n]), look, self._radius, self._stroke)
            painter.drawImage(int(self._x[n]) - half, int(self._y[n]) - half, stamp)
        if self._inputs is not None and self._radius >= 3 * self._ratio:
            self._draw_input_shades(painter, neurons)
        if self._numbered:
            self._draw_numbers(painter, frame, neurons)

    def _erase(self, painter: QPainter, neurons: np.ndarray, half: int) -> np.ndarray:
        """Erase some neurons; return the neurons to draw again: these, and the neighbours that were erased in part."""
        few = neurons.size * self._x.size <= MOST_PAIRS
        room = half if few else min(half, int(0.5 * self._camera.scale))  # for many neurons, without their neighbours
        rects = [
            QRect(x - room, y - room, 2 * room + 1, 2 * room + 1)
            for x, y in zip(self._x[neurons].tolist(), self._y[neurons].tolist(), strict=True)
        ]
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        for rect in rects:
            painter.fillRect(rect, Qt.GlobalColor.black)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if not few or not rects:
            return neurons
        touched = np.zeros(self._x.size, bool)
        erased = QRegion()
        for n, rect in zip(neurons.tolist(), rects, strict=True):
            near = (np.abs(self._x - self._x[n]) <= 2 * half) & (np.abs(self._y - self._y[n]) <= 2 * half)
            touched |= near
            erased += rect
        painter.setClipRegion(erased)  # the other parts of the neighbours are intact
        return np.flatnonzero(touched)

    def _draw_input_shades(self, painter: QPainter, neurons: np.ndarray) -> None:
        """Draw the example's input value as a shade of grey in the middle of each input."""
        assert self._inputs is not None
        side = max(2, round(self._radius * 0.98))
        for n in neurons[self._kind[neurons] == INPUT].tolist():
            share = float(self._inputs[self._input_of[n]])
            painter.fillRect(
                int(self._x[n]) - side // 2,
                int(self._y[n]) - side // 2,
                side,
                side,
                QColor(mix("#10141A", "#FFFFFF", min(max(share, 0.0), 1.0))),
            )

    def _draw_numbers(self, painter: QPainter, frame: Frame | None, neurons: np.ndarray) -> None:
        states, theme = self._states, self._theme
        assert states is not None
        values: dict[int, str] = {}
        if self._valued and frame is not None and frame.value is not None:
            values = {int(n): numbers.real(v, 2) for n, v in zip(frame.neuron, frame.value, strict=True) if n != FREE}
        digits = len(str(self._placement.network.n_neurons - 1))
        font = QFont(self._font)
        size = round(min(self._radius * 0.88, 1.75 * self._radius / (0.62 * digits)))
        if size < LEAST_TEXT_PX * self._ratio:
            return  # they could not be read
        font.setPixelSize(size)
        small = QFont(font)
        small.setPixelSize(round(self._radius * 0.5))
        font.setWeight(QFont.Weight.DemiBold)
        inks = {WAITING: theme.muted, STORED: theme.text, GONE: theme.faint, CLEAN: theme.on_fill, DIRTY: theme.on_fill}
        for n in neurons.tolist():
            if self._inputs is not None and self._kind[n] == INPUT:
                continue  # it shows its shade
            state = int(states[n])
            colour = inks[state] if self._overlay is None else text_on(self._overlay.colours[state])
            painter.setPen(QColor(colour))
            painter.setFont(font)
            box = QRectF(self._x[n] - self._radius, self._y[n] - self._radius, 2 * self._radius, 2 * self._radius)
            value = values.get(n)
            if value is not None:
                painter.drawText(box.translated(0, -0.24 * self._radius), Qt.AlignmentFlag.AlignCenter, str(n))
                painter.setFont(small)
                painter.drawText(box.translated(0, 0.42 * self._radius), Qt.AlignmentFlag.AlignCenter, value)
            else:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(n))

    def _draw_class_names(self, painter: QPainter) -> None:
        """Draw the class of each output right of it; the best one in bold once all are written."""
        network = self._placement.network
        if network.examples is None or not network.examples.classes or self._radius < 1:
            return
        font = QFont(self._font)
        size = round(min(13 * self._unit, 2.6 * self._radius))
        if size < LEAST_TEXT_PX * self._ratio:
            return  # the tooltips have them
        font.setPixelSize(size)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.Bold)
        outputs = self._outputs
        best = -1
        if outputs is not None and not np.isnan(outputs).any():
            best = int(np.argmax(outputs))
        for k, n in enumerate(network.outputs.tolist()):
            text = facts.class_name(network, n)
            written = outputs is not None and not np.isnan(outputs[k])
            left = self._x[n] + 1.2 * self._radius + 4 * self._ratio
            box = QRectF(left, self._y[n] - 0.5 * self._camera.scale, 1.1 * self._camera.scale, self._camera.scale)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(box, Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.setFont(bold if k == best else font)
            painter.setPen(QColor(self._theme.output_ink if written else self._theme.faint))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _draw_captions(self, painter: QPainter) -> None:
        font = QFont(self._font)
        font.setPixelSize(round(11 * self._unit))
        painter.setFont(font)
        painter.setPen(QColor(self._theme.muted))
        metrics = QFontMetricsF(font)
        right_before = -math.inf
        for caption in self._placement.captions:
            x = caption.x * self._camera.scale + self._camera.left
            y = caption.y * self._camera.scale + self._camera.top
            width = metrics.horizontalAdvance(caption.text)
            left = x - width / 2
            if 0 <= x <= self._camera.width:  # a column at the edge: its name is not cut off
                left = max(0.0, min(left, self._camera.width - width))
            if left > right_before + 5 * self._unit and y - metrics.ascent() >= self._inset:  # not under the legend
                painter.drawText(QPointF(left, y), caption.text)
                right_before = left + width

    def _draw_missing_pixels(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(self._theme.line), self._stroke, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y, _ in self._placement.missing_pixels:
            centre = QPointF(x * self._camera.scale + self._camera.left, y * self._camera.scale + self._camera.top)
            painter.drawPath(outline(INPUT, centre, 0.8 * self._radius))

    # -- a frame ---------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, frame: Frame | None, hovered: int | None) -> None:
        """Draw neurons and highlights over the raster of the connections; the painter is in device pixels."""
        if hovered is not None:
            self._draw_connections_of(painter, hovered)
        if frame is not None:
            self._draw_current_line(painter, frame)
        if self.layer is not None:
            painter.drawImage(0, 0, self.layer)
        if frame is not None:
            self._draw_evicted(painter, frame)
            self._draw_ends(painter, frame)
        if hovered is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.text), 2 * self._unit))
            painter.drawPath(outline(int(self._kind[hovered]), self._centre(hovered), self._radius + 3.2 * self._unit))

    def fallback_lines(self, painter: QPainter, frame: Frame | None) -> None:
        """Draw the connections in their states with the painter, until there is a raster of them."""
        network, theme = self._placement.network, self._theme
        states = np.zeros(network.n_connections, np.uint8)
        if frame is not None:
            timing = frame.timing
            states = np.where(timing.position < frame.step, 2, timing.ready_from <= frame.step)
        ends = (self._x[network.source], self._y[network.source], self._x[network.target], self._y[network.target])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        colours = (theme.waiting, theme.ready, theme.done)
        for state, (colour, share) in enumerate(zip(colours, FALLBACK_SHARES, strict=True)):
            painter.setPen(QPen(QColor(mix(theme.surface, colour, share)), self._ratio))
            lines = zip(*(end[states == state].tolist() for end in ends), strict=True)
            painter.drawLines([QLineF(*line) for line in lines])

    def _centre(self, neuron: int) -> QPointF:
        return QPointF(float(self._x[neuron]) + 0.5, float(self._y[neuron]) + 0.5)

    def _draw_connections_of(self, painter: QPainter, neuron: int) -> None:
        network = self._placement.network
        here = self._centre(neuron)
        coming = [self._centre(int(network.source[c])) for c in network.incoming.of(neuron)[:MOST_HIGHLIGHTS]]
        going = [self._centre(int(network.target[c])) for c in network.outgoing.of(neuron)[:MOST_HIGHLIGHTS]]
        pen = QPen(QColor(self._theme.text), 1.3 * self._unit)
        painter.setPen(pen)
        painter.drawLines([QLineF(source, here) for source in coming])
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawLines([QLineF(here, target) for target in going])

    def _draw_current_line(self, painter: QPainter, frame: Frame) -> None:
        if frame.ends is None or frame.weight is None:
            return
        u, v = (self._centre(n) for n in frame.ends)
        line = QLineF(u, v)
        length = line.length()
        if length < 1:
            return
        thick, head = 2.6 * self._unit, 9 * self._unit
        tip_at = max(0.55, 1 - (self._radius + 4.5 * self._unit) / length)
        tip, neck = line.pointAt(tip_at), line.pointAt(max(0.5, tip_at - 0.85 * head / length))
        colour = QColor(self._theme.current)
        halo = QColor(self._theme.surface)
        halo.setAlphaF(0.85)
        cap = Qt.PenCapStyle.FlatCap
        painter.setPen(QPen(halo, thick + 4 * self._unit, Qt.PenStyle.SolidLine, cap))
        painter.drawLine(u, tip)
        painter.setPen(QPen(colour, thick, Qt.PenStyle.SolidLine, cap))
        painter.drawLine(u, neck)
        along = QPointF(line.dx() / length, line.dy() / length)
        across = QPointF(-along.y(), along.x())
        back = tip - along * head
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([tip, back + across * (head * 0.5), back - across * (head * 0.5)]))

    def paint_weight(self, painter: QPainter, frame: Frame) -> None:
        """Draw the weight of the current connection, above everything that may lie over its line."""
        if frame.ends is None or frame.weight is None:
            return
        line = QLineF(*(self._centre(n) for n in frame.ends))
        if line.length() < 90 * self._unit + 2 * self._radius:
            return
        font = QFont(self._font)
        font.setPixelSize(round(11.5 * self._unit))
        font.setWeight(QFont.Weight.DemiBold)
        text = numbers.real(frame.weight, 3)
        width = QFontMetricsF(font).horizontalAdvance(text) + 12 * self._unit
        box = QRectF(0, 0, width, 18 * self._unit)
        box.moveCenter(min((line.pointAt(share) for share in _WEIGHT_AT), key=lambda at: self._under(at, box)))
        painter.setPen(QPen(QColor(self._theme.current), 1.2 * self._unit))
        painter.setBrush(QColor(self._theme.surface))
        painter.drawRoundedRect(box, 9 * self._unit, 9 * self._unit)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.current_ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _under(self, at: QPointF, box: QRectF) -> int:
        """Return how many neurons a box around a point would cover."""
        across, down = box.width() / 2 + self._radius, box.height() / 2 + self._radius
        return int(((np.abs(self._x - at.x()) < across) & (np.abs(self._y - at.y()) < down)).sum())

    def _draw_ends(self, painter: QPainter, frame: Frame) -> None:
        if frame.ends is None:
            return
        for neuron in frame.ends:
            kind = int(self._kind[neuron])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.current), 2.4 * self._unit))
            painter.drawPath(outline(kind, self._centre(neuron), self._radius + 2.6 * self._unit))
            if self._overlay is None and self._states is not None and self._states[neuron] == DIRTY:
                draw_dirty_mark(painter, self._theme, self._centre(neuron), self._radius, self._stroke)

    def _draw_evicted(self, painter: QPainter, frame: Frame) -> None:
        """Draw a cross over each neuron that was just evicted."""
        reach = max(0.62 * self._radius, 3 * self._unit)
        for gone in frame.departed:
            if not gone.evicted:
                continue
            at = self._centre(gone.neuron)
            for colour, thick in (
                (self._theme.surface, 5.0),
                (self._theme.dirty_ink if gone.written else self._theme.text, 2.2),
            ):
                painter.setPen(QPen(QColor(colour), thick * self._unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                draw_cross(painter, at, reach)
