"""A benchmark as a generator that a job iterates, and the feed between it and the window."""

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
from ioviz.viewmodels.compiling.stages import prepared
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.benchmark import Limits, Machine, Plan, Results, Workload
    from ioviz.core.schedule import Schedule

SAVE_EVERY_S = 5.0

Saver = Callable[["Results"], None]


@dataclass(frozen=True)
class Bench:
    """The functions that measure: those of the core, or fast ones in tests.

    Attributes
    ----------
    run : callable
        Takes a plan and limits; returns an iterator of the core's `Progress`.
    limits : callable
        Returns an iterator of the core's `LimitsProgress` that ends with `Limits`.
    machine : callable
    warm_up : callable
        Compiles the annealer, so that it is not compiled in the time of a run; returns an iterator of sentences, each
        before a step.
    """

    run: Callable[[Plan, Limits | None], Iterator[Any]]
    limits: Callable[[], Iterator[Any]]
    machine: Callable[[], Machine]
    warm_up: Callable[[], Iterator[str]]


class BenchFeed:
    """Results of the job, and requests of the window; each field has one writer."""

    def __init__(self) -> None:
        self.results: Results | None = None
        self.estimate: float | None = None  # about how many seconds the run takes
        self.stop = False


def core_bench() -> Bench:
    """Return the functions of the core."""
    from ioviz.core.benchmark import describe_machine, measure_limits, run_plan

    return Bench(run_plan, measure_limits, describe_machine, _compile_annealer)


def benchmark_work(
    settings: BenchmarkSettings,
    opened: OpenNetwork | None,
    feed: BenchFeed,
    bench: Bench,
    save: Saver | None = None,
    known_limits: Callable[[Machine], Limits | None] = lambda _machine: None,
) -> Generator[Progress, None, Results | None]:
    """Read the networks, make the schedules, and measure; stopping or closing it saves the results so far.

    It returns the results, or None if it was stopped before there were any.
    """
    yield Progress("Reading the processor and the versions of the libraries")
    limits = known_limits(bench.machine())
    feed.estimate = estimate(settings, opened, limits is not None)
    workloads = yield from _workloads(settings, opened)
    schedules: list[str | Schedule] = []
    for key in settings.orders:
        schedules += _schedules(key, opened)
    annealing = ("annealing", "orders") if "annealed" in settings.orders else ()
    for stage in ("inference", "measuring", *annealing):
        for waiting in prepared(stage):
            yield waiting
            if feed.stop:
                return None
    if annealing:
        for sentence in bench.warm_up():
            yield Progress(sentence)
    if limits is None and settings.limits:
        limits = yield from _limits(bench, feed)
    steps = bench.run(make_plan(settings, workloads, schedules), limits)
    next_save = time.monotonic() + SAVE_EVERY_S
    try:
        while not feed.stop:
            step = next(steps, None)
            if step is None:
                break
            feed.results = step.results
            if save is not None and time.monotonic() >= next_save:
                _save(save, feed.results)
                next_save = time.monotonic() + SAVE_EVERY_S
            # Before the first row is ready there is no share: how long compiling takes is not known.
            yield Progress(step.sentence.removesuffix("."), step.done / max(step.total, 1) if step.done else None)
    finally:
        if save is not None and feed.results is not None and feed.results.measurements:
            _save(save, feed.results)
        close = getattr(steps, "close", None)  # of the processes, which may take a moment
        if close is not None:
            close()
    return feed.results


def _save(save: Saver, results: Results) -> None:
    with contextlib.suppress(OSError, IovizError):  # a full disk must not end a run
        save(results)


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
    """Return a schedule under another name."""
    from ioviz.core.schedule import build_schedule

    return build_schedule(schedule.network, schedule.order, name=name, settings=schedule.settings)


def _compile_annealer() -> Iterator[str]:
    """Compile the annealer, which may take a minute the first time."""
    yield "Loading the annealer"
    from ioviz.core.annealing import prepare_annealing

    for part in prepare_annealing():
        yield f"Compiling or loading the kernels of the annealer for {part}"


def _limits(bench: Bench, feed: BenchFeed) -> Generator[Progress, None, Limits | None]:
    """Measure the limits of the machine; None if it was stopped."""
    limits = None
    for step in bench.limits():
        if feed.stop:
            return None
        if hasattr(step, "fma_gflops"):
            limits = step
        else:
            share = getattr(step, "done", 0) / max(getattr(step, "total", 1), 1)
            yield Progress(f"Limits of this computer: {step.sentence.removesuffix('.')}", share)
    return limits
