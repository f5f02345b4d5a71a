"""The tiles of the sample gallery: an image of each network, and its sizes."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.look.palette import Theme
from ioviz.viewmodels.network.place import place
from ioviz.viewmodels.network.placement import LinkPlacement
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.progress import Progress

_MOST_DOTS = 400  # neurons: more of them would overlap on a tile
_MARGIN = 8


@dataclass(frozen=True, eq=False)
class SampleTile:
    """One sample, ready to be drawn.

    Attributes
    ----------
    name : str
    facts : str
        Its sizes as text.
    pixels : uint32[height, width]
        All connections, as 0xffRRGGBB.
    dots : float32[n, 2]
        The centres of the neurons in pixels; none where there are too many.
    radius : float
        Radius of a dot, in pixels.
    """

    name: str
    facts: str
    pixels: NDArray[np.uint32]
    dots: NDArray[np.float32]
    radius: float


def sample_tile(path: Path, width: int, height: int, theme: Theme) -> Generator[Progress, None, SampleTile]:
    """Make the tile of a sample file, with an image of `width` times `height` pixels."""
    from ioviz.core.formats import load
    from ioviz.core.schedule import order
    from ioviz.viewmodels.frame.timing import make_timing
    from ioviz.viewmodels.network.raster import Camera, ConnectionRaster

    network = load(path)
    yield Progress(f"Drawing {path.stem}")
    placement = place(network, aspect=width / height)
    camera = Camera.fitting(placement.bounds, width, height, _MARGIN)
    raster = ConnectionRaster(placement, make_timing(order(network, "neuron")), camera, thickness=1.0)
    yield from raster.build(network.n_connections // 2, theme)
    dots, radius = np.zeros((0, 2), np.float32), 0.0
    if isinstance(placement, LinkPlacement) and network.n_neurons <= _MOST_DOTS:
        x, y = placement.x * camera.scale + camera.left, placement.y * camera.scale + camera.top
        dots = np.stack([x, y], axis=1).astype(np.float32)
        radius = placement.radius * camera.scale
    facts = f"{numbers.plural(network.n_neurons, 'neuron')}, {numbers.plural(network.n_connections, 'connection')}"
    return SampleTile(path.stem, facts, raster.pixels, dots, radius)
