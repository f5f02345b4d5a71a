"""Reliable times: every contender in turn, repeatedly, each in a process of its own.

How a cell (a workload, a batch, a number of threads) is measured:

1. Each contender is prepared in a process of its own, pinned to as many cores as it has threads, with the threads of
   its libraries limited. A crash or a timeout is reported in its row; the others go on.
2. Its outputs are compared with a float64 reference. Wrong ones are not timed.
3. It is warmed up, and the number of calls in one repetition is set to fit the resolution of the clock.
4. Repetitions alternate between all contenders, A B C A B C, so that other load affects all of them. Every process
   keeps its state and waits on its pipe for a request; it reads the clock itself, so that the time excludes the
   message. Medians and quartiles are over the repetitions, and ratios are valid within a cell.

All contenders get the same input values, aligned in the same way, in the layout of the plan; one that needs the other
layout transposes within the timed part.

Notes
-----
The clock is the standard library's `timeit`. pyperf calibrates and warms up as well, and also measures in child
processes, but it runs each benchmark to its end before the next one: on a computer whose speed drifts by a third in a
minute, that compares minutes and not contenders. It has no hook to check outputs before timing either.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ioviz.core.benchmark.peers import all_peers, peer_of
from ioviz.core.benchmark.peers.peer import Peer
from ioviz.core.benchmark.plan import ANNEALED, LAYOUTS, Plan, Progress
from ioviz.core.benchmark.runner import Runner
from ioviz.core.errors import InvalidArgument, memory_too_small, unknown
from ioviz.core.names import LARGEST_BATCH, LEAST_MEMORY, MOST_THREADS, ORDER_NAMES, PRECISIONS
from ioviz.core.schedule import Schedule

if TYPE_CHECKING:
    from ioviz.core.benchmark.results import Limits


def estimate_seconds(plan: Plan) -> float:
    """Return about how long `run_plan` takes, in seconds, from the sizes of the networks."""
    peers = _peers(plan)
    total = 0.0
    for workload in plan.workloads:
        for batch in plan.batches:
            flops = 2.0 * workload.connections * batch
            for peer in peers:
                rows = len(plan.schedules) * _precisions(peer, plan) if peer.uses_schedule else 1
                # 3 GFLOP/s: a contender in the middle of the field.
                once = flops / 3e9 + 20e-6
                timed = min(max(plan.repetitions * max(once, _LEAST_REPETITION), 3 * once), max(plan.seconds, 3 * once))
                total += rows * len(plan.threads) * (timed + 3 * once + 0.05 + 2e-7 * workload.connections)
        annealed = sum(1 for schedule in plan.schedules if schedule == ANNEALED)
        total += annealed * plan.anneal_seconds * len(plan.batches) + flops / 2e9
    return total + len(plan.threads) * sum(_START_SECONDS for _ in peers)


def run_plan(plan: Plan, limits: Limits | None = None) -> Iterator[Progress]:
    """Measure all cells of a plan.

    Parameters
    ----------
    plan : Plan
    limits : Limits, optional
        Of this machine, if they are known, to be kept with the results.

    Returns
    -------
    iterator of Progress
        One at least ten times a second while contenders are made ready, and one a repetition. Not iterating on, or
        closing it, stops the run and ends all its processes; the results so far remain in the last one.

    Raises
    ------
    InvalidArgument
        At once, if the plan names an unknown contender, order, precision or layout, or a number is out of range.
    MemoryTooSmall
        At once, if M < 3.
    """
    check_plan(plan)
    return Runner(plan, _peers(plan), limits).steps()


def check_plan(plan: Plan) -> None:
    """Raise InvalidArgument or MemoryTooSmall if a plan cannot be run."""
    if not plan.workloads:
        raise InvalidArgument("Nothing to measure: name a network.")
    names = [workload.name for workload in plan.workloads]
    if len(set(names)) < len(names):
        raise InvalidArgument("Two networks of one run have the same name; names have to be unique.")
    _peers(plan)
    known = [*ORDER_NAMES, ANNEALED]
    for schedule in plan.schedules:
        if not isinstance(schedule, Schedule) and schedule not in known:
            raise unknown("order", schedule, known)
    if not plan.schedules:
        raise InvalidArgument(f"Name at least one order: {', '.join(known)}.")
    for precision in plan.precisions:
        if precision not in PRECISIONS:
            raise unknown("precision", precision, PRECISIONS)
    if not plan.precisions:
        raise InvalidArgument(f"Name at least one precision of weights: {', '.join(PRECISIONS)}.")
    if plan.layout not in LAYOUTS:
        raise InvalidArgument(f"The layout is columns or rows, not {plan.layout!r}.")
    for values, what, most in (
        (plan.batches, "batch", LARGEST_BATCH),
        (plan.threads, "number of threads", MOST_THREADS),
    ):
        if not values or not all(type(value) is int and 1 <= value <= most for value in values):
            raise InvalidArgument(f"Each {what} is a whole number from 1 to {most}.")
    if plan.repetitions < 1 or not plan.seconds > 0 or not plan.limit > 0 or not plan.anneal_seconds > 0:
        raise InvalidArgument("Repetitions, seconds and the limit are above 0.")
    if plan.memory is not None and plan.memory < LEAST_MEMORY:
        raise memory_too_small(plan.memory)


_LEAST_REPETITION = 0.01
_START_SECONDS = 1.5


def _peers(plan: Plan) -> tuple[Peer, ...]:
    """Return the contenders of a plan, each once, in the order of `all_peers`."""
    if not plan.contenders:
        return all_peers()
    chosen = {peer_of(name).name for name in plan.contenders}
    return tuple(peer for peer in all_peers() if peer.name in chosen)


def _precisions(peer: Peer, plan: Plan) -> int:
    return sum(1 for precision in plan.precisions if precision in peer.precisions)
