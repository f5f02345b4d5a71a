"""A best-first search for the optimum of a small network.

The kernel of the search is in `ioviz.core.kernels.optimum`; here are its limits, the growth of its
arrays, and the way back from the goal to a schedule with its own evictions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.kernels import optimum as kernels
from ioviz.core.kernels.jit import compiled
from ioviz.core.network import Network, bounds
from ioviz.core.schedule import Evictions, Schedule, build_schedule
from ioviz.core.schedule.constructive import Trial, auto_order_steps
from ioviz.core.schedule.memory import check_memory_size
from ioviz.core.simulation import Simulation, simulate

MOST = 64
"""The limit of neurons and of connections: a word has 64 bits."""

EXPANSIONS_PER_CALL = 20_000
FIRST_CAPACITY = 1 << 16

START_TRIALS = 40
START_SHARE = 0.1
"""Constructive orders tried for a first schedule, and the share of the time limit that they may take."""


@dataclass(frozen=True)
class Optimum:
    """The result of the search.

    Attributes
    ----------
    memory : int
        M, in values.
    lower : int
        I/Os that every order with every choice of evictions needs: proven.
    upper : int
        I/Os of `schedule`.
    schedule : Schedule
        A schedule with `upper` I/Os: that of the search when it ended at the goal, else the best constructive
        order.
    policy : str
        The policy of the schedule: "manual" if it has its own evictions, else "min".
    states : int
        The number of different states visited.
    seconds : float
    """

    memory: int
    lower: int
    upper: int
    schedule: Schedule
    policy: str
    states: int
    seconds: float

    @property
    def proven(self) -> bool:
        """Whether `upper` is the optimum."""
        return self.lower == self.upper

    @property
    def ios(self) -> int:
        """The I/Os of the best schedule known: an upper bound, and the optimum when `proven`."""
        return self.upper


@dataclass(frozen=True)
class SearchProgress:
    """The progress of the search: as `Optimum`, with the bounds so far."""

    memory: int
    lower: int
    upper: int
    schedule: Schedule
    policy: str
    states: int
    seconds: float


class _Graph(NamedTuple):
    """The network for the kernel: a bit a connection, a bit a neuron."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    incoming: NDArray[np.uint64]
    touching: NDArray[np.uint64]


class _Store:
    """The mutable arrays of the search, grown by doubling."""

    def __init__(self, upper: int) -> None:
        self.counters = np.zeros(kernels.N_COUNTERS, np.int64)
        self.counters[kernels.UPPER] = upper
        self.heads = np.full(upper + 1, -1, np.int64)
        self.states = np.empty((0, 3), np.uint64)
        self.costs = np.empty(0, np.int16)
        self.parents = np.empty(0, np.int64)
        self.actions = np.empty((0, 3), np.uint8)
        self.entries = np.empty((0, 3), np.int64)
        self.table = np.empty(0, np.int64)
        self.grow(FIRST_CAPACITY)

    def grow(self, capacity: int) -> None:
        """Allocate `capacity` states, and twice as many entries of the open lists."""
        for name, rows in (
            ("states", capacity),
            ("costs", capacity),
            ("parents", capacity),
            ("actions", capacity),
            ("entries", 2 * capacity),
        ):
            old = getattr(self, name)
            new = np.empty((rows, *old.shape[1:]), old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)
        self.table = np.full(1 << (4 * capacity - 1).bit_length(), -1, np.int64)
        kernels.rehash(self.states, int(self.counters[kernels.N_STATES]), self.table)

    @property
    def arrays(self) -> tuple[Any, ...]:
        return (
            self.states,
            self.costs,
            self.parents,
            self.actions,
            self.table,
            self.entries,
            self.heads,
            self.counters,
        )


def optimum(
    network: Network,
    memory: int,
    *,
    max_states: int = 20_000_000,
    seconds: float = 60.0,
) -> Optimum:
    """Find the optimum over all orders and all evictions.

    Parameters
    ----------
    network : Network
    memory : int
        M, in values; at least 3.
    max_states : int
        The limit of visited states (about 100 bytes each).
    seconds : float
        The time limit.

    Returns
    -------
    Optimum
        The proven optimum if the search completed; else the bounds so far.
        A network of more than 64 neurons or connections is not searched: the lower bound of Theorem 1
        and the best constructive order are returned.

    Raises
    ------
    MemoryTooSmall
        If memory < 3.
    InvalidArgument
        If a limit is not positive.

    Notes
    -----
    A* over states (connections processed, residents, dirty residents). Room is made only when it is
    needed, which is never worse. The problem is NP-hard: time and memory grow exponentially.

    References
    ----------
    Gleinig, Ben-Nun, Hoefler, arXiv 2301.01048; Papp, Sobczyk, Yzelman, arXiv 2506.10854.
    """
    found: Optimum | None = None
    for moment in search_optimum(network, memory, max_states=max_states, seconds=seconds):
        if isinstance(moment, Optimum):
            found = moment
    assert found is not None  # the generator always ends with an Optimum
    return found


def search_optimum(
    network: Network,
    memory: int,
    *,
    max_states: int = 20_000_000,
    seconds: float = 60.0,
) -> Iterator[SearchProgress | Optimum]:
    """Run `optimum` step by step: yields `SearchProgress`, and at the end the `Optimum`.

    Arguments are checked at the call, before the first step. To stop, stop iterating.
    """
    memory = check_memory_size(memory)
    if max_states < 1 or not seconds > 0:
        raise InvalidArgument(f"The limits of the search are positive, not {max_states} states and {seconds} seconds.")
    return _search(network, memory, max_states, seconds)


def _search(network: Network, memory: int, max_states: int, seconds: float) -> Iterator[SearchProgress | Optimum]:
    fixed = network.n_connections + network.n_outputs  # weight reads and output writes
    known, spent = _first_schedule(network, memory, seconds)
    policy = "min" if known.schedule.evictions is None else "manual"
    lower = bounds(network).lower
    if max(network.n_neurons, network.n_connections) > MOST or known.ios == lower:
        yield Optimum(memory, lower, known.ios, known.schedule, policy, 0, spent)
        return
    compile_search()
    began = time.monotonic() - spent
    n_slots = min(memory - 1, network.n_neurons)
    graph = _graph(network)
    # One more than the best known, so that an equal schedule is found, with its evictions.
    store = _Store(known.ios - fixed + 1)
    kernels.start(*graph, n_slots, *store.arrays)
    status = kernels.CONTINUE
    while True:
        status = kernels.expand(EXPANSIONS_PER_CALL, *graph, n_slots, *store.arrays)
        n_states = int(store.counters[kernels.N_STATES])
        spent = time.monotonic() - began
        if status == kernels.SOLVED:
            break
        lower = fixed + int(store.counters[kernels.LEVEL])
        if status == kernels.EXHAUSTED:
            raise AssertionError("the search ended without the schedule that it started from")
        if n_states >= max_states or spent >= seconds:
            yield Optimum(memory, lower, known.ios, known.schedule, policy, n_states, spent)
            return
        if status == kernels.FULL:
            store.grow(2 * len(store.states))
        yield SearchProgress(memory, lower, known.ios, known.schedule, policy, n_states, spent)
    goal = int(store.counters[kernels.GOAL])
    ios = fixed + int(store.costs[goal])
    schedule = _schedule(network, memory, store, goal)
    yield Optimum(memory, ios, ios, schedule, "manual", n_states, time.monotonic() - began)


def _first_schedule(network: Network, memory: int, seconds: float) -> tuple[Simulation, float]:
    """Return the best constructive order with evictions of MIN-D, an upper bound for the search.

    Also returns the seconds that it took, without compiling.
    """
    *_, last, found = auto_order_steps(network, memory, seconds=START_SHARE * seconds, trials=START_TRIALS)
    assert isinstance(last, Trial)
    assert isinstance(found, Schedule)
    return simulate(network, found, memory=memory, policy="min-d"), last.elapsed


@cache
def compile_search() -> None:
    """Compile or load the kernels of the search, outside of its time limit."""
    graph = _Graph(np.zeros(1, np.int64), np.ones(1, np.int64), np.array([0, 1], np.uint64), np.ones(2, np.uint64))
    store = _Store(2)
    with compiled():
        kernels.start(*graph, 2, *store.arrays)
        kernels.expand(1, *graph, 2, *store.arrays)


def _graph(network: Network) -> _Graph:
    incoming = np.zeros(network.n_neurons, np.uint64)
    touching = np.zeros(network.n_neurons, np.uint64)
    bit = np.uint64(1) << np.arange(network.n_connections, dtype=np.uint64)
    np.bitwise_or.at(incoming, network.target, bit)
    np.bitwise_or.at(touching, network.target, bit)
    np.bitwise_or.at(touching, network.source, bit)
    return _Graph(network.source.astype(np.int64), network.target.astype(np.int64), incoming, touching)


def _schedule(network: Network, memory: int, store: _Store, goal: int) -> Schedule:
    """Return the schedule that leads to the goal, from the actions on the path back."""
    way: list[int] = []
    state = goal
    while store.parents[state] >= 0:
        way.append(state)
        state = int(store.parents[state])
    connections: list[int] = []
    evictions: list[tuple[int, int]] = []
    before = 0
    for state in reversed(way):
        chosen, *victims = (int(x) for x in store.actions[state])
        evictions += [(len(connections), n) for n in victims if n != kernels.NO_VICTIM]
        done = int(store.states[state, 0])
        # Connections processed along with the chosen one: sources before their sums.
        fresh = [c for c in range(network.n_connections) if (done & ~before) >> c & 1 and c != chosen]
        fresh.sort(key=lambda c: (int(network.layer[network.target[c]]), c))
        connections += [chosen, *fresh]
        before = done
    manual = Evictions.of(memory, [step for step, _ in evictions], [n for _, n in evictions])
    settings = {"memory": memory}
    return build_schedule(network, connections, name="optimum", settings=settings, evictions=manual)
