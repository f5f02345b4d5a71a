"""The sides of a matrix: axes that show the states of neurons, and tints over the columns and rows of residents.

Each is a stretched image with a pixel for each neuron (or for each pixel of the screen, where neurons are
smaller); only changed sides are made again.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ioviz.viewmodels.frame.timing import CLEAN, DIRTY, GONE, STORED, WAITING
from ioviz.viewmodels.look.palette import Theme, mix, rgb
from ioviz.viewmodels.network.placement import Block

LOOKS_FINISHED = 8
"""Added to the state of a neuron that is finished: its look on the sides depends on both."""


class BlockSides:
    """The two sides of one block."""

    def __init__(self, block: Block, box: QRectF, tables: tuple[np.ndarray, np.ndarray]) -> None:
        self._columns = _Side(block.sources, box.width(), tables, across=True)
        self._rows = _Side(block.targets, box.height(), tables, across=False)

    def advance(self, looks: np.ndarray, changed: np.ndarray | None) -> None:
        """Update to the looks of all neurons; `changed` marks those that look different than before."""
        self._columns.advance(looks, changed)
        self._rows.advance(looks, changed)

    def draw_axes(self, painter: QPainter, upper: QRectF, left: QRectF) -> None:
        """Draw the axes into their strips."""
        for side, strip in ((self._columns, upper), (self._rows, left)):
            if side.axis is not None:
                painter.drawImage(strip, side.axis)

    def draw_tints(self, painter: QPainter, box: QRectF) -> None:
        """Tint the columns and rows of residents: where they cross, only the weight has to be read."""
        for side in (self._columns, self._rows):
            if side.tint is not None:
                painter.drawImage(box, side.tint)


class _Side:
    def __init__(
        self, members: np.ndarray, length: float, tables: tuple[np.ndarray, np.ndarray], *, across: bool
    ) -> None:
        self._members, self._across = members, across
        self._axis_table, self._tint_table = tables
        self.axis: QImage | None = None
        self.tint: QImage | None = None
        self._kept: list[np.ndarray] = []  # the images' pixels
        pixels = max(1, int(length))
        # With several neurons in a pixel: the first neuron of each pixel; residents take precedence.
        self._starts = np.arange(pixels) * members.size // pixels if members.size > pixels else None

    def advance(self, looks: np.ndarray, changed: np.ndarray | None) -> None:
        if self.axis is not None and changed is not None and not changed[self._members].any():
            return
        looks = looks[self._members]
        states = looks % LOOKS_FINISHED
        # Only a finished neuron is the source of a later connection, only an unfinished one its target.
        finished = looks >= LOOKS_FINISHED
        tinted = np.where((states >= CLEAN) & (finished == self._across), states, 0)
        if self._starts is not None:
            states = np.maximum.reduceat(states, self._starts)
            tinted = np.maximum.reduceat(tinted, self._starts)
        axis = self._axis_table[states]
        self._kept = [axis]
        self.axis = self._image(axis, QImage.Format.Format_RGB32)
        self.tint = None
        if tinted.any():
            tint = self._tint_table[tinted]
            self._kept.append(tint)
            self.tint = self._image(tint, QImage.Format.Format_ARGB32_Premultiplied)

    def _image(self, pixels: np.ndarray, kind: QImage.Format) -> QImage:
        width, height = (pixels.size, 1) if self._across else (1, pixels.size)
        return QImage(pixels.data, width, height, 4 * width, kind)


def axis_colours(theme: Theme) -> np.ndarray:
    """Return 0xffRRGGBB of each state of a neuron on an axis, uint32[5]."""
    table = np.zeros(5, np.uint32)
    for state, colour in {
        WAITING: mix(theme.surface, theme.hidden, 0.55),
        STORED: mix(theme.hidden, theme.muted, 0.45),
        GONE: mix(theme.surface, theme.hidden, 0.22),
        CLEAN: theme.clean,
        DIRTY: theme.dirty,
    }.items():
        table[state] = QColor(colour).rgb()
    return table


def overlay_table(colours: tuple[str, ...]) -> np.ndarray:
    """Return 0xffRRGGBB of each class of an overlay, uint32[8]; there are fewer classes than `LOOKS_FINISHED`."""
    table = np.zeros(LOOKS_FINISHED, np.uint32)
    table[: len(colours)] = [QColor(colour).rgb() for colour in colours]
    return table


def tint_colours(theme: Theme) -> np.ndarray:
    """Return the tint of a column or row in each state, premultiplied 0xAARRGGBB, uint32[5]."""
    table = np.zeros(5, np.uint32)
    for state, colour, share in ((CLEAN, theme.clean, 0.21), (DIRTY, theme.dirty, 0.24)):
        red, green, blue = (round(channel * share) for channel in rgb(colour))
        table[state] = round(255 * share) << 24 | red << 16 | green << 8 | blue
    return table
