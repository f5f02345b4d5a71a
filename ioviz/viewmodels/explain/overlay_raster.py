"""Raster of all connections under an overlay: coloured by what they cost, the same at every step.

Lines are drawn over each other, the most expensive on top. Matrix cells that share a pixel show their mean class:
among thousands of connections in a pixel, the most expensive one would hide all others.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.explain.overlays import CLASSES, colours
from ioviz.viewmodels.look.palette import Theme, mix, rgb
from ioviz.viewmodels.network.placement import LinkPlacement, Placement
from ioviz.viewmodels.network.raster import CHUNK_CELLS, CHUNK_LINES, Camera, geometry
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.viewmodels.explain.overlays import Overlay

_SHADES = 16  # between two classes of cells
_LEAST, _MOST = 0.30, 0.95  # opacity of one line of the cheapest and of the most expensive class
_AMOUNTS, _AMOUNTS_A_LINE = 4096, 16  # of ink that are distinguished, and for a pixel that one line covers
_NEVER = np.iinfo(np.int32).max


class OverlayRaster:
    """The connections of a placement by the classes of an overlay, seen by one camera."""

    def __init__(self, placement: Placement, overlay: Overlay, camera: Camera, thickness: float) -> None:
        assert overlay.connection_class is not None
        self.placement, self.overlay, self.camera = placement, overlay, camera
        self.rough = False
        self.theme: Theme | None = None
        self.pixels: NDArray[np.uint32] = np.zeros((camera.height, camera.width), np.uint32)
        self._thickness = thickness

    def build(self, theme: Theme, stride: int = 1) -> Generator[Progress, None, OverlayRaster]:
        """Draw every `stride`-th connection; yield between chunks, return self."""
        from ioviz.core.kernels import raster

        self.theme, self.rough = theme, stride > 1
        classes = self.overlay.connection_class
        assert classes is not None
        order = np.argsort(classes, kind="stable")[::stride]
        borders = np.searchsorted(classes[order], np.arange(CLASSES + 2))
        lines = isinstance(self.placement, LinkPlacement)
        draw: Any = raster.draw_lines if lines else raster.draw_cells
        where = geometry(self.placement, self.camera, self._thickness, order)
        paint: _Lines | _Cells = _Cells(self.overlay, theme, self.camera)
        if lines:
            paint = _Lines(self.overlay, theme, self.camera, self._depth(order))
        never = np.full(order.size, _NEVER, np.int32)
        never.setflags(write=False)  # as the times of a schedule: a writable array would compile the kernels again
        chunk = CHUNK_LINES if lines else CHUNK_CELLS
        ink = np.zeros((1, self.camera.height, self.camera.width), np.int32)
        for number in range(CLASSES + 1):
            begin, end = int(borders[number]), int(borders[number + 1])
            if begin == end:
                continue
            ink[:] = 0
            for first in range(begin, end, chunk):
                draw(ink, first, min(end, first + chunk), 1, *where, never, never, 0)
                yield Progress("", first / max(1, order.size))
            paint.add(number, ink[0])
        paint.finish(self.pixels)
        return self

    def _depth(self, order: NDArray[np.int64]) -> float:
        """Return about how many lines cover a pixel: their length times thickness by the area."""
        placement, network = self.placement, self.placement.network
        assert isinstance(placement, LinkPlacement)
        u, v = network.source[order], network.target[order]
        length = np.hypot(placement.x[u] - placement.x[v], placement.y[u] - placement.y[v]).sum()
        left, top, right, bottom = placement.bounds
        area = max((right - left) * (bottom - top) * self.camera.scale, 1e-9)
        return float(length) * self._thickness / area


class _Lines:
    """Blends class over class, from the cheapest to the most expensive."""

    def __init__(self, overlay: Overlay, theme: Theme, camera: Camera, depth: float) -> None:
        scale = overlay.connection_scale
        n = len(scale.starts)
        self._colours = (mix(theme.surface, theme.done, 0.5), *colours(scale, theme.dark))
        self._cover = (0.2, *np.linspace(_LEAST, _MOST, n)) if n > 1 else (0.2, _MOST)
        self._thin = max(1.0, depth / 1.5) ** 0.8
        self._planes = np.empty((3, camera.height, camera.width), np.float32)
        for plane, channel in zip(self._planes, rgb(theme.surface), strict=True):
            plane[:] = channel

    def add(self, number: int, ink: NDArray[np.int32]) -> None:
        """Blend the ink of one class over the pixels so far."""
        one = self._cover[number] / (self._thin if number <= len(self._cover) // 2 else self._thin**0.5)
        amounts = np.arange(_AMOUNTS, dtype=np.float32) / _AMOUNTS_A_LINE
        table = 1 - (1 - np.float32(min(one, 0.999))) ** amounts
        share = table[np.minimum(ink >> 4, _AMOUNTS - 1)]
        for plane, channel in zip(self._planes, rgb(self._colours[number]), strict=True):
            plane += (channel - plane) * share

    def finish(self, pixels: NDArray[np.uint32]) -> None:
        """Write the pixels as 0xffRRGGBB."""
        red, green, blue = (np.round(plane).astype(np.uint32) for plane in self._planes)
        pixels[:] = 0xFF000000 | red << 16 | green << 8 | blue


class _Cells:
    """Averages the class of the connections in each pixel."""

    def __init__(self, overlay: Overlay, theme: Theme, camera: Camera) -> None:
        shown = colours(overlay.connection_scale, theme.dark)
        steps = max(1, (len(shown) - 1) * _SHADES)
        between = [
            mix(shown[k // _SHADES], shown[min(k // _SHADES + 1, len(shown) - 1)], k % _SHADES / _SHADES)
            for k in range(steps + 1)
        ]
        self._table = np.array([_pixel(colour) for colour in between], np.uint32)
        self._none = _pixel(mix(theme.surface, theme.done, 0.5))
        self._surface = _pixel(theme.surface)
        self._amount = np.zeros((camera.height, camera.width), np.int64)
        self._sum = np.zeros((camera.height, camera.width), np.int64)
        self._bare = np.zeros((camera.height, camera.width), np.bool_)

    def add(self, number: int, ink: NDArray[np.int32]) -> None:
        """Add the ink of one class."""
        if number == 0:
            self._bare |= ink > 0
            return
        self._amount += ink
        self._sum += ink.astype(np.int64) * (number - 1)

    def finish(self, pixels: NDArray[np.uint32]) -> None:
        """Write the pixels as 0xffRRGGBB."""
        mean = self._sum * _SHADES // np.maximum(self._amount, 1)
        pixels[:] = self._table[np.minimum(mean, self._table.size - 1)]
        pixels[self._amount == 0] = self._surface
        pixels[(self._amount == 0) & self._bare] = self._none


def _pixel(colour: str) -> int:
    red, green, blue = rgb(colour)
    return 0xFF000000 | red << 16 | green << 8 | blue
