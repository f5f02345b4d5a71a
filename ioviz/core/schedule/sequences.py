"""A tiled order whose sequences of sums are improved by many small moves.

Idea
    Where the sources of a layer stay, nothing has to be read twice but what exceeds the fast memory when the most
    sums are complete and sources still needed: some 2 I/Os for each slot too few. How many that are is a matter of
    the sequence of the sums alone, whatever M is. Sequences are annealed by swapping two sums at a time.
Cost
    Some half a microsecond a proposal at in-degree 50; 6 million of them find most at 500 sums.
Where it is good
    Layers of which all sources fit into fast memory, but not the sums besides (M = 502 at layers of 500).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.order.peak import lower_peak, peak_of
from ioviz.core.schedule.excess import check_memory
from ioviz.core.schedule.sum_layers import sum_layers
from ioviz.core.schedule.tiled import BLOCK_BY_BLOCK, SOURCES_STAY, WAYS, tile

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule.schedule import Schedule

Int32 = NDArray[np.int32]

TILED = ("tiled", "grouped", "sequences")
"""The kinds of orders with sequences."""
CHUNK = 20_000
"""Proposals at one temperature, in each layer: some 10 ms."""
HOT, COLD = 16.0, 4.5
"""First and last temperature, in slots."""
FALL = 6_000_000
"""After this number of proposals a layer restarts hot at its first sequence: many short runs find more than a long
one."""


class SequencesRun:
    """The sequences of the sums of a tiled order, while they are improved.

    Parameters
    ----------
    network : Network
    order : int32[W]
        A tiled order.
    settings : mapping
        Its settings: "ways", "blocks", and "grouped" if it is.
    memory : int
        M, 3 or more.
    seed : int
    """

    def __init__(self, network: Network, order: Int32, settings: Mapping[str, Any], memory: int, seed: int = 0) -> None:
        self.network = network
        self.settings = settings
        self.layers = sum_layers(network)
        self.random = np.random.default_rng([seed, 3])
        self.proposals = 0
        self.accepted = 0
        n_slots = check_memory(memory, "tiled") - 1
        position = np.empty(order.size, np.int64)
        position[order] = np.arange(order.size)
        self.current: list[Int32 | None] = [None] * len(self.layers)
        for i, (layer, way) in enumerate(zip(self.layers, settings["ways"])):
            if way == SOURCES_STAY:
                first = np.full(layer.sum_ids.size, order.size)
                np.minimum.at(first, layer.target, position[layer.connections])
                self.current[i] = np.argsort(first).astype(np.int32)
        self.first = [None if sequence is None else sequence.copy() for sequence in self.current]
        self.lowest = [None if sequence is None else sequence.copy() for sequence in self.current]  # of this fall
        self.best = [None if sequence is None else sequence.copy() for sequence in self.current]
        self.peaks = [0] * len(self.layers)
        self._made = [0] * len(self.layers)  # proposals in this fall
        self._room = [n_slots - 1 - layer.sum_ids.size for layer in self.layers]
        for i, sequence in enumerate(self.best):
            if sequence is not None:
                layer = self.layers[i]
                self.peaks[i] = peak_of(layer.ptr, layer.back_ptr, layer.sums, sequence)
        # Only layers that exceed the slots can be improved; and outputs leave when they are complete.
        goes_on = np.diff(network.outgoing.indptr) > 0
        self._open = [
            i
            for i, sequence in enumerate(self.best)
            if sequence is not None and self._excess(i) > 0 and goes_on[self.layers[i].sum_ids].any()
        ]
        self.fits = bool(self._open) and np.array_equal(self.order(), order)
        self.advance(COLD, 0)  # compiles now, before any timing

    def _excess(self, i: int) -> int:
        return max(0, self.peaks[i] - self._room[i])

    @property
    def estimate(self) -> int:
        """Twice the missing slots, summed over the layers: I/Os."""
        return 2 * sum(map(self._excess, self._open))

    def temperature_after(self, share: float) -> float:
        """Return the temperature for the next proposals, which does not depend on the share of the time used."""
        done = max((self._made[i] for i in self._open), default=0) % FALL / FALL
        return HOT * math.exp(math.log(COLD / HOT) * done)

    def advance(self, temperature: float, proposals: int = CHUNK) -> None:
        """Make more proposals in each layer; the result does not depend on time."""
        for i in self._open:
            layer, first, current = self.layers[i], self.first[i], self.current[i]
            lowest, best = self.lowest[i], self.best[i]
            assert first is not None
            assert current is not None
            assert lowest is not None
            assert best is not None
            if self._made[i] >= FALL:
                self._made[i] = 0
                current[:] = lowest[:] = first
            peak, accepted = lower_peak(
                layer.ptr,
                layer.sources,
                layer.back_ptr,
                layer.sums,
                current,
                lowest,
                proposals,
                temperature * temperature,
                self.random,
            )
            if peak < self.peaks[i]:
                self.peaks[i] = peak
                best[:] = lowest
            self._made[i] += proposals
            self.proposals += proposals
            self.accepted += accepted

    def order(self) -> Int32:
        """Return the order with the best sequences so far."""
        settings = self.settings
        grouped = bool(settings.get("grouped"))
        return tile(self.network, self.layers, settings["ways"], settings["blocks"], grouped, self.best)


def sequences_run(network: Network, schedule: Schedule, memory: int, seed: int = 0) -> SequencesRun | None:
    """Return a run that continues from a schedule, if that is a tiled order that can be improved."""
    settings = schedule.settings
    if settings.get("kind", schedule.name) not in TILED:
        return None
    ways, blocks = settings.get("ways"), settings.get("blocks")
    if not isinstance(ways, (list, tuple)) or not isinstance(blocks, (list, tuple)) or len(ways) != len(blocks):
        return None  # a file of an older version
    if not all(way in WAYS for way in ways) or not all(isinstance(size, int) and size > 0 for size in blocks):
        return None
    grouped = settings.get("kind", schedule.name) == "grouped" or bool(settings.get("grouped"))
    settings = {"ways": list(ways), "blocks": list(blocks), "grouped": grouped}
    if len(ways) != np.unique(network.layer[network.target]).size or BLOCK_BY_BLOCK in ways[:1]:
        return None
    run = SequencesRun(network, schedule.order, settings, memory, seed)
    return run if run.fits else None
