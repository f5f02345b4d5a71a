"""Where a neuron or a connection is in a placement, as boxes of the world; what a view zooms to."""

from __future__ import annotations

from typing import NamedTuple

from ioviz.viewmodels.network.placement import LinkPlacement, MatrixPlacement, Placement


class Box(NamedTuple):
    """A rectangle of the world, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def connection_box(placement: Placement, connection: int) -> Box:
    """Return what holds a connection: its two neurons, or its cell."""
    source, target = int(placement.network.source[connection]), int(placement.network.target[connection])
    if isinstance(placement, LinkPlacement):
        return _around(placement, source, target)
    block = placement.blocks[int(placement.block[connection])]
    left = block.x + int(placement.rank[source]) * block.cell_width
    top = block.y + int(placement.rank[target]) * block.cell_height
    return Box(left, top, left + block.cell_width, top + block.cell_height)


def neuron_box(placement: Placement, neuron: int) -> Box:
    """Return what holds a neuron: its shape, or in matrices the cell of the first connection that it takes part in."""
    if isinstance(placement, LinkPlacement):
        return _around(placement, neuron)
    network = placement.network
    both = [*network.incoming.of(neuron)[:1].tolist(), *network.outgoing.of(neuron)[:1].tolist()]
    return connection_box(placement, both[0]) if both else Box(*placement.bounds)


def scale_for(placement: Placement, box: Box, room: tuple[float, float], cell: float) -> float:
    """Return pixels per unit of the world at which a box is seen well.

    Parameters
    ----------
    placement : Placement
    box : Box
        From `connection_box` or `neuron_box`.
    room : (float, float)
        Width and height of the view in pixels.
    cell : float
        How wide a cell of a matrix, or a neuron, is to be in pixels.

    Returns
    -------
    float
        Lines: the box fills half of the view at most, and a neuron is no larger than `cell`. Matrices: the
        narrower side of a cell is `cell` pixels.
    """
    if isinstance(placement, MatrixPlacement):
        return cell / min(box.width, box.height)
    fills = min(room[0] / box.width, room[1] / box.height) / 2
    return min(fills, cell / (2 * placement.radius))


def _around(placement: LinkPlacement, *neurons: int) -> Box:
    x, y = ([float(places[n]) for n in neurons] for places in (placement.x, placement.y))
    reach = placement.radius
    return Box(min(x) - reach, min(y) - reach, max(x) + reach, max(y) + reach)
