"""The first leg of a run that is too short for its network: whole neurons are moved before single connections.

Some 40 proposals for each connection are needed before moves of connections change a large order much. Moves of
whole neurons' stays (`schedule.stays`), or where the start is a tiled order, of sums in their sequences
(`schedule.sequences`), change it from the first second on. The cost of
an order is always from a full simulation, not from the estimate that led to it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.annealing.settings import Settings
from ioviz.core.annealing.team import Report
from ioviz.core.schedule import Schedule, build_schedule
from ioviz.core.schedule.sequences import sequences_run
from ioviz.core.schedule.stays import StaysRun
from ioviz.core.simulation import simulate

if TYPE_CHECKING:
    from ioviz.core.network import Network

Int32 = NDArray[np.int32]

SHARE = 0.92
"""The share of the run's time for the leg."""
ENOUGH = 40
"""From this number of proposals for each connection on, moves of connections alone do better."""
RATE = 30_000
"""About the proposals of single connections in a second."""
MISFIT = 1.25
"""The leg is skipped for an order that costs this many times less than its stays: they do not describe it."""
COUNT_SECONDS = 0.25
"""The least time between two full simulations."""


@dataclass(frozen=True)
class LegStep:
    """The progress of the leg: totals, and the last simulated order.

    Attributes
    ----------
    report : Report
        `cost` and `lowest` are changes of the objective since the start.
    seconds : float
        The time of this step.
    temperature : float
        In I/Os, or in slots for a tiled order.
    best : int32[W]
        The best order simulated so far, the start included; not changed later.
    """

    report: Report
    seconds: float
    temperature: float
    best: Int32


def pays(network: Network, settings: Settings) -> bool:
    """Return whether the leg should be tried: a run limited only by time that is too short for its network."""
    return (
        settings.method == "ioviz"
        and settings.proposals is None
        and settings.seconds is not None
        and settings.weights[0] > 0.0
        and settings.seconds * RATE < ENOUGH * network.n_connections
    )


def stays_leg(network: Network, start: Schedule, settings: Settings) -> Iterator[LegStep]:
    """Improve the sequences or the stays of `start` for `SHARE` of the time, unless they do not describe it."""
    assert settings.seconds is not None
    read_weight, write_weight = settings.weights

    def count(schedule: Schedule) -> tuple[int, int, float]:
        counts = simulate(network, schedule, memory=settings.memory, policy=settings.policy).counts
        cost = read_weight * counts.rereads + write_weight * counts.evict_writes
        return counts.rereads, counts.evict_writes, cost

    rereads, writes, first_cost = count(start)
    tiled = sequences_run(network, start, settings.memory, settings.seed)
    run = tiled or StaysRun(network, start.order, settings.memory, settings.seed)
    if not run.fits or run.estimate > MISFIT * (rereads + writes):
        return
    best, lowest, cost = start.order, first_cost, first_cost
    lowest_estimate = run.estimate
    limit = SHARE * settings.seconds
    elapsed, counted = 0.0, 0.0
    while elapsed < limit:
        began = time.perf_counter()
        degrees = run.temperature_after(elapsed / limit)
        run.advance(degrees)
        last = elapsed + (time.perf_counter() - began) >= limit
        if last or (run.estimate < lowest_estimate and elapsed - counted >= COUNT_SECONDS):
            lowest_estimate = min(lowest_estimate, run.estimate)
            counted = elapsed
            order = run.order()
            rereads, writes, cost = count(build_schedule(network, order))
            if cost < lowest:
                best, lowest = order, cost
        took = time.perf_counter() - began
        elapsed += took
        report = Report(run.proposals, run.accepted, rereads, writes, cost - first_cost, lowest - first_cost)
        yield LegStep(report, took, degrees, best)
