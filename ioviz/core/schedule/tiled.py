"""The tiled and the grouped order: layer after layer, in blocks that fit.

Idea
    For each layer one of three ways. *Sums stay*: as many partial sums as fit stay, while the sources stream past them
    once a block; each block takes them in the other direction, so that those there from the block before are
    used first, and the first block begins with the neurons completed last. *Sources stay*: sums are completed one
    after the other, in a sequence in which sources are finished with as early as can be. *Block by block*: as soon
    as a block of the layer before is complete, all sums use it while it is there, and come by one after the other;
    so the values of that layer are never written, at the price of sums that come once a block.
    **grouped** is the same with similar sums in the same block.
Cost
    O(W log W + b * b) for a layer of b sums, once for each way and block size that is tried.
Where it is good
    Sums stay: dense layers that are large against M (a re-read of each source a block, against one a connection
    in the neuron order). Sources stay: layers that almost fit, where nothing is read twice but what they
    exceed M by; and the last layer, whose sums are never read again. Block by block: layers of up to twice what fits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.core.schedule.excess import check_memory, min_excess
from ioviz.core.schedule.sum_layers import SumLayer, sum_layers

if TYPE_CHECKING:
    from ioviz.core.network import Network

Int32 = NDArray[np.int32]

SUMS_STAY, SOURCES_STAY, BLOCK_BY_BLOCK = "sums stay", "sources stay", "block by block"
WAYS = (SUMS_STAY, SOURCES_STAY, BLOCK_BY_BLOCK)
MOST_WAYS = 64
"""The limit of combinations of ways; if there are more, layers are searched one after the other."""


FINER = (0.97, 0.92)
"""Block sizes that are tried for one layer, as shares of the largest that fits."""


class _Made(NamedTuple):
    excess: int
    order: Int32
    ways: Sequence[str]
    blocks: list[int]


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
        "ways": the way of each layer; "blocks": the number of sums that stay in each.
    """
    n_slots = check_memory(memory, "grouped" if grouped else "tiled") - 1
    layers = sum_layers(network)
    sizes = _block_sizes(layers, n_slots)
    best: _Made | None = None
    for ways, size in _choices(layers, sizes):
        blocks = [size] * len(layers)
        order = tile(network, layers, ways, blocks, grouped)
        excess = min_excess(network, order, memory)
        if best is None or excess < best.excess:
            best = _Made(excess, order, ways, blocks)
        if excess == 0:
            break
    assert best is not None
    if best.excess > 0:
        best = _improve(network, layers, memory, grouped, best, sizes)
    return best.order, {"ways": list(best.ways), "blocks": best.blocks}


def tile(
    network: Network,
    layers: Sequence[SumLayer],
    ways: Sequence[str],
    blocks: Sequence[int],
    grouped: bool,
    sequences: Sequence[Int32 | None] | None = None,
) -> Int32:
    """Put the connections of all layers into one order.

    Parameters
    ----------
    network : Network
    layers : sequence of SumLayer
        As of `sum_layers`.
    ways : sequence of str
        One for each; the first is not "block by block".
    blocks : sequence of int
        How many sums stay in each, at most.
    grouped : bool
    sequences : sequence of int32 or None, optional
        For layers whose sources stay: the sequence of the sums, if it is not to be found here.

    Returns
    -------
    int32[W]
    """
    making = _Tiling(network, layers, ways, blocks, grouped, sequences)
    begin = 0
    for end in range(1, len(layers) + 1):
        if end == len(layers) or ways[end] != BLOCK_BY_BLOCK:
            making.make(begin, end)
            begin = end
    return np.concatenate(making.parts) if making.parts else np.empty(0, np.int32)


def _block_sizes(layers: list[SumLayer], n_slots: int) -> list[int]:
    """Return the largest block that fits, and the one that makes all blocks of the largest layer equal."""
    most = max(1, n_slots - 1)
    largest = max((layer.sum_ids.size for layer in layers), default=1)
    alike = -(-largest // -(-largest // most))
    return sorted({most, max(1, most - 1), alike}, reverse=True)


def _ways(layers: list[SumLayer], i: int, block: int) -> tuple[str, ...]:
    """Return the ways that differ for layer `i`: what fits into one block is not divided."""
    if i == 0 or layers[i - 1].sum_ids.size <= block:
        return SUMS_STAY, SOURCES_STAY
    return SUMS_STAY, SOURCES_STAY, BLOCK_BY_BLOCK


def _choices(layers: list[SumLayer], sizes: list[int]) -> Iterator[tuple[tuple[str, ...], int]]:
    n = len(layers)
    for size in sizes:
        if 2**n <= MOST_WAYS:
            ways = [_ways(layers, i, size) for i in range(n)]
            if math.prod(map(len, ways)) > MOST_WAYS // len(sizes):
                ways = [(SUMS_STAY, SOURCES_STAY)] * n
            if math.prod(map(len, ways)) <= MOST_WAYS // len(sizes):
                yield from ((chosen, size) for chosen in product(*ways))
                continue
        for way in WAYS:
            yield (SUMS_STAY if way == BLOCK_BY_BLOCK else way, *(way,) * (n - 1))[:n], size


def _improve(
    network: Network, layers: list[SumLayer], memory: int, grouped: bool, best: _Made, sizes: list[int]
) -> _Made:
    """Change the way or the block size of one layer at a time while that improves the order."""
    finer = sorted({*sizes, *(max(1, round(share * sizes[0])) for share in FINER)}, reverse=True)
    changes: list[tuple[int, str | None, int]] = [
        (i, way, 0) for i in range(len(layers)) for way in _ways(layers, i, best.blocks[i])
    ]
    changes += [(i, None, size) for i in range(len(layers)) for size in finer]
    for i, way, size in changes[:MOST_WAYS]:
        ways, blocks = list(best.ways), list(best.blocks)
        if way is not None:
            ways[i] = way
        else:
            blocks[i] = min(size, max(1, layers[i].sum_ids.size))
        if (ways, blocks) == (list(best.ways), best.blocks):
            continue
        order = tile(network, layers, ways, blocks, grouped)
        excess = min_excess(network, order, memory)
        if excess < best.excess:
            best = _Made(excess, order, ways, blocks)
    return best


class _Tiling:
    """An order under construction."""

    def __init__(
        self,
        network: Network,
        layers: Sequence[SumLayer],
        ways: Sequence[str],
        blocks: Sequence[int],
        grouped: bool,
        sequences: Sequence[Int32 | None] | None,
    ) -> None:
        self.network = network
        self.layers = layers
        self.ways = ways
        self.blocks = blocks
        self.grouped = grouped
        self.sequences = sequences
        self.parts: list[Int32] = []
        self.placed = np.zeros(network.n_connections, np.bool_)
        self.completed = np.zeros(network.n_neurons, np.int64)  # when: 0 for inputs
        self.clock = 1
        self.chosen = np.zeros(network.n_neurons, np.bool_)  # all False between two calls

    def make(self, begin: int, end: int) -> None:
        """Complete the sums of layers `begin` to `end - 1`: all but the first block by block with the one before."""
        sequence, by_sum = self._sequence(begin), self.ways[begin] == SOURCES_STAY
        for i in range(begin, end):
            passed: Int32 | None = None
            for block in self._complete(i, sequence, by_sum, in_blocks=i + 1 < end):
                passed = self._pass_by(self.layers[i + 1], block, None if passed is None else passed[::-1])
            if i + 1 < end:
                # Those that were used last are still resident.
                sequence = self.layers[i + 1].freeing_sums() if passed is None else passed[::-1]
                by_sum = i + 2 == end

    def _sequence(self, i: int) -> Int32:
        layer = self.layers[i]
        if self.ways[i] == SOURCES_STAY:
            given = self.sequences[i] if self.sequences is not None else None
            return layer.freeing_sums() if given is None else given
        if self.grouped:
            return layer.similar_sums(self.blocks[i])
        return np.arange(layer.sum_ids.size, dtype=np.int32)

    def _pass_by(self, layer: SumLayer, block: Int32, sequence: Int32 | None) -> Int32:
        """Use the sources of a block, sum after sum; returns the sequence of the sums, those without sources first."""
        self.chosen[block] = True
        part = layer.from_sources(self.chosen)
        self.chosen[block] = False
        if sequence is None:
            of_part = np.searchsorted(layer.sum_ids, part.sum_ids[part.freeing_sums()]).astype(np.int32)
            without = np.setdiff1d(np.arange(layer.sum_ids.size, dtype=np.int32), of_part)
            sequence = np.concatenate([without, of_part])
        rank = np.empty(sequence.size, np.int64)
        rank[sequence] = np.arange(sequence.size)
        turn = rank[np.searchsorted(layer.sum_ids, part.sum_ids)[part.target]]
        self._place(part.connections[np.lexsort((part.source, turn))])
        return sequence

    def _complete(self, i: int, sequence: Int32, by_sum: bool, *, in_blocks: bool) -> Iterator[Int32]:
        """Use all sources that have not been used: sum after sum, or source after source for each block.

        With `in_blocks` it pauses after each block but the last, and yields the neurons that are complete.
        """
        layer, size = self.layers[i], self.blocks[i]
        rank = np.empty(sequence.size, np.int64)
        rank[sequence] = np.arange(sequence.size)
        # Sources completed last are used first, and in the other direction in the next block.
        recent = np.empty(layer.source_ids.size, np.int64)
        recent[np.argsort(-self.completed[layer.source_ids], kind="stable")] = np.arange(recent.size)
        left = ~self.placed[layer.connections]
        turn, stream = rank[layer.target[left]], recent[layer.source[left]]
        block_of = turn // size
        if not by_sum:
            stream = np.where(block_of % 2 == 0, stream, -stream)
            arranged = np.lexsort((turn, stream, block_of))
        else:
            arranged = np.lexsort((stream, turn))
        order = layer.connections[left][arranged]
        if not in_blocks:
            size = max(1, sequence.size)
        ends = np.searchsorted(turn[arranged] // size, np.arange(-(-sequence.size // size)), side="right")
        begin = 0
        for k, end in enumerate(ends.tolist()):
            self._place(order[begin:end])
            begin = end
            block = layer.sum_ids[sequence[k * size : (k + 1) * size]]
            self.completed[block] = self.clock + np.arange(block.size)
            self.clock += block.size
            if k + 1 < ends.size:
                yield block

    def _place(self, connections: Int32) -> None:
        self.parts.append(connections)
        self.placed[connections] = True
