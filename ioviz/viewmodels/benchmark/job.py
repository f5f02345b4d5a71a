"""The work of a benchmark as a generator that a job iterates, and the feed through which it is watched."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import IovizError
from ioviz.viewmodels.benchmark.plan import (
    FOUND,
    OPEN,
    SHOWN,
    WORKLOAD,
    BenchmarkSettings,
    OpenNetwork,
    estimate,
    make_plan,
    unique,
)
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.benchmark import Limits, Machine, Plan, Results, Workload
    from ioviz.core.schedule import Schedule

KEEP_EVERY_S = 5.0

Keeper = Callable[["Results"], None]


@dataclass(frozen=True)
class Bench:
    """What does the measuring: the core, or something quick in its place.

    Attributes
    ----------
    run : callable
        A plan and limits to an iterator of the core's `Progress`.
    limits : callable
        An iterator of the core's `LimitsProgress` that ends with `Limits`.
    machine : callable
    warm_up : callable
        Compiles what makes annealed orders, so that it is not compiled in the time of a run.
    """

    run: Callable[[Plan, Limits | None], Iterator[Any]]
    limits: Callable[[], Iterator[Any]]
    machine: Callable[[], Machine]
    warm_up: Callable[[], None]


class BenchFeed:
    """What the job tells and what the window asks of it; each field has one writer."""

    def __init__(self) -> None:
        self.results: Results | None = None
        self.estimate: float | None = None  # seconds that all of it takes, about
        self.stop = False


def core_bench() -> Bench:
    """The measuring of the core."""
    from ioviz.core.benchmark import describe_machine, measure_limits, run_plan

    return Bench(run_plan, measure_limits, describe_machine, _compile_annealer)


def benchmark_work(
    settings: BenchmarkSettings,
    opened: OpenNetwork | None,
    feed: BenchFeed,
    bench: Bench,
    keep: Keeper | None = None,
    known_limits: Callable[[Machine], Limits | None] = lambda _machine: None,
) -> Generator[Progress, None, Results | None]:
    """Read the networks, take the schedules, measure; stopping or closing ends it, what was measured is kept.

    Returns the results, or None if it was stopped before there were any.
    """
    limits = known_limits(bench.machine())
    feed.estimate = estimate(settings, opened, limits is not None)
    workloads = yield from _workloads(settings, opened)
    schedules: list[str | Schedule] = []
    for key in settings.orders:
        schedules += _schedules(key, opened)
    if "annealed" in settings.orders:
        yield Progress("Getting the annealer ready")
        bench.warm_up()
    if limits is None and settings.limits:
        limits = yield from _limits(bench, feed)
    steps = bench.run(make_plan(settings, workloads, schedules), limits)
    next_keep = time.monotonic() + KEEP_EVERY_S
    try:
        while not feed.stop:
            step = next(steps, None)
            if step is None:
                break
            feed.results = step.results
            if keep is not None and time.monotonic() >= next_keep:
                _keep(keep, feed.results)
                next_keep = time.monotonic() + KEEP_EVERY_S
            yield Progress(step.sentence.removesuffix("."), step.done / max(step.total, 1))
    finally:
        close = getattr(steps, "close", None)
        if close is not None:
            close()
        if keep is not None and feed.results is not None and feed.results.measurements:
            _keep(keep, feed.results)
    return feed.results


def _keep(keep: Keeper, results: Results) -> None:
    with contextlib.suppress(OSError, IovizError):  # a full disk must not end a run
        keep(results)


def _workloads(
    settings: BenchmarkSettings, opened: OpenNetwork | None
) -> Generator[Progress, None, tuple[Workload, ...]]:
    from ioviz.core.benchmark import WORKLOADS, workload_of
    from ioviz.core.formats import load

    made = []
    for choice in settings.networks:
        if choice.kind == WORKLOAD:
            made.append(WORKLOADS[choice.name])
        elif choice.kind == OPEN:
            assert opened is not None
            made.append(workload_of(opened.network, opened.title))
        else:
            yield Progress(f"Opening {choice.title}")
            made.append(workload_of(load(choice.name), choice.title))
    return unique(made)


def _schedules(key: str, opened: OpenNetwork | None) -> list[str | Schedule]:
    if key == SHOWN:
        return [_named(opened.shown, "as shown")] if opened is not None else []
    if key == FOUND:
        return [_named(opened.found(), "annealed (Anneal tab)")] if opened is not None and opened.found else []
    return [key]


def _named(schedule: Schedule, name: str) -> Schedule:
    """A schedule under a name of its own among the orders of a run."""
    from ioviz.core.schedule import build_schedule

    return build_schedule(schedule.network, schedule.order, name=name, settings=schedule.settings)


def _compile_annealer() -> None:
    """On a first start that may take a minute."""
    from ioviz.core.annealing import anneal
    from ioviz.core.generators import generate

    for _ in anneal(generate("diamond"), 3, proposals=4):
        pass


def _limits(bench: Bench, feed: BenchFeed) -> Generator[Progress, None, Limits | None]:
    """Measure what the machine can do; None if it was stopped."""
    limits = None
    for step in bench.limits():
        if feed.stop:
            return None
        if hasattr(step, "fma_gflops"):
            limits = step
        else:
            share = getattr(step, "done", 0) / max(getattr(step, "total", 1), 1)
            yield Progress(f"What this computer can do: {step.sentence.removesuffix('.')}", share)
    return limits
