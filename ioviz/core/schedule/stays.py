"""The order of annealed stays: when each sum is opened, completed and dropped is improved by many small moves.

Idea
    Begin with a greedy order. All that is kept of it is the stay of each neuron: from when to when it is in fast memory
    as a partial sum, and as a value held for those that need it. From these alone follow the least number of reads
    of each source and the order that has them. The stays are annealed: the openings, the completions or the
    whole stays of two sums are swapped, or one of them is shifted if slots are free.
Cost
    Some 5 microseconds a proposal at in-degree 50, whatever W is.
Where it is good
    Layers that are larger than M: from there on the orders of the whole network are too many for moves of single
    connections. It takes more than a minute to come to its end at W = 75 086.
    Where a layer almost fits (M = 300 and 502 there), the tiled order is better.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.order.stays import Stays, count_all, improve
from ioviz.core.kernels.order.stays_to_order import write_order
from ioviz.core.schedule.excess import check_memory

if TYPE_CHECKING:
    from ioviz.core.network import Network

Int32 = NDArray[np.int32]

CHUNK = 4096
"""Proposals at one temperature: some 20 ms."""
HOT, COLD = 0.14, 0.1
"""First and last temperature, in I/Os."""


class StaysRun:
    """The stays of one order, while they are improved.

    Parameters
    ----------
    network : Network
    order : int32[W]
        A valid order to begin with. It should keep no more than M - 2 sums open: see `fits`.
    memory : int
        M, 3 or more.
    seed : int
    """

    def __init__(self, network: Network, order: Int32, memory: int, seed: int = 0) -> None:
        self.network = network
        self.n_slots = max(1, check_memory(memory, "stays") - 2)
        self.stays = build_stays(network, order)
        self.random = np.random.default_rng([seed, 2])
        count_all(self.stays)
        self.advance(COLD, 0)  # compiles now, before any timing; so does the next line
        self.order()

    @property
    def fits(self) -> bool:
        """Whether the stays fit into fast memory: only then do they give the cost of the order."""
        return int(self.stays.occupied.max(initial=0)) <= self.n_slots

    @property
    def proposals(self) -> int:
        """The number of proposals so far."""
        return int(self.stays.counters[0])

    @property
    def accepted(self) -> int:
        """The number of accepted proposals."""
        return int(self.stays.counters[1])

    @property
    def estimate(self) -> int:
        """The excess of the order by its stays, in I/Os."""
        return int(self.stays.counters[2]) - self.network.n_inputs

    def temperature_after(self, share: float) -> float:
        """Return the temperature when this share of the time is used."""
        return temperature_after(share)

    def advance(self, temperature: float, proposals: int = CHUNK) -> None:
        """Make more proposals; the result does not depend on time."""
        improve(self.stays, self.n_slots, proposals, temperature, self.random)

    def order(self) -> Int32:
        """Return the order of the current stays."""
        network = self.network
        order = np.empty(network.n_connections, np.int32)
        filled = write_order(
            self.stays,
            network.source,
            network.target,
            network.incoming.connection,
            network.outgoing.connection,
            order,
        )
        assert filled == order.size
        return order


def temperature_after(share: float) -> float:
    """Return the temperature when this share of the proposals, or of the time, is used."""
    return HOT * math.exp(math.log(COLD / HOT) * min(1.0, max(0.0, share)))


def build_stays(network: Network, order: Int32) -> Stays:
    """Return when an order opens and completes each sum; no value is held at first."""
    n, n_neurons = network.n_connections, network.n_neurons
    incoming, outgoing = network.incoming, network.outgoing
    position = np.empty(n, np.int64)
    position[order] = np.arange(n)
    first = np.full(n_neurons, n)
    last = np.full(n_neurons, -1)
    np.minimum.at(first, network.target, position)
    np.maximum.at(last, network.target, position)
    is_sum = last >= 0
    sums = np.flatnonzero(is_sum).astype(np.int32)
    ends = np.sort(last[sums])
    opened = np.full(n_neurons, -1, np.int32)
    completed = np.full(n_neurons, -1, np.int32)
    opened[sums] = np.searchsorted(ends, first[sums])
    completed[sums] = np.searchsorted(ends, last[sums])
    change = np.zeros(sums.size + 1, np.int64)
    np.add.at(change, opened[sums], 1)
    np.add.at(change, completed[sums] + 1, -1)
    entry = np.empty(n, np.int32)
    entry[incoming.connection] = np.arange(n, dtype=np.int32)
    return Stays(
        opened=opened,
        completed=completed,
        left=completed.copy(),
        occupied=np.cumsum(change)[:-1].astype(np.int32),
        cost=np.zeros(n_neurons, np.int32),
        met=np.zeros(n, np.int32),
        before=np.zeros(n, np.int32),
        in_ptr=incoming.indptr.astype(np.int64),
        in_source=network.source[incoming.connection].astype(np.int32),
        out_ptr=outgoing.indptr.astype(np.int64),
        out_target=network.target[outgoing.connection].astype(np.int32),
        out_entry=entry[outgoing.connection],
        sums=sums,
        by_opening=sums.copy(),
        by_completion=sums.copy(),
        rank=np.zeros((2, n_neurons), np.int32),
        stamp=np.zeros(n_neurons, np.int64),
        counters=np.zeros(3, np.int64),
        marked=np.zeros(n_neurons, np.int32),
        new_cost=np.zeros(n_neurons, np.int32),
        begin=np.zeros(n_neurons, np.int32),
        end=np.zeros(n_neurons, np.int32),
    )
