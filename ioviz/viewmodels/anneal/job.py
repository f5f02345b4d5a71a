"""The work of an annealing run, as a generator that a job iterates."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import IovizError
from ioviz.viewmodels.anneal.curves import Point
from ioviz.viewmodels.anneal.feed import Feed, Moment, Outcome
from ioviz.viewmodels.anneal.residency_thumbnail import residency_thumbnail
from ioviz.viewmodels.anneal.runs import AS_SHOWN, AnnealSettings
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

FETCH_EVERY_S = 0.25
PICTURE_EVERY_S = 0.6
MOST_SHARE = 0.08  # of the time goes into each of copies, pictures and files
KEEP_EVERY_S = 5.0
PAUSE_STEP_S = 0.02
TRAIL_POINTS = 512
LEAST_GAIN = 1e-6  # weighted costs are sums of fractions

Annealer = Callable[["Schedule", AnnealSettings], Iterator[Any]]
"""Yields `Moment`s; it may yield the best `Schedule` as its last word."""

Keeper = Callable[["Schedule", float, float, list[Point]], None]
"""Writes the best schedule so far to where it is found again: with the cost of the start, its own, and points."""


def anneal_work(
    network: Network,
    shown: Schedule | None,
    settings: AnnealSettings,
    feed: Feed,
    annealer: Annealer,
    keep: Keeper | None = None,
) -> Generator[Progress, None, Outcome]:
    """Make the start order, anneal, and return the best schedule; `feed.stop` and closing end it early.

    Whatever ends it, the best schedule found is kept. The outcome is in the feed as soon as it is known: closing
    the processes of several chains and writing the file come behind.
    """
    start = yield from _start(network, shown, settings, feed)
    if start is None:
        feed.outcome = Outcome(None, None, stopped=True)
        return feed.outcome
    yield Progress("Counting the start")
    feed.start_thumbnail = feed.thumbnail = residency_thumbnail(start, settings.memory, settings.policy)
    feed.start = (start, settings.goal.cost(feed.start_thumbnail.counts))
    watch = _Watch(settings, start, feed, keep)
    moments = annealer(start, settings)
    final: Schedule | None = None
    try:
        while not feed.stop:
            if feed.held():
                watch.keep_best()
                while feed.held():
                    time.sleep(PAUSE_STEP_S)
                    yield Progress("Paused")
                continue
            moment = next(moments, None)
            if moment is None:
                break
            if hasattr(moment, "network"):
                final = moment
                continue
            watch.take(moment)
            yield Progress("Annealing")
        best = final or watch.best()
        feed.outcome = Outcome(best, _cost(best, settings), stopped=final is None)
        yield Progress("Closing")
    finally:
        watch.keep_best(final)
        close = getattr(moments, "close", None)
        if close is not None:
            close()
    feed.thumbnail = residency_thumbnail(best, settings.memory, settings.policy)
    return feed.outcome


def _cost(schedule: Schedule, settings: AnnealSettings) -> float:
    """The objective, counted in full."""
    from ioviz.core.simulation import simulate

    counts = simulate(schedule.network, schedule, memory=settings.memory, policy=settings.policy).counts
    return settings.goal.cost(counts)


def _start(
    network: Network, shown: Schedule | None, settings: AnnealSettings, feed: Feed
) -> Generator[Progress, None, Schedule | None]:
    """The order that the run begins with; None if people stop it before a search for that one is over."""
    from ioviz.core.schedule import build_schedule, order

    kind = settings.start_kind
    if kind == AS_SHOWN:
        assert shown is not None
        yield Progress("Taking the order that is shown")
        return build_schedule(network, shown.order, name=shown.name, settings=shown.settings)
    yield Progress(f"Making the {kind} order")
    if kind == "auto":
        from ioviz.viewmodels.document.order_search import best_order

        search = best_order(network, settings.memory, seed=settings.seed)
        while not feed.stop:
            try:
                yield next(search)
            except StopIteration as end:
                schedule: Schedule = end.value[0]
                return schedule
        search.close()
        return None
    return order(network, kind, memory=settings.memory, seed=settings.seed)


class _Watch:
    """Turns moments into points, pictures and kept files, each as often as it is worth."""

    def __init__(self, settings: AnnealSettings, start: Schedule, feed: Feed, keep: Keeper | None) -> None:
        self._settings, self._start, self._feed, self._keep = settings, start, feed, keep
        assert feed.start is not None
        self._start_cost = feed.start[1]
        self._moment: Moment | None = None
        self._fetched = self._pictured = self._kept = self._start_cost  # the cost of what was copied, drawn, written
        self._next_fetch = self._next_picture = 0.0
        self._next_keep = time.monotonic() + KEEP_EVERY_S
        self._trail: list[Point] = []  # points for the kept file: thinned by halves
        self._each = 1
        self._count = 0

    def take(self, moment: Moment) -> None:
        """Tell a moment, and do what is due."""
        self._moment = moment
        feed = self._feed
        point = Point(
            int(moment.proposals),
            int(moment.accepted),
            float(moment.elapsed),
            float(moment.current),
            float(moment.best),
            float(moment.temperature),
        )
        feed.points.append(point)
        feed.rate = float(moment.proposals_per_second)
        feed.restarts = int(getattr(moment, "restarts", 0))
        self._remember(point)
        if feed.stop:
            return  # people wait
        now = time.monotonic()
        if now >= self._next_fetch:
            self._fetch()
            self._next_fetch = _later(now, FETCH_EVERY_S)
        if now >= self._next_picture and moment.best < self._pictured - LEAST_GAIN:
            feed.thumbnail = residency_thumbnail(self.best(), self._settings.memory, self._settings.policy)
            self._pictured = self._fetched
            self._next_picture = _later(now, PICTURE_EVERY_S)
        if now >= self._next_keep:
            self.keep_best()
            self._next_keep = _later(now, KEEP_EVERY_S)

    def best(self) -> Schedule:
        """The best schedule so far, proven."""
        from ioviz.core.schedule import build_schedule

        self._fetch()
        if self._feed.best is None:
            return self._start
        settings = self._settings.of_schedule()
        return build_schedule(self._start.network, self._feed.best[0], name="annealed", settings=settings)

    def keep_best(self, final: Schedule | None = None) -> None:
        """Write the best schedule if it is better than what was written last."""
        cost = float(self._moment.best) if self._moment is not None else self._start_cost
        if self._keep is None or cost >= self._kept - LEAST_GAIN:
            return
        self._kept = cost
        with contextlib.suppress(OSError, IovizError):  # a full disk must not end a run
            self._keep(final or self.best(), self._start_cost, cost, list(self._trail))

    def _fetch(self) -> None:
        """Copy the best order if it is better than the last copy."""
        moment = self._moment
        if moment is not None and moment.best < self._fetched - LEAST_GAIN:
            self._fetched = float(moment.best)
            self._feed.best = (moment.best_order(), self._fetched)

    def _remember(self, point: Point) -> None:
        if self._count % self._each == 0:
            self._trail.append(point)
            if len(self._trail) == TRAIL_POINTS:
                del self._trail[1::2]
                self._each *= 2
        self._count += 1


def _later(began: float, every: float) -> float:
    """When to do again what began at `began` and ends now: seldom enough to take a small share of the time."""
    return max(began + every, time.monotonic() + (time.monotonic() - began) / MOST_SHARE)
