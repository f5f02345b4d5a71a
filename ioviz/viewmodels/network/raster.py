"""Raster of all connections as numpy pixels: built in chunks in any thread, then updated cheaply from step to step.

`build` is a generator, so that it can run off the GUI thread and stop between two chunks; after it, `follow` changes
only the pixels that a step affects.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.timing import frozen
from ioviz.viewmodels.look.palette import Theme, rgb
from ioviz.viewmodels.network.placement import LinkPlacement, MatrixPlacement, Placement
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.viewmodels.frame.timing import Timing

HAIRLINES = 8_000
"""From this number on, lines overlap everywhere: each is drawn one pixel wide, twice as fast."""

CHUNK_LINES = 10_000
CHUNK_CELLS = 400_000
"""Connections drawn between two yields of a build: some 10 ms."""

MOST_LINES_TO_FOLLOW = 6_000
MOST_CELLS_TO_FOLLOW = 100_000
"""The most changed connections that are followed, some 10 ms: with more, the raster is built again."""

_COVER_SIZE = 2048

# Opacity of one line, and of very many: waiting, ready, done.
_LINE_COVER = ((0.26, 0.75), (0.50, 0.95), (0.12, 0.40))
_CELL_COVER = ((0.34, 0.90), (0.85, 1.0), (0.16, 0.45))


@dataclass(frozen=True)
class Camera:
    """Pixels from world coordinates: ``x * scale + left``, ``y * scale + top``; all in device pixels."""

    scale: float
    left: float
    top: float
    width: int
    height: int

    @classmethod
    def fitting(cls, bounds: tuple[float, float, float, float], width: int, height: int, margin: float) -> Camera:
        """Return the camera that centres `bounds` in an image, at least `margin` pixels from its edges."""
        left, top, right, bottom = bounds
        scale = min((width - 2 * margin) / (right - left), (height - 2 * margin) / (bottom - top))
        return cls(scale, (width - scale * (left + right)) / 2, (height - scale * (top + bottom)) / 2, width, height)


class ConnectionRaster:
    """The connections of a placement at one step, seen by one camera."""

    def __init__(self, placement: Placement, timing: Timing, camera: Camera, thickness: float) -> None:
        self.placement, self.timing, self.camera = placement, timing, camera
        self.thickness = thickness
        self.step = 0
        self.rough = False  # a preview with some of the connections, which cannot follow
        self.pixels: NDArray[np.uint32] = np.zeros((camera.height, camera.width), np.uint32)
        self._ink: NDArray[np.int32] = np.zeros((3, camera.height, camera.width), np.int32)
        self.theme: Theme | None = None
        self._geometry = geometry(placement, camera, thickness)

    def build(self, step: int, theme: Theme, stride: int = 1) -> Generator[Progress, None, ConnectionRaster]:
        """Draw every `stride`-th connection in its state at `step`; yield between chunks, return self."""
        from ioviz.core.kernels import raster

        lines = isinstance(self.placement, LinkPlacement)
        draw: Any = raster.draw_lines if lines else raster.draw_cells
        chunk = (CHUNK_LINES if lines else CHUNK_CELLS) * stride
        connections = self.placement.network.n_connections
        self.step, self.rough = step, stride > 1
        self._ink[:] = 0
        for first in range(0, connections, chunk):
            last = min(first + chunk, connections)
            draw(self._ink, first, last, stride, *self._geometry, self.timing.ready_from, self.timing.position, step)
            yield Progress("", last / connections)
        self.recolour(theme)
        self.follow(step)  # compiles what the frames need, off the GUI thread
        return self

    def recolour(self, theme: Theme) -> None:
        """Write all pixels in the colours of a theme."""
        self.theme = theme
        self._unit, self._cover = _cover_table(self._depth(), isinstance(self.placement, MatrixPlacement))
        self._colours = np.array([rgb(c) for c in (theme.waiting, theme.ready, theme.done)], np.int32)
        self._background = np.array(rgb(theme.surface), np.int32)
        self._colour_box(0, 0, self.camera.width, self.camera.height)

    def follow(self, step: int) -> tuple[int, int, int, int] | None:
        """Update to another step; return the box of changed pixels (left, top, right, bottom), None if there are none.

        Raises
        ------
        TooManyChanges
            If so many connections changed that it would take longer than a frame; nothing is changed then.
        """
        from ioviz.core.kernels import raster

        lines = isinstance(self.placement, LinkPlacement)
        most = MOST_LINES_TO_FOLLOW if lines else MOST_CELLS_TO_FOLLOW
        if abs(step - self.step) > most:
            raise TooManyChanges
        changed = self.timing.changed(self.step, step)
        if changed.size > most:
            raise TooManyChanges
        camera = self.camera
        box = np.array([camera.width, camera.height, 0, 0], np.int32)
        shift: Any = raster.shift_lines if lines else raster.shift_cells
        changed = changed.copy()  # always writable: a read-only array would compile the kernel again
        position, ready_from = self.timing.position, self.timing.ready_from
        shift(self._ink, changed, *self._geometry, ready_from, position, self.step, step, box)
        self.step = step
        left, top = max(0, int(box[0])), max(0, int(box[1]))
        right, bottom = min(camera.width, int(box[2])), min(camera.height, int(box[3]))
        self._colour_box(left, top, right, bottom)
        return (left, top, right, bottom) if left < right and top < bottom else None

    def _colour_box(self, left: int, top: int, right: int, bottom: int) -> None:
        from ioviz.core.kernels import raster

        colours = self._cover, self._unit, self._colours, self._background
        raster.colour(self._ink, self.pixels, *colours, left, top, right, bottom)

    def _depth(self) -> float:
        """Return the mean number of connections in a pixel that has any."""
        ink = self._ink[:, ::3, ::3].sum(axis=0)
        used = ink[ink > 0]
        return float(used.mean()) / 256 if used.size else 1.0


class TooManyChanges(Exception):
    """Too many connections changed to follow within a frame."""


def geometry(
    placement: Placement, camera: Camera, thickness: float, order: NDArray[np.int64] | None = None
) -> tuple[Any, ...]:
    """Return the geometry arguments of the kernels, with the connections in `order`."""
    network = placement.network

    def ordered(array: NDArray[np.int32]) -> NDArray[np.int32]:
        if order is None:
            return array
        # As the arrays of a network: a writable one would compile the kernels again.
        return frozen(array[order])

    ends = ordered(network.source), ordered(network.target)
    if isinstance(placement, LinkPlacement):
        x = placement.x * np.float32(camera.scale) + np.float32(camera.left)
        y = placement.y * np.float32(camera.scale) + np.float32(camera.top)
        return (*ends, x, y, thickness, network.n_connections >= HAIRLINES)
    return (*ends, ordered(placement.block), placement.rank, *block_pixels(placement, camera))


def block_pixels(
    placement: MatrixPlacement, camera: Camera
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return left, top, cell width and cell height of each block in pixels, float32[blocks] each.

    Blocks begin on whole pixels, so that equal blocks look equal.
    """
    left = np.array([block.x for block in placement.blocks]) * camera.scale + camera.left
    top = np.array([block.y for block in placement.blocks]) * camera.scale + camera.top
    wide = np.array([block.cell_width for block in placement.blocks]) * camera.scale
    high = np.array([block.cell_height for block in placement.blocks]) * camera.scale
    arrays = [np.round(left), np.round(top), wide, high]
    return tuple(np.asarray(array, np.float32) for array in arrays)  # type: ignore[return-value]


def _cover_table(depth: float, cells: bool) -> tuple[int, NDArray[np.uint16]]:
    """Return entries per full pixel, and the opacity (0 to 256) of each amount of ink, uint16[3, size].

    One line has the first opacity of its state, many have up to the second; where many lines overlap, one of them
    covers less, so that differences in density are visible.
    """
    unit = 64 if depth < 8 else 8 if depth < 64 else 1
    amount = np.arange(_COVER_SIZE) / unit
    table = np.empty((3, _COVER_SIZE), np.uint16)
    for state, (one, many) in enumerate(_CELL_COVER if cells else _LINE_COVER):
        share = one / many
        each = share / max(1.0, depth / 1.5) ** 0.8
        table[state] = np.round(256 * many * (1 - (1 - min(each, 0.999)) ** amount))
    # The least amount of ink is rounded up: a thin line must not vanish.
    table[:, 1:] = np.maximum(table[:, 1:], 1)
    return unit, table
