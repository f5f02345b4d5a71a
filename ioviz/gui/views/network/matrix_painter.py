"""Draws layer matrices: frames, axes that show the states of neurons, and highlights above the cells."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from ioviz.gui.toolkit.painted_view import first_fitting
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.views.network.matrix_axes import LOOKS_FINISHED, BlockSides, axis_colours, overlay_table, tint_colours
from ioviz.gui.views.network.overlay_layer import PainterLook
from ioviz.viewmodels.frame.frame import Frame
from ioviz.viewmodels.frame.timing import CLEAN, WAITING
from ioviz.viewmodels.look.palette import text_on
from ioviz.viewmodels.network.placement import Block, MatrixPlacement
from ioviz.viewmodels.network.raster import block_pixels
from ioviz.viewmodels.text import numbers

MOST_TICKS = 60
LEAST_CELL_FOR_NUMBERS = 34  # pixels of the 100 % design
LEAST_CELL_FOR_ENDS = 84
LEAST_TICK = 2.0


class MatrixPainter:
    """Frames, axes and highlights of one placement under one camera. Lengths are device pixels."""

    def __init__(self, placement: MatrixPlacement, look: PainterLook) -> None:
        camera, theme, ratio, overlay = look.camera, look.theme, look.ratio, look.overlay
        self._placement, self._camera, self._theme, self._font = placement, camera, theme, look.font
        self._ratio, self._unit, self._inset = ratio, ratio * look.scale, look.inset
        lefts, tops, wides, highs = (array.tolist() for array in block_pixels(placement, camera))
        self._boxes = [
            QRectF(x, y, w * block.sources.size, h * block.targets.size)
            for block, x, y, w, h in zip(placement.blocks, lefts, tops, wides, highs, strict=True)
        ]
        self._axis = min(max(5.0 * self._unit, 0.24 * placement.margin * camera.scale), 16 * self._unit)
        self._gap = 2 * self._unit
        self._overlay = overlay
        self._lut = axis_colours(theme) if overlay is None else overlay_table(overlay.colours)
        self._states: np.ndarray | None = None
        self._looks: np.ndarray | None = None  # states, and whether each neuron is finished
        tables = self._lut, tint_colours(theme) if overlay is None else np.zeros_like(self._lut)
        self._sides = [BlockSides(block, box, tables) for block, box in zip(placement.blocks, self._boxes, strict=True)]
        self._frames_image: QImage | None = None
        self.weights_image: QImage | None = None  # the weights, which never change
        self.written_blocks: set[int] = set()  # the blocks whose weights are drawn
        whole = QRectF(0, 0, camera.width, camera.height)
        reach = self._axis + 20 * self._unit
        self._seen = [k for k, box in enumerate(self._boxes) if box.adjusted(-reach, -reach, 0, 0).intersects(whole)]

    def advance(self, frame: Frame | None) -> None:
        """Update to the states of the neurons."""
        network = self._placement.network
        states = np.full(network.n_neurons, WAITING, np.uint8) if frame is None else frame.neuron_states
        finished = np.zeros(states.size, np.bool_) if frame is None else frame.timing.finish <= frame.step
        looks = states + LOOKS_FINISHED * finished.astype(np.uint8)
        if self._overlay is not None:  # the total cost of a neuron is the same at every step
            states = looks = self._overlay.classes
        changed = None if self._looks is None else looks != self._looks
        self._states, self._looks = states, looks
        if changed is None or changed.any():
            for k in self._seen:
                self._sides[k].advance(looks, changed)
        if self._frames_image is None:
            self._frames_image = QImage(
                self._camera.width, self._camera.height, QImage.Format.Format_ARGB32_Premultiplied
            )
            self._frames_image.fill(0)
            with painting(self._frames_image) as painter:
                for k in self._seen:
                    self._draw_frame(painter, self._placement.blocks[k], self._boxes[k])

    def fallback_lines(self, painter: QPainter, frame: Frame | None) -> None:
        """Draw nothing: there are too many cells to draw one by one."""

    def paint(self, painter: QPainter, frame: Frame | None, hovered: int | None) -> None:
        """Draw axes and highlights over the raster of the cells; the painter is in device pixels."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for k in self._seen:
            self._sides[k].draw_tints(painter, self._boxes[k])
        if self._frames_image is not None:
            painter.drawImage(0, 0, self._frames_image)
        with_weights = self._draw_weights(painter)
        for k in self._seen:
            self._sides[k].draw_axes(painter, *self._axis_boxes(self._boxes[k]))
        if frame is not None and self._overlay is None:
            self._draw_dirty_ticks(painter, frame)
        for k, columns, rows in with_weights:
            self._draw_numbers(painter, self._placement.blocks[k], self._boxes[k], columns, rows)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if hovered is not None:
            for column in (True, False):
                self._draw_stripe(painter, hovered, column, QColor(self._theme.text), 1.2, fill=0.10)
        if frame is not None:
            self._draw_current(painter, frame)

    def paint_weight(self, painter: QPainter, frame: Frame) -> None:
        """Draw nothing: the weight stands in its cell, where there is room."""

    # -- parts -------------------------------------------------------------------------------------------

    def _draw_frame(self, painter: QPainter, block: Block, box: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.line), self._ratio))
        edge = self._ratio / 2
        painter.drawRect(box.adjusted(-edge, -edge, edge, edge))
        font = QFont(self._font)
        font.setPixelSize(round(11 * self._unit))
        height = QFontMetricsF(font).height()
        if box.width() < 4.5 * height:
            return
        painter.setFont(font)
        painter.setPen(QColor(self._theme.muted))
        foot = box.top() - self._gap - self._axis - 2 * self._unit
        above = QRectF(box.left(), foot - height, box.width(), height)
        # A title that would lie over another matrix or under the legend is left out; the tooltip has it.
        others = (self._boxes[k] for k in self._seen)
        if above.top() < self._inset - self._unit or any(above.intersects(other) for other in others):
            return
        names, _, density = block.title.partition(" · ")
        text = first_fitting(font, box.width(), (block.title, names, density))
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _axis_boxes(self, box: QRectF) -> tuple[QRectF, QRectF]:
        """Return the strips along the sources (above) and the targets (left)."""
        grow = self._gap + self._axis
        # Zoomed in, the axes stay at the edge of the view as long as their block is in it.
        y = min(max(box.top() - grow, self._inset), box.bottom())
        x = min(max(box.left() - grow, 0.0), box.right())
        return QRectF(box.left(), y, box.width(), self._axis), QRectF(x, box.top(), self._axis, box.height())

    def _stripes(self, neuron: int) -> list[tuple[QRectF, bool, QRectF]]:
        """Return the stripe of a neuron in each of its blocks: (stripe, whether a column, its piece of the axis)."""
        stripes = []
        rank = int(self._placement.rank[neuron])
        for k in self._seen:
            block, box = self._placement.blocks[k], self._boxes[k]
            if rank < block.sources.size and block.sources[rank] == neuron:
                wide = box.width() / block.sources.size
                x = box.left() + rank * wide
                upper = self._axis_boxes(box)[0]
                tick = QRectF(x, upper.top(), wide, upper.height())
                stripes.append((QRectF(x, box.top(), wide, box.height()), True, tick))
            if rank < block.targets.size and block.targets[rank] == neuron:
                high = box.height() / block.targets.size
                y = box.top() + rank * high
                left = self._axis_boxes(box)[1]
                tick = QRectF(left.left(), y, left.width(), high)
                stripes.append((QRectF(box.left(), y, box.width(), high), False, tick))
        return stripes

    def _draw_dirty_ticks(self, painter: QPainter, frame: Frame) -> None:
        """Draw the second sign of dirty: a tick that extends over the edge of the axis."""
        least, longer = LEAST_TICK * self._ratio, 2.5 * self._unit
        for neuron in frame.neuron[frame.dirty][:MOST_TICKS].tolist():
            for _, column, box in self._stripes(neuron):
                if column:
                    wider = max(0.0, least - box.width()) / 2
                    box = box.adjusted(-wider, -longer, wider, 0)
                else:
                    higher = max(0.0, least - box.height()) / 2
                    box = box.adjusted(-longer, -higher, 0, higher)
                painter.fillRect(box, QColor(self._theme.dirty))

    def _draw_stripe(
        self, painter: QPainter, neuron: int, as_column: bool, colour: QColor, thick: float, *, fill: float
    ) -> None:
        tint = QColor(colour)
        tint.setAlphaF(fill)
        for stripe, column, tick in self._stripes(neuron):
            if column != as_column:
                continue
            box = stripe.united(tick)
            painter.fillRect(box, tint)
            painter.setPen(QPen(colour, thick * self._unit))
            middle = box.center()
            if max(stripe.width() if column else stripe.height(), 0) > 6 * self._unit:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box)
            elif column:
                painter.drawLine(QPointF(middle.x(), box.top()), QPointF(middle.x(), box.bottom()))
            else:
                painter.drawLine(QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y()))

    def _draw_current(self, painter: QPainter, frame: Frame) -> None:
        """Draw the current connection: its cell, and lines to its source above and its target on the left."""
        if frame.current is None or frame.ends is None:
            return
        number = int(self._placement.block[frame.current])
        block, box = self._placement.blocks[number], self._boxes[number]
        u, v = frame.ends
        wide, high = box.width() / block.sources.size, box.height() / block.targets.size
        x = box.left() + (float(self._placement.rank[u]) + 0.5) * wide
        y = box.top() + (float(self._placement.rank[v]) + 0.5) * high
        colour = QColor(self._theme.current)
        painter.setPen(QPen(colour, 1.6 * self._unit))
        upper, left = self._axis_boxes(box)
        if self._fits_weights(wide, high):  # the lines end at the numbers
            from_x, from_y = left.left() + self._strip_width(left), upper.bottom()
        else:
            from_x, from_y = left.left(), upper.top()
        half_x, half_y = max(wide / 2, 4 * self._unit), max(high / 2, 4 * self._unit)
        painter.drawLine(QPointF(x, from_y), QPointF(x, max(from_y, y - half_y)))
        painter.drawLine(QPointF(from_x, y), QPointF(max(from_x, x - half_x), y))
        # Small triangles on the axes: from the source down, into the target.
        size = 4.5 * self._unit
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        top = upper.top() - 1 * self._unit
        painter.drawPolygon(
            [QPointF(x - size, top - size), QPointF(x + size, top - size), QPointF(x, top + size * 0.4)]
        )
        start = left.left() - 1 * self._unit
        painter.drawPolygon([QPointF(start, y - size), QPointF(start, y + size), QPointF(start - size * 1.4, y)])
        cell = QRectF(x - half_x, y - half_y, 2 * half_x, 2 * half_y)
        halo = QColor(self._theme.surface)
        halo.setAlphaF(0.9)
        painter.setPen(QPen(halo, 5 * self._unit))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cell, 2 * self._unit, 2 * self._unit)
        painter.setPen(QPen(colour, 2.4 * self._unit))
        fill = QColor(colour)
        fill.setAlphaF(0.25 if wide >= LEAST_CELL_FOR_NUMBERS * self._unit else 0.9)
        painter.setBrush(fill)
        painter.drawRoundedRect(cell, 2 * self._unit, 2 * self._unit)

    def _fits_weights(self, wide: float, high: float) -> bool:
        """Whether weights fit in cells of this size."""
        return wide >= LEAST_CELL_FOR_NUMBERS * self._unit and high >= 14 * self._unit

    def _strip_width(self, left: QRectF) -> float:
        """Return the width of the axis along the targets with numbers in it."""
        return max(left.width(), 6.4 * self._unit * len(str(self._placement.network.n_neurons)))

    def _draw_weights(self, painter: QPainter) -> list[tuple[int, range, range]]:
        """Draw the weights where they fit; return these blocks, with the visible columns and rows."""
        with_weights = []
        for k in self._seen:
            block, box = self._placement.blocks[k], self._boxes[k]
            wide, high = box.width() / block.sources.size, box.height() / block.targets.size
            if not self._fits_weights(wide, high):
                continue
            columns = _visible(box.left(), wide, block.sources.size, self._camera.width)
            rows = _visible(box.top(), high, block.targets.size, self._camera.height)
            with_weights.append((k, columns, rows))
            if self.weights_image is None:
                assert self._frames_image is not None
                self.weights_image = QImage(self._frames_image.size(), QImage.Format.Format_ARGB32_Premultiplied)
                self.weights_image.fill(0)
            if k not in self.written_blocks:
                self.written_blocks.add(k)
                with painting(self.weights_image) as onto:
                    self._write_weights(onto, k, columns, rows)
        if self.weights_image is not None:
            painter.drawImage(0, 0, self.weights_image)
        return with_weights

    def _write_weights(self, painter: QPainter, number: int, columns: range, rows: range) -> None:
        """Write the weight of each visible connection; below it, where they fit, its ends."""
        placement, network = self._placement, self._placement.network
        block, box = placement.blocks[number], self._boxes[number]
        wide, high = box.width() / block.sources.size, box.height() / block.targets.size
        large = wide >= LEAST_CELL_FOR_ENDS * self._unit and high >= 34 * self._unit
        font, small = QFont(self._font), QFont(self._font)
        font.setPixelSize(round((15 if large else 10.5) * self._unit))
        small.setPixelSize(round(10.5 * self._unit))
        metrics = QFontMetricsF(font)
        paper = QColor(self._theme.surface)
        paper.setAlphaF(0.82)  # behind the text, since cells can be as dark as the text
        for i in columns:
            leaving = network.outgoing.of(int(block.sources[i]))
            leaving = leaving[placement.block[leaving] == number]
            row = placement.rank[network.target[leaving]]
            inside = (row >= rows.start) & (row < rows.stop)
            for c, j in zip(leaving[inside].tolist(), row[inside].tolist(), strict=True):
                cell = QRectF(box.left() + i * wide, box.top() + j * high, wide, high)
                weight = numbers.real(network.weight[c], 4 if large else 2)
                box = QRectF(0, 0, metrics.horizontalAdvance(weight) + 6 * self._unit, metrics.height())
                if large:
                    box.adjust(-8 * self._unit, 0, 8 * self._unit, 17 * self._unit)
                box.moveCenter(cell.center())
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(paper)
                painter.drawRoundedRect(box.intersected(cell), 3 * self._unit, 3 * self._unit)
                painter.setFont(font)
                painter.setPen(QColor(self._theme.text))
                painter.drawText(
                    cell.translated(0, -8 * self._unit if large else 0), Qt.AlignmentFlag.AlignCenter, weight
                )
                if large:
                    painter.setFont(small)
                    ends = f"{numbers.count(int(network.source[c]))} → {numbers.count(int(network.target[c]))}"
                    below = cell.adjusted(2, 18 * self._unit, -2, 0)
                    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, first_fitting(small, below.width(), (ends,)))

    def _draw_numbers(self, painter: QPainter, block: Block, box: QRectF, columns: range, rows: range) -> None:
        """Draw the neurons' numbers on the axes."""
        assert self._states is not None
        upper, left = self._axis_boxes(box)
        font = QFont(self._font)
        font.setPixelSize(round(10 * self._unit))
        painter.setFont(font)
        wide, high = box.width() / block.sources.size, box.height() / block.targets.size
        strip = QRectF(left.left(), box.top(), self._strip_width(left), box.height())
        painter.fillRect(strip, QColor(self._theme.surface))
        for members, cells, across in ((block.sources, columns, True), (block.targets, rows, False)):
            for i in cells:
                neuron = int(members[i])
                tick = (
                    QRectF(box.left() + i * wide, upper.top(), wide - self._ratio, upper.height())
                    if across
                    else QRectF(strip.left(), box.top() + i * high, strip.width(), high - self._ratio)
                )
                state = int(self._states[neuron])
                painter.fillRect(tick, QColor.fromRgb(int(self._lut[state])))
                role = self._theme.on_fill if state >= CLEAN else self._theme.text
                painter.setPen(QColor(role if self._overlay is None else text_on(self._overlay.colours[state])))
                painter.drawText(tick, Qt.AlignmentFlag.AlignCenter, str(neuron))


def _visible(start: float, size: float, count: int, length: int) -> range:
    """Return the indices of the cells that a view of `length` pixels shows along one side."""
    return range(max(0, int(-start // size)), min(count, int((length - start) // size) + 1))
