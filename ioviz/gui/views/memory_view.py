"""Fast memory: a cell for each slot, with its neuron, value, clean or dirty state, and next use.

Large cells show everything as text, smaller ones the number, then only the colour; thousands of cells are one
scaled image.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QElapsedTimer, QPointF, QRect, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFontMetricsF, QHideEvent, QImage, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.toolkit.painted_view import first_fitting, width_of
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.views.frame_view import FrameView
from ioviz.gui.views.memory_cells import CellStyle, draw_square
from ioviz.viewmodels.frame.facts import neuron_facts
from ioviz.viewmodels.frame.frame import FREE, Frame
from ioviz.viewmodels.look.palette import mix
from ioviz.viewmodels.text import numbers

HEADING = 24  # all lengths in pixels of the 100 % design
BEST_CELL = (78, 54)  # a cell that shows everything
LEAST_CELL = 6.5  # smaller ones are pixels of an image
FLASH_MS = 420
FEW, PATIENCE_MS = 200, 100  # more cells than that are all painted only after so long


class MemoryView(FrameView):
    """Shows the slots of fast memory at a `Frame`."""

    SIZE = (360, 260)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Fast memory")
        self.setAccessibleDescription("One cell for each slot: neuron, value, clean or dirty, next use")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 60)
        self._columns, self._cell = 1, (1.0, 1.0)
        self._grid: tuple[int, int, int] | None = None  # the slots and size that the columns were chosen for
        self._many: QImage | None = None
        self._pixels: np.ndarray | None = None
        self.since_full_paint = QElapsedTimer()
        self.flash = QVariantAnimation(self)
        self.flash.setStartValue(1.0)
        self.flash.setEndValue(0.0)
        self.flash.setDuration(FLASH_MS)
        self.flash.valueChanged.connect(self._flashed)

    def setFrame(self, frame: Frame | None) -> None:
        """Show another frame; only the cells that look different are painted."""
        before, self.frame = self.frame, frame
        if frame is None or before is None or before.n_slots != frame.n_slots:
            self._grid = None
            self.flash.stop()
            self.update()
            return
        if frame is before:
            return
        self._arrange()
        single = abs(frame.step - before.step) <= 1
        if single and (frame.arrived or frame.departed) and self.isVisible():
            self.flash.stop()
            self.flash.start()
        elif not single:
            self.flash.stop()
        if self.shows_image or self._due_all(frame):
            self.update()
            return
        self.update(QRect(0, 0, self.width(), math.ceil(self.px(HEADING))))
        for slot in self._changed(before, frame):
            self.update(self.cell_box(slot).toAlignedRect().adjusted(-4, -4, 4, 4))

    def _due_all(self, frame: Frame) -> bool:
        """Whether to paint all cells: the next use that they show changes with every step."""
        if not CellStyle(self, frame, self.cell_box(0)).shows_next_use:
            return False
        if frame.n_slots <= FEW or not self.since_full_paint.isValid() or self.since_full_paint.elapsed() > PATIENCE_MS:
            self.since_full_paint.start()
            return True
        return False

    @staticmethod
    def _changed(before: Frame, frame: Frame) -> set[int]:
        """Return the slots whose cells look different, apart from the time until the next use."""
        changed = (frame.neuron != before.neuron) | (frame.dirty != before.dirty)
        changed |= frame.next_use != before.next_use
        if frame.value is not None:
            old = before.value if before.value is not None else np.full_like(frame.value, np.nan)
            changed |= (frame.value != old) & ~(np.isnan(frame.value) & np.isnan(old))
        slots = set(np.flatnonzero(changed).tolist())
        for shown in (before, frame):
            slots.update(shown.arrived)
            slots.update(gone.slot for gone in shown.departed)
            slots.update(slot for end in shown.ends or () if (slot := shown.slot_of(end)) is not None)
            if shown.hand is not None:
                slots.add(shown.hand)
        return slots

    # -- geometry ----------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Choose the number of columns that makes the cells largest."""
        if self.frame is None:
            return
        n_slots = self.frame.n_slots
        key = (n_slots, self.width(), self.height())
        if key == self._grid:
            return
        self._grid = key
        width, height = self.width(), max(1.0, self.height() - self.px(HEADING))
        shape = BEST_CELL[0] / BEST_CELL[1]
        best, self._columns = -1.0, 1
        if n_slots <= 4_000:
            candidates = range(1, min(n_slots, max(1, int(width / LEAST_CELL))) + 1)
        else:
            around = max(1, round(math.sqrt(n_slots * width / height)))
            candidates = range(around, around + 1)
        for columns in candidates:
            wide, high = width / columns, height / math.ceil(n_slots / columns)
            size = min(wide / shape, high)
            if size > best:
                best, self._columns = size, columns
        wide, high = width / self._columns, height / math.ceil(n_slots / self._columns)
        self._cell = (min(wide, self.px(BEST_CELL[0]) * 1.6), min(high, self.px(BEST_CELL[1]) * 1.4))
        self._many = None

    def cell_box(self, slot: int) -> QRectF:
        """Return the cell of a slot, without the gap around it."""
        row, column = divmod(slot, self._columns)
        wide, high = self._cell
        gap = min(self.px(5), 0.08 * min(wide, high) + 0.6)
        x, y = column * wide, self.px(HEADING) + row * high
        left, top = round(x), round(y)
        return QRectF(left, top, max(1.0, round(x + wide) - left - gap), max(1.0, round(y + high) - top - gap))

    @property
    def shows_image(self) -> bool:
        return min(self._cell) < LEAST_CELL

    def slot_at(self, point: QPointF) -> int | None:
        """Return the slot at a point of the view."""
        if self.frame is None or point.y() < self.px(HEADING) or point.x() < 0:
            return None
        self._arrange()
        column = int(point.x() / self._cell[0])
        row = int((point.y() - self.px(HEADING)) / self._cell[1])
        slot = row * self._columns + column
        return slot if column < self._columns and slot < self.frame.n_slots else None

    def neuron_at(self, point: QPointF) -> int | None:
        slot = self.slot_at(point)
        if slot is None or self.frame is None:
            return None
        neuron = int(self.frame.neuron[slot])
        return None if neuron == FREE else neuron

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(event.rect(), self.colour("surface"))
            frame = self.frame
            self._arrange()
            self._draw_heading(painter, frame)
            if frame is None:
                return
            if self.shows_image:
                self._draw_image(painter, frame)
            else:
                self._draw_cells(painter, frame, event.region())
            self._draw_marks(painter, frame)

    def _draw_heading(self, painter: QPainter, frame: Frame | None) -> None:
        box = QRectF(0, 0, self.width(), self.px(HEADING - 4))
        heading_font, font = self.text_font(11, bold=True), self.text_font(13, bold=True)
        filled = ""
        if frame is not None:
            resident, slots = frame.resident, frame.n_slots
            texts = [numbers.of(resident, slots), *(f"{numbers.count(resident)} of {k}" for k in numbers.forms(slots))]
            filled = first_fitting(font, self.width(), texts)
        room = self.width() - width_of(font, filled) - self.px(8) * bool(filled)
        heading = first_fitting(heading_font, room, ("FAST MEMORY", "MEMORY"))
        flags = Qt.AlignmentFlag.AlignVCenter
        self.draw_text(painter, box, heading, 11, "muted", flags=flags, bold=True)
        if frame is None:
            return
        self.draw_text(painter, box, filled, 13, flags=flags | Qt.AlignmentFlag.AlignRight, bold=True)
        right = self.width() - QFontMetricsF(font).horizontalAdvance(filled) - self.px(16)
        painter.setFont(self.text_font(11.5))
        metrics = QFontMetricsF(painter.font())
        left_end = width_of(heading_font, heading) + self.px(14)
        width = len(str(frame.n_slots))
        for text, count, dirty in (("dirty", frame.n_dirty, True), ("clean", frame.resident - frame.n_dirty, False)):
            label = f"{numbers.count(count, width)} {text}"
            advance = metrics.horizontalAdvance(label)
            sign = self.px(10)
            left = right - advance - sign - self.px(5)
            if left < left_end:
                break
            square = QRectF(left, box.center().y() - sign / 2, sign, sign)
            draw_square(painter, self, square, dirty)
            painter.setPen(self.colour("muted"))
            at = QRectF(left + sign + self.px(5), 0, advance + 2, box.height())
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, label)
            right = left - self.px(14)

    def _draw_cells(self, painter: QPainter, frame: Frame, region: QRegion) -> None:
        style = CellStyle(self, frame, self.cell_box(0))
        for slot in self._slots_in(region, frame.n_slots):
            style.draw(painter, frame, slot, self.cell_box(slot))

    def _slots_in(self, region: QRegion, n_slots: int) -> list[int]:
        """Return the slots whose cells touch a region."""
        wide, high = self._cell
        top = self.px(HEADING)
        found: set[int] = set()
        for rect in region:  # type: ignore[attr-defined]  # QRegion is iterable; its stub does not say so
            first_row = max(0, int((rect.top() - top) / high))
            columns = range(max(0, int(rect.left() / wide)), min(self._columns, int(rect.right() / wide) + 1))
            for row in range(first_row, int((rect.bottom() - top) / high) + 1):
                start = row * self._columns
                found.update(start + column for column in columns if start + column < n_slots)
        return sorted(found)

    def _draw_image(self, painter: QPainter, frame: Frame) -> None:
        """Draw all cells as pixels of one image, scaled without smoothing."""
        rows = math.ceil(frame.n_slots / self._columns)
        theme = self._theme
        colours = (mix(theme.surface, theme.sunken, 0.9), theme.clean, theme.dirty)
        table = np.array([QColor(colour).rgb() for colour in colours], np.uint32)
        state = np.zeros(rows * self._columns, np.uint8)
        state[: frame.n_slots] = np.where(frame.neuron == FREE, 0, 1 + frame.dirty)
        self._pixels = table[state]
        if frame.n_slots < state.size:
            self._pixels[frame.n_slots :] = QColor(theme.surface).rgb()
        self._many = QImage(self._pixels.data, self._columns, rows, 4 * self._columns, QImage.Format.Format_RGB32)
        target = QRectF(0, self.px(HEADING), self._columns * self._cell[0], rows * self._cell[1])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(target, self._many)

    def _draw_marks(self, painter: QPainter, frame: Frame) -> None:
        """Draw the highlights: ends of the connection, read and evicted neurons, the hand, the hovered neuron."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        thick = max(1.6, min(self.px(2.6), 0.09 * min(self._cell) + 1))
        strength = self.flash.currentValue() if self.flash.state() == QVariantAnimation.State.Running else 0.0
        for gone in {gone.slot: gone for gone in frame.departed}.values():  # the last one of two in the same slot
            if frame.neuron[gone.slot] == FREE:
                colour = QColor(self._theme.dirty if gone.written else self._theme.clean)
                colour.setAlphaF(0.25 + 0.45 * strength)
                self._ring(painter, gone.slot, colour, thick, Qt.PenStyle.DashLine)
                self._draw_ghost(painter, gone.slot, gone.neuron, strength)
        for arrived in frame.arrived:
            if strength > 0 and frame.neuron[arrived] != FREE:
                colour = self.colour("current", 0.75 * strength)
                self._ring(painter, arrived, colour, thick * (1 + 1.6 * strength), grow=thick * 1.4 * strength)
        for end in frame.ends or ():
            slot = frame.slot_of(end)
            if slot is not None:
                self._ring(painter, slot, self.colour("surface"), thick * 0.7, grow=-thick * 0.5)
                self._ring(painter, slot, self.colour("current"), thick, grow=thick * 0.3)
        if frame.hand is not None and frame.hand < frame.n_slots:
            self._draw_hand(painter, frame.hand)
        if self.hovered is not None:
            slot = frame.slot_of(self.hovered)
            if slot is not None:
                self._ring(painter, slot, self.colour("text"), thick, grow=thick * 0.5)

    def _ring(
        self,
        painter: QPainter,
        slot: int,
        colour: QColor,
        thick: float,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
        grow: float = 0.0,
    ) -> None:
        box = self.cell_box(slot).adjusted(-grow, -grow, grow, grow)
        if self.shows_image:
            box = box.adjusted(-2, -2, 2, 2)
        radius = min(self.px(6), 0.16 * min(box.width(), box.height()))
        painter.setPen(QPen(colour, thick, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, radius, radius)

    def _draw_ghost(self, painter: QPainter, slot: int, neuron: int, strength: float) -> None:
        """Draw the number of the neuron that just left a slot that is free now."""
        box = self.cell_box(slot)
        if self.frame is None:
            return
        big = CellStyle(self, self.frame, box).big
        if big is not None:
            painter.setFont(big)
            painter.setPen(self.colour("muted", 0.35 + 0.4 * strength))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(neuron))

    def _draw_hand(self, painter: QPainter, slot: int) -> None:
        """Draw the hand of round robin: a triangle in the top left corner of its slot."""
        box = self.cell_box(slot)
        size = max(4.0, min(self.px(12), 0.42 * min(box.width(), box.height())))
        painter.setPen(QPen(self.colour("surface"), 1))
        painter.setBrush(self.colour("text"))
        corner = box.topLeft()
        painter.drawPolygon([corner, corner + QPointF(size, 0), corner + QPointF(0, size)])

    # -- events ------------------------------------------------------------------------------------------

    def _flashed(self, _value: object) -> None:
        frame = self.frame
        if frame is None:
            return
        for slot in (*frame.arrived, *(gone.slot for gone in frame.departed)):
            self.update(self.cell_box(slot).toAlignedRect().adjusted(-8, -8, 8, 8))

    def _restyled(self) -> None:
        self._grid = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._grid = None
        super().resizeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.flash.stop()
        super().hideEvent(event)

    def _tip_at(self, point: QPointF) -> str:
        slot = self.slot_at(point)
        if slot is None or self.frame is None:
            return ""
        neuron = int(self.frame.neuron[slot])
        return f"Slot {slot + 1} is free" if neuron == FREE else "\n".join(neuron_facts(self.frame, neuron))
