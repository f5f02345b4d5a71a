"""The layers of a network for the tiled orders: the sums of each, and their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.order.blocks import freeing_sequence, similar_sequence

if TYPE_CHECKING:
    from ioviz.core.network import Network

Int32 = NDArray[np.int32]

TRY_LIMIT = 100_000_000
"""The limit of steps in one layer for the search of a sequence that finishes sources early."""


class SumLayer:
    """The connections into one layer (or some of them), its sums and sources numbered from 0.

    Attributes
    ----------
    connections : int32[w]
    source_ids, sum_ids : int32
        The neurons, ascending.
    source, target : int32[w]
        Of each connection, by their numbers here.
    ptr, sources, back_ptr, sums
        The sources by sum and the sums by source, as `kernels.order_blocks` has them.
    """

    def __init__(self, network: Network, connections: Int32) -> None:
        self.network = network
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
        self._similar: dict[int, Int32] = {}
        self._freeing: Int32 | None = None
        self._parts: dict[bytes, SumLayer] = {}
        self._effort = 4

    def similar_sums(self, block: int) -> Int32:
        """Return the sums with similar ones in the same block."""
        if block not in self._similar:
            self._similar[block] = similar_sequence(self.ptr, self.sources, self.back_ptr, self.sums, block)
        return self._similar[block]

    def freeing_sums(self) -> Int32:
        """Return the sums in a sequence that finishes their sources early."""
        if self._freeing is None:
            one_try = 1 + self.connections.size + self.sum_ids.size**2
            tries = max(1, TRY_LIMIT // (self._effort * one_try))
            self._freeing, _ = freeing_sequence(self.ptr, self.sources, self.back_ptr, self.sums, tries)
        return self._freeing

    def from_sources(self, chosen: NDArray[np.bool_]) -> SumLayer:
        """Return the part with chosen sources, given as a flag for each neuron of the network."""
        here = chosen[self.source_ids]
        key = np.packbits(here).tobytes()
        if key not in self._parts:
            part = self.connections[here[self.source]]
            self._parts[key] = SumLayer(self.network, part)
            self._parts[key]._effort = 64  # there are many parts
        return self._parts[key]


def sum_layers(network: Network) -> list[SumLayer]:
    """Return one layer for each depth at which a connection ends, from the inputs on."""
    depth = network.layer[network.target]
    arranged = np.argsort(depth, kind="stable").astype(np.int32)
    borders = np.cumsum(np.bincount(depth, minlength=1))[:-1]
    return [SumLayer(network, part) for part in np.split(arranged, borders) if part.size]


def _pointers(group: Int32, n_groups: int) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(group, minlength=n_groups))])
