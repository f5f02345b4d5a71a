"""Placements: the positions of neurons and connections, as the layouts of small and of large networks make them.

Coordinates are those of an abstract world, y downwards; the view scales them. A placement is made by
`ioviz.viewmodels.network.place.place` and never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ioviz.core.network import Network

Kind = Literal["links", "matrix"]
Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]


@dataclass(frozen=True)
class Caption:
    """A line of text in the world, centred at x, with its bottom at y."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class LinkPlacement:
    """Neurons as shapes, connections as lines.

    Attributes
    ----------
    network : Network
    x, y : float32[N]
        The centre of each neuron.
    radius : float
        Radius of each neuron; no two neurons overlap.
    bounds : tuple of float
        Left, top, right, bottom of everything, captions included.
    captions : tuple of Caption
        One for each layer.
    missing_pixels : tuple of (x, y, entry)
        Entries of the input vector without a neuron, where the inputs are laid out as an image.
    """

    network: Network
    x: Float32
    y: Float32
    radius: float
    bounds: tuple[float, float, float, float]
    captions: tuple[Caption, ...]
    missing_pixels: tuple[tuple[float, float, int], ...] = ()
    kind: Kind = "links"

    def neuron_at(self, x: float, y: float, reach: float = 0.0) -> int | None:
        """Return the neuron at a point, or the nearest one not farther than `reach` from its edge."""
        distance = np.hypot(self.x - np.float32(x), self.y - np.float32(y))
        nearest = int(np.argmin(distance))
        return nearest if distance[nearest] <= self.radius + reach else None


@dataclass(frozen=True, eq=False)
class Block:
    """One matrix: the connections from the neurons of one layer (columns) to those of another (rows).

    Attributes
    ----------
    sources, targets : int32[columns], int32[rows]
        The neurons along the upper and the left edge.
    x, y, width, height : float
        The rectangle of the cells, without the axes.
    connections : int
    title : str
    """

    sources: Int32
    targets: Int32
    x: float
    y: float
    width: float
    height: float
    connections: int
    title: str

    @property
    def cell_width(self) -> float:
        """Width of one cell."""
        return self.width / self.sources.size

    @property
    def cell_height(self) -> float:
        """Height of one cell."""
        return self.height / self.targets.size


@dataclass(frozen=True, eq=False)
class MatrixPlacement:
    """Each pair of connected layers as a matrix, a cell a connection.

    Attributes
    ----------
    network : Network
    blocks : tuple of Block
    block : int32[W]
        The block of each connection.
    rank : int32[N]
        The column (as a source) and row (as a target) of each neuron in all its blocks.
    margin : float
        Space for the axes left of and above each block, and for the title above that.
    bounds : tuple of float
        Left, top, right, bottom of everything.
    """

    network: Network
    blocks: tuple[Block, ...]
    block: Int32
    rank: Int32
    margin: float
    bounds: tuple[float, float, float, float]
    kind: Kind = "matrix"

    def block_at(self, x: float, y: float) -> Block | None:
        """Return the block with its cells or axes at a point."""
        for block in self.blocks:
            inside_x = block.x - self.margin <= x < block.x + block.width
            inside_y = block.y - self.margin <= y < block.y + block.height
            if inside_x and inside_y:
                return block
        return None

    def pair_at(self, x: float, y: float) -> tuple[int | None, int | None]:
        """Return the source and the target under a point: both over a cell, one over an axis."""
        block = self.block_at(x, y)
        if block is None:
            return None, None
        column = int((x - block.x) // block.cell_width)
        row = int((y - block.y) // block.cell_height)
        source = int(block.sources[column]) if 0 <= column < block.sources.size else None
        target = int(block.targets[row]) if 0 <= row < block.targets.size else None
        return source, target


Placement = LinkPlacement | MatrixPlacement


def layer_members(network: Network) -> list[Int32]:
    """Return the neurons of each layer, by index: the file's layers if it has any, else by distance.

    Layers of a file are used only if every connection leads to a later one; empty ones are left out.
    """
    layer = network.layer_hint
    if layer is None or bool(np.any(layer[network.source] >= layer[network.target])):
        layer = network.layer
    order = np.argsort(layer, kind="stable").astype(np.int32)
    borders = np.flatnonzero(np.diff(layer[order])) + 1
    return list(np.split(order, borders))


def layer_name(number: int, members: Int32, network: Network) -> str:
    """Return the name of a layer: inputs, outputs, or its number."""
    if bool(network.is_input[members].all()):
        return "inputs"
    if bool(network.is_output[members].all()):
        return "outputs"
    return f"layer {number}"
