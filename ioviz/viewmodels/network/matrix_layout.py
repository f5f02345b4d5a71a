"""Layer matrices: the pairs of connected layers, and the arrangement of their blocks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.timing import frozen
from ioviz.viewmodels.network.placement import Block, MatrixPlacement, layer_members, layer_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.network import Network

MOST_BLOCKS = 160
"""A network with more pairs of connected layers is drawn as one matrix of all neurons."""

MARGIN = 0.09
TITLE = 0.09  # above each row, for the titles of its matrices
"""Space for axes and title above and left of a block, as a share of the longest side of all blocks."""

LEAST_SIDE = 0.10
"""A layer of few neurons is widened to this share of the longest side."""


def place_matrices(network: Network, aspect: float) -> MatrixPlacement:
    """Return the blocks of a network, arranged row by row so that cells become as large as possible."""
    layers = layer_members(network)
    pair, block = _pairs(network, layers)
    if len(pair) > MOST_BLOCKS or len(layers) > MOST_BLOCKS:
        return _one_matrix(network, layers)
    longest = max(members.size for members in layers)
    sides = [max(members.size / longest, LEAST_SIDE) for members in layers]
    sizes = [(sides[a], sides[b]) for a, b in pair]
    corners, extent = _flow(sizes, aspect)
    counts = np.bincount(block, minlength=len(pair))
    names = [layer_name(i, members, network) for i, members in enumerate(layers)]
    blocks = tuple(
        Block(
            layers[a],
            layers[b],
            x,
            y,
            *size,
            connections=int(n),
            title=f"{names[a]} → {names[b]} · {_density(int(n), layers[a].size * layers[b].size)}",
        )
        for (a, b), (x, y), size, n in zip(pair, corners, sizes, counts, strict=True)
    )
    return MatrixPlacement(network, blocks, frozen(block), _rank(network, layers), MARGIN, (0.0, 0.0, *extent))


def _pairs(network: Network, layers: list[NDArray[np.int32]]) -> tuple[list[tuple[int, int]], NDArray[np.int32]]:
    """Return the pairs of connected layers, nearest first within a source layer, and the pair of each connection."""
    number = np.empty(network.n_neurons, np.int32)
    for i, members in enumerate(layers):
        number[members] = i
    if len(layers) > MOST_BLOCKS:
        return [], np.zeros(network.n_connections, np.int32)
    key = number[network.source] * np.int32(len(layers)) + number[network.target]
    used = np.flatnonzero(np.bincount(key, minlength=len(layers) ** 2))
    table = np.zeros(len(layers) ** 2, np.int32)
    table[used] = np.arange(used.size, dtype=np.int32)
    return [divmod(int(k), len(layers)) for k in used], table[key]


def _one_matrix(network: Network, layers: list[NDArray[np.int32]]) -> MatrixPlacement:
    """Return a single block with all neurons along both axes, layer after layer."""
    neurons = np.concatenate(layers)
    n, connections = neurons.size, network.n_connections
    title = f"all neurons, layer after layer · {_density(connections, n * (n - 1) // 2)}"
    block = Block(neurons, neurons, MARGIN, MARGIN, 1.0, 1.0, connections, title)
    bounds = (0.0, 0.0, 1.0 + 1.3 * MARGIN, 1.0 + 1.3 * MARGIN)
    return MatrixPlacement(
        network, (block,), frozen(np.zeros(connections, np.int32)), _rank(network, [neurons]), MARGIN, bounds
    )


def _flow(sizes: list[tuple[float, float]], aspect: float) -> tuple[list[tuple[float, float]], tuple[float, float]]:
    """Arrange blocks in rows, as many a row as makes them largest; return their corners and the total size."""
    best: tuple[float, list[tuple[float, float]], tuple[float, float]] | None = None
    for per_row in range(1, len(sizes) + 1):
        corners: list[tuple[float, float]] = []
        y = width = 0.0
        for start in range(0, len(sizes), per_row):
            row = sizes[start : start + per_row]
            x, y = 0.0, y + TITLE + MARGIN
            for w, _ in row:
                x += MARGIN
                corners.append((x, y))
                x += w + 0.3 * MARGIN
            width = max(width, x)
            y += max(h for _, h in row) + 0.3 * MARGIN
        scale = min(aspect / width, 1 / y)
        if best is None or scale > best[0] * (1 + 1e-9):
            best = scale, corners, (width, y)
    assert best is not None
    return best[1], best[2]


def _rank(network: Network, layers: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    rank = np.empty(network.n_neurons, np.int32)
    for members in layers:
        rank[members] = np.arange(members.size, dtype=np.int32)
    return frozen(rank)


def _density(connections: int, cells: int) -> str:
    share = connections / cells if cells else math.nan
    digits = 0 if share >= 0.1 or round(1000 * share) % 10 == 0 else 1 if share >= 0.001 else 2
    return numbers.percent(share, digits)
