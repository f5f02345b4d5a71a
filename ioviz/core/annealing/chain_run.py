"""`ChainRun`: one order that is being annealed; mutable, and private to this package."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.annealing.settings import Settings
from ioviz.core.kernels.anneal.chain import LRU, MIN, RR, Chain, extract, lay_out
from ioviz.core.kernels.anneal.run import (
    ACCEPTED,
    LOWEST,
    PROPOSALS,
    READS,
    SAVED,
    WRITES,
    run_chain,
    temperature_at,
)
from ioviz.core.kernels.jit import compiled
from ioviz.core.network import Network

Int32 = NDArray[np.int32]

POLICY_CODE = {"min": MIN, "lru": LRU, "rr": RR}
FILLED = 0.75
"""The share of a block's slots that is filled at first."""
LOG_ROOM = 1 << 16
LIST_ROOM = 4096
MOST_SEAT_BYTES = 1 << 28
REACH = 4
"""The largest distance of a move, in visits."""


def block_size_for(n_seats: int, n_connections: int) -> int:
    """Return the number of slots of a block: restoring a state (K entries) costs about as much as simulating it."""
    size = 16
    while (size < 128 and size * 2 <= n_seats) or (size < 4096 and size * 8 <= n_seats):
        size *= 2
    while n_connections / (FILLED * size) * n_seats * 16 > MOST_SEAT_BYTES:
        size *= 2
    return size


class ChainRun:
    """One chain: its order, its random numbers, its best.

    Parameters
    ----------
    network : Network
    order : int32[W]
        A valid order to start from.
    settings : Settings
    stream : int
        The number of the chain, which selects its random numbers.
    """

    def __init__(self, network: Network, order: Int32, settings: Settings, stream: int = 0) -> None:
        self.settings = settings
        n_seats = min(settings.memory - 1, network.n_neurons)
        self.n_connections = network.n_connections
        self.block_size = block_size_for(n_seats, network.n_connections)
        self.policy = POLICY_CODE[settings.policy]
        self.random = np.random.default_rng([settings.seed, stream])
        self.chain = _allocate(network, n_seats, self.block_size)
        self.best_order = order.copy()
        with compiled():
            reads, writes = lay_out(self.chain, self.best_order, self.block_size, self.policy)
        self.start_reads = int(reads)
        self.rereads = int(reads) - network.n_neurons
        self.evict_writes = int(writes)
        self.tally = np.zeros(7, np.int64)
        self.best = np.zeros(2)
        self.scratch = np.empty_like(order)
        self.window = min(1000, max(8, network.n_connections // 4))
        self.shares = settings.shares
        with compiled():  # now, before any timing
            extract(self.chain.slot, self.scratch)
            self.advance(0, 1, 1.0, 1.0, 0.0)

    def advance(self, proposals: int, total: int, hot: float, cold: float, slack: float, origin: int = 0) -> None:
        """Make more proposals, at the temperature of `temperature_at` from proposal `origin` on.

        For `slack` see `settings.SLACK`.
        """
        run_chain(
            self.chain,
            self.random,
            proposals,
            origin,
            total,
            hot,
            cold,
            self.shares,
            self.window,
            REACH,
            *self.settings.weights,
            slack * sum(self.settings.weights),
            self.block_size,
            self.policy,
            self.tally,
            self.best,
            self.best_order,
            self.scratch,
        )

    def restart(self) -> None:
        """Return to the best order so far, unless the current one is as good."""
        if self.cost <= self.lowest:
            return
        # The chain has left its best order, so that was saved. All of it is simulated anew: I/Os stay exact.
        reads, writes = lay_out(self.chain, self.best_order, self.block_size, self.policy)
        self.tally[READS] = int(reads) - self.start_reads
        self.tally[WRITES] = int(writes) - self.evict_writes

    @property
    def proposals(self) -> int:
        """The number of proposals so far."""
        return int(self.tally[PROPOSALS])

    @property
    def accepted(self) -> int:
        """The number of accepted proposals."""
        return int(self.tally[ACCEPTED])

    @property
    def excess(self) -> tuple[int, int]:
        """Re-reads and eviction writes of the current order."""
        return self.rereads + int(self.tally[READS]), self.evict_writes + int(self.tally[WRITES])

    @property
    def cost(self) -> float:
        """The change of the objective since the start."""
        reads, writes = self.settings.weights
        return float(reads * self.tally[READS] + writes * self.tally[WRITES])

    @property
    def lowest(self) -> float:
        """The change of the objective from the start to the best order."""
        return float(self.best[LOWEST])

    def current_order(self) -> Int32:
        """Return a copy of the current order."""
        order = np.empty_like(self.best_order)
        extract(self.chain.slot, order)
        return order

    def copy_best(self) -> Int32:
        """Return a copy of the best order so far."""
        if self.best[LOWEST] < self.best[SAVED]:  # the chain is still there
            return self.current_order()
        return self.best_order.copy()


def temperature(proposals: int, total: int, hot: float, cold: float) -> float:
    """Return the temperature after `done` of `total` proposals."""
    return float(temperature_at(proposals, total, hot, cold))


def _allocate(network: Network, n_seats: int, block_size: int) -> Chain:
    n, n_neurons = network.n_connections, network.n_neurons
    n_blocks = max(1, -(-n // int(block_size * FILLED)))
    in_degree = np.bincount(network.target, minlength=n_neurons)
    degree = in_degree + np.bincount(network.source, minlength=n_neurons)
    end = np.cumsum(degree)
    first = end - degree
    none = np.full(n_neurons, -1)
    connection = np.zeros((n, 4), np.int32)
    connection[:, 0] = network.target
    connection[:, 1] = network.source
    # The same in every run: it only affects how fast two states are distinguished.
    hash_key = np.random.default_rng(0).integers(-(2**63), 2**63 - 1, 2 * n_neurons)
    return Chain(
        slot=np.full(n_blocks * block_size, -1, np.int32),
        connection=connection,
        use=np.zeros(2 * n, np.int32),
        neuron=np.stack([first, first + in_degree, end, none], axis=1).astype(np.int32),
        hash_key=hash_key,
        key=np.zeros(n_seats, np.int32),
        seat=np.full((n_seats, 2), -1, np.int32),
        register=np.zeros(3, np.int64),
        seats=np.full((2, n_blocks + 1, n_seats, 2), -1, np.int32),
        registers=np.zeros((2, n_blocks + 1, 3), np.int64),
        ios=np.zeros((2, n_blocks, 2), np.int32),
        block=np.zeros((n_blocks + 2, 3), np.int64),
        slot_log=np.zeros((max(LOG_ROOM, 4 * block_size), 2), np.int32),
        turn_log=np.zeros((LOG_ROOM, 2), np.int32),
        wake=np.zeros(LIST_ROOM, np.int32),
        span=np.zeros((LIST_ROOM, 3), np.int32),
        members=np.zeros(LIST_ROOM, np.int32),
        length=np.zeros(6, np.int64),
    )
