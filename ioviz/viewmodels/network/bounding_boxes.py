"""Bounding boxes of neurons and connections in a placement, and the scale a view zooms to."""

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
        """Width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def connection_box(placement: Placement, connection: int) -> Box:
    """Return the box of a connection: its two neurons, or its cell."""
    source, target = int(placement.network.source[connection]), int(placement.network.target[connection])
    if isinstance(placement, LinkPlacement):
        return _around(placement, source, target)
    block = placement.blocks[int(placement.block[connection])]
    left = block.x + int(placement.rank[source]) * block.cell_width
    top = block.y + int(placement.rank[target]) * block.cell_height
    return Box(left, top, left + block.cell_width, top + block.cell_height)


def neuron_box(placement: Placement, neuron: int) -> Box:
    """Return the box of a neuron: its shape, or in matrices the cell of its first connection."""
    if isinstance(placement, LinkPlacement):
        return _around(placement, neuron)
    network = placement.network
    both = [*network.incoming.of(neuron)[:1].tolist(), *network.outgoing.of(neuron)[:1].tolist()]
    return connection_box(placement, both[0]) if both else Box(*placement.bounds)


def scale_for(placement: Placement, box: Box, view: tuple[float, float], cell: float) -> float:
    """Return the scale, in pixels per unit of the world, at which a view shows a box.

    Parameters
    ----------
    placement : Placement
    box : Box
        From `connection_box` or `neuron_box`.
    view : (float, float)
        Width and height of the view in pixels.
    cell : float
        Width of a cell of a matrix, or of a neuron, in pixels.

    Returns
    -------
    float
        Lines: the box fills at most half of the view, and a neuron is at most `cell` pixels wide. Matrices: the
        shorter side of a cell is `cell` pixels.
    """
    if isinstance(placement, MatrixPlacement):
        return cell / min(box.width, box.height)
    fills = min(view[0] / box.width, view[1] / box.height) / 2
    return min(fills, cell / (2 * placement.radius))


def _around(placement: LinkPlacement, *neurons: int) -> Box:
    x, y = ([float(centres[n]) for n in neurons] for centres in (placement.x, placement.y))
    reach = placement.radius
    return Box(min(x) - reach, min(y) - reach, max(x) + reach, max(y) + reach)
