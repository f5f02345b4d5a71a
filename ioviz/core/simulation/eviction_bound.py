"""A lower bound of the I/Os of a fixed order over all evictions, and evictions near it, by linear programming."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import IovizError, LimitExceeded
from ioviz.core.kernels.simulate.dirty_aware import evict_by_distance
from ioviz.core.schedule import Evictions, Schedule, build_schedule
from ioviz.core.simulation.policies import check_run

if TYPE_CHECKING:
    from ioviz.core.network import Network

MOST_CONNECTIONS = 100_000
"""Larger networks take the solver minutes or more."""

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class EvictionBound:
    """A lower bound over all choices of evictions, for one order and one M, in I/Os.

    Attributes
    ----------
    excess : int
        Re-reads and eviction writes.
    ios : int
        The same with W + N + S.
    is_attained : bool
        Whether the linear program has an optimum in whole numbers: then `with_best_evictions` attains the
        bound.
    """

    excess: int
    ios: int
    is_attained: bool


def eviction_lower_bound(
    network: Network, schedule: Schedule | str, *, memory: int, write_cost: float = 1.0
) -> EvictionBound:
    """Bound the I/Os of an order from below, over all choices of evictions.

    Between two uses a neuron is kept, or it is evicted: then it is read again, and written if it is dirty. At each
    connection the neurons kept across it share M - 3 slots, the other two being those of its ends. Which gaps
    to keep is a min-cost flow along the order, but for complete values, which are written once, however many
    of their gaps are given up: that makes it a linear program, and its optimum a lower bound.

    Parameters
    ----------
    network : Network
    schedule : Schedule or str
        A schedule of this network, or the name of an order.
    memory : int
        M, 3 or more.
    write_cost : float
        The cost of a write; a read costs 1. With 0, MIN attains the bound.

    Returns
    -------
    EvictionBound

    Raises
    ------
    LimitExceeded
        If the network has more than 100 000 connections.
    MemoryTooSmall
        If M < 3.
    InvalidArgument
        If M is not a whole number, or the schedule is for another network.

    Notes
    -----
    At most 3W + N variables, W + 2W rows and some 8W entries; the HiGHS solver of scipy takes some 0.2 s for
    5 000 connections, 1 s for 20 000, and 10 to 60 s for 75 000.
    """
    plan, _ = check_run(network, schedule, memory, "min")
    bound, _, _ = _solved(plan, memory, write_cost)
    return bound


def with_best_evictions(network: Network, schedule: Schedule | str, *, memory: int) -> tuple[Schedule, EvictionBound]:
    """Give a schedule the evictions of the linear program behind `eviction_lower_bound`.

    If its optimum is in whole numbers, as in most cases, no choice of evictions costs fewer I/Os.
    Otherwise the neurons that it keeps least are evicted first.

    Parameters and errors are those of `eviction_lower_bound`.

    Returns
    -------
    schedule : Schedule
        The same order with these evictions, for the policy "manual" at this M.
    bound : EvictionBound
    """
    plan, n_slots = check_run(network, schedule, memory, "min")
    bound, gaps, kept = _solved(plan, memory, 1.0)
    n = network.n_connections
    keep = np.zeros((2, n), np.float32)
    keep[gaps.side, gaps.start] = np.round(kept, 6)
    uses = plan.uses
    step, neuron, _, _ = evict_by_distance(
        network.source,
        network.target,
        plan.order,
        uses.next_source,
        uses.next_target,
        uses.complete,
        keep[0],
        keep[1],
        n_slots,
        1.0,
    )
    evictions = Evictions.of(memory, step, neuron)
    made = build_schedule(network, plan.order, name=plan.name, settings=plan.settings, evictions=evictions)
    return made, bound


@dataclass(frozen=True)
class _Gaps:
    """The gaps between two consecutive uses of a neuron, int[G] each.

    `start` and `end` are the positions of the two uses; `neuron` whose they are, and `side` is 1 where it is the
    target at `start`; `writes` is 1 where the
    neuron is a partial sum all the while, so that giving up the gap costs a write of its own, and `complete` is
    True where it is a complete value that was not there at the beginning.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    neuron: NDArray[np.int64]
    side: NDArray[np.int64]
    writes: NDArray[np.int64]
    complete: NDArray[np.bool_]


def _solved(schedule: Schedule, memory: int, write_cost: float) -> tuple[EvictionBound, _Gaps, NDArray[np.float64]]:
    """Return the bound, the gaps, and the share of each gap that is kept."""
    network = schedule.network
    n = network.n_connections
    if n > MOST_CONNECTIONS:
        raise LimitExceeded(f"The bound over all evictions is limited to {MOST_CONNECTIONS} connections, not {n}.")
    base = n + network.n_neurons + network.n_outputs
    gaps = _gaps(schedule)
    if schedule.live_memory <= memory or not gaps.start.size:
        return EvictionBound(0, base, True), gaps, np.ones(gaps.start.size)
    cost, kept = _solve(gaps, n, network.n_neurons, memory - 3, write_cost)
    excess = math.ceil(cost - _TOLERANCE)
    whole = bool(np.all(np.abs(kept - np.round(kept)) < _TOLERANCE))
    return EvictionBound(excess, base + excess, whole), gaps, kept


def _gaps(schedule: Schedule) -> _Gaps:
    network, uses = schedule.network, schedule.uses
    n = network.n_connections
    position = np.arange(n, dtype=np.int64)
    start = np.concatenate([position, position])
    end = np.concatenate([uses.next_source, uses.next_target]).astype(np.int64)
    neuron = np.concatenate([network.source[schedule.order], network.target[schedule.order]]).astype(np.int64)
    spans = (end < n) & (end > start + 1)
    side = np.repeat(np.arange(2), n)[spans]
    start, end, neuron = start[spans], end[spans], neuron[spans]
    completed = uses.complete[neuron]
    return _Gaps(
        start, end, neuron, side, (completed > start).astype(np.int64), (completed >= 0) & (completed <= start)
    )


def _solve(gaps: _Gaps, n: int, n_neurons: int, n_free: int, write_cost: float) -> tuple[float, NDArray[np.float64]]:
    """Return the least cost, and the share of each gap that is kept, 0 to 1."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    n_gaps = gaps.start.size
    number = np.arange(n_gaps)
    # Variables: kept[g], spare[p], written[x]. Row p: the gaps kept across p and the spare slots are `n_free`;
    # with row p - 1 subtracted each gap is in two rows only: +1 where it begins, -1 where it ends.
    position = np.arange(n)
    rows = [gaps.start + 1, gaps.end, position, position[1:]]
    columns = [number, number, n_gaps + position, n_gaps + position[:-1]]
    entries = [np.ones(n_gaps), -np.ones(n_gaps), np.ones(n), -np.ones(n - 1)]
    n_variables = n_gaps + n + n_neurons
    balance = coo_array(
        (np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns))), shape=(n, n_variables)
    )
    right = np.zeros(n)
    right[0] = n_free
    # A complete value is written if one of its gaps is given up: kept + written >= 1.
    once = number[gaps.complete]
    row = np.arange(once.size)
    cover = coo_array(
        (
            np.full(2 * once.size, -1.0),
            (np.concatenate([row, row]), np.concatenate([once, n_gaps + n + gaps.neuron[once]])),
        ),
        shape=(once.size, n_variables),
    )
    given_up = 1 + write_cost * gaps.writes
    costs = np.concatenate([-given_up, np.zeros(n), np.full(n_neurons, write_cost)])
    upper = np.concatenate([np.ones(n_gaps), np.full(n, n_free), np.ones(n_neurons)])
    result = linprog(
        costs,
        A_ub=cover.tocsr() if once.size else None,
        b_ub=np.full(once.size, -1.0) if once.size else None,
        A_eq=balance.tocsr(),
        b_eq=right,
        bounds=np.stack([np.zeros(n_variables), upper], axis=1),
        method="highs",
    )
    if not result.success:
        raise IovizError(f"The bound over all evictions was not found: {result.message}")
    kept: NDArray[np.float64] = result.x[:n_gaps]
    return float(given_up.sum() + result.fun), kept
