"""The tiled and the grouped order: layer after layer, in blocks that fit.

Idea
    For each layer one of two ways. *Sums stay*: as many partial sums as fit stay, while the sources stream past them
    once a block; each block takes them in the other direction, so that those there from the block before are
    used first, and the first block begins with the neurons completed last. *Sources stay*: sums are completed one
    after the other, in a sequence in which sources are finished with as early as can be.
    **grouped** is the same with similar sums in the same block.
Cost
    O(W log W + b * b) for a layer of b sums, once for each way and block size that is tried.
Where it is good
    Sums stay: dense layers that are large against M (a re-read of each source a block, against one a connection
    in the neuron order). Sources stay: layers that almost fit, where nothing is read twice but what they
    exceed M by; and the last layer, whose sums are never read again.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.order_blocks import freeing_sequence, similar_sequence
from ioviz.core.schedule.excess import check_memory, min_excess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ioviz.core.network import Network

Int32 = NDArray[np.int32]

SUMS_STAY, SOURCES_STAY = "sums stay", "sources stay"
MOST_WAYS = 32
"""So many combinations of ways are tried at most, one after the other through the layers if there are more."""

TRY_LIMIT = 100_000_000
"""Steps that the search for a sequence with early finished sources may take in one layer."""


class _Layer:
    """The connections into one layer, its sums and sources numbered from 0."""

    def __init__(self, network: Network, connections: Int32) -> None:
        self.connections = connections
        self.source_ids, source = np.unique(network.source[connections], return_inverse=True)
        self.sum_ids, target = np.unique(network.target[connections], return_inverse=True)
        self.source: Int32 = source.astype(np.int32)
        self.target: Int32 = target.astype(np.int32)
        by_target = np.lexsort((self.source, self.target))
        by_source = np.lexsort((self.target, self.source))
        self.ptr = _pointers(self.target, self.sum_ids.size)
        self.back_ptr = _pointers(self.source, self.source_ids.size)
        self.sources = self.source[by_target]
        self.sums = self.target[by_source]
        self.similar: dict[int, Int32] = {}
        self.freeing: Int32 | None = None

    def similar_sums(self, block: int) -> Int32:
        """The sums with similar ones in the same block."""
        if block not in self.similar:
            self.similar[block] = similar_sequence(self.ptr, self.sources, self.back_ptr, self.sums, block)
        return self.similar[block]

    def freeing_sums(self) -> Int32:
        """The sums such that their sources are finished with early."""
        if self.freeing is None:
            one_try = self.connections.size + self.sum_ids.size**2
            tries = max(1, TRY_LIMIT // (4 * one_try))
            self.freeing, _ = freeing_sequence(self.ptr, self.sources, self.back_ptr, self.sums, tries)
        return self.freeing


def tiled_order(network: Network, memory: int, *, grouped: bool = False) -> tuple[Int32, dict[str, Any]]:
    """Make the best tiled order found, by the excess under MIN.

    Parameters
    ----------
    network : Network
    memory : int
        M, 3 or more.
    grouped : bool
        Put sums of similar sources into the same block.

    Returns
    -------
    order : int32[W]
    settings : dict
        "ways": the way of each layer; "block": the number of sums that stay.
    """
    places = check_memory(memory, "grouped" if grouped else "tiled") - 1
    layers = _layers(network)
    blocks = _block_sizes(layers, places)
    best: tuple[int, Int32, dict[str, Any]] | None = None
    for ways, block in _choices(len(layers), blocks):
        order = _assemble(network, layers, ways, block, grouped)
        excess = min_excess(network, order, memory)
        if best is None or excess < best[0]:
            best = excess, order, {"ways": list(ways), "block": block}
        if excess == 0:
            break
    assert best is not None
    if len(layers) > 1 and 2 ** len(layers) * len(blocks) > MOST_WAYS:
        best = _improve(network, layers, memory, grouped, best)
    return best[1], best[2]


def _pointers(group: Int32, n_groups: int) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(group, minlength=n_groups))])


def _layers(network: Network) -> list[_Layer]:
    depth = network.layer[network.target]
    arranged = np.argsort(depth, kind="stable").astype(np.int32)
    borders = np.cumsum(np.bincount(depth, minlength=1))[:-1]
    return [_Layer(network, part) for part in np.split(arranged, borders) if part.size]


def _block_sizes(layers: list[_Layer], places: int) -> list[int]:
    """As many as fit, and as many as make all blocks of the largest layer alike."""
    most = max(1, places - 1)
    largest = max((layer.sum_ids.size for layer in layers), default=1)
    alike = -(-largest // -(-largest // most))
    return sorted({most, max(1, most - 1), alike}, reverse=True)


def _choices(n_layers: int, blocks: list[int]) -> Iterator[tuple[tuple[str, ...], int]]:
    if 2**n_layers * len(blocks) <= MOST_WAYS:
        yield from product(product((SUMS_STAY, SOURCES_STAY), repeat=n_layers), blocks)
        return
    for way, block in product((SUMS_STAY, SOURCES_STAY), blocks):
        yield (way,) * n_layers, block


def _improve(
    network: Network, layers: list[_Layer], memory: int, grouped: bool, best: tuple[int, Int32, dict[str, Any]]
) -> tuple[int, Int32, dict[str, Any]]:
    """Change the way of one layer after the other while it helps."""
    ways = list(best[2]["ways"])
    block = best[2]["block"]
    for i in range(min(len(ways), MOST_WAYS)):
        other = list(ways)
        other[i] = SUMS_STAY if ways[i] == SOURCES_STAY else SOURCES_STAY
        order = _assemble(network, layers, tuple(other), block, grouped)
        excess = min_excess(network, order, memory)
        if excess < best[0]:
            ways = other
            best = excess, order, {"ways": ways, "block": block}
    return best


def _assemble(network: Network, layers: list[_Layer], ways: tuple[str, ...], block: int, grouped: bool) -> Int32:
    """Put the connections of all layers into one order."""
    completed = np.zeros(network.n_neurons, np.int64)  # when: 0 for inputs
    clock = 1
    parts = []
    for layer, way in zip(layers, ways):
        if way == SOURCES_STAY:
            sequence = layer.freeing_sums()
        elif grouped:
            sequence = layer.similar_sums(block)
        else:
            sequence = np.arange(layer.sum_ids.size, dtype=np.int32)
        rank = np.empty(sequence.size, np.int64)
        rank[sequence] = np.arange(sequence.size)
        turn = rank[layer.target]
        # Sources completed last are used first, and in the other direction in the next block.
        recent = np.empty(layer.source_ids.size, np.int64)
        recent[np.argsort(-completed[layer.source_ids], kind="stable")] = np.arange(recent.size)
        stream = recent[layer.source]
        if way == SOURCES_STAY:
            arranged = np.lexsort((stream, turn))
        else:
            tile = turn // block
            stream = np.where(tile % 2 == 0, stream, -stream)
            arranged = np.lexsort((turn, stream, tile))
        parts.append(layer.connections[arranged])
        completed[layer.sum_ids] = clock + rank
        clock += sequence.size
    return np.concatenate(parts) if parts else np.empty(0, np.int32)
