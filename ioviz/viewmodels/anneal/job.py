"""An annealing run, as a generator that a job iterates."""

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
from ioviz.viewmodels.compiling.stages import prepared
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

FETCH_EVERY_S = 0.25
THUMBNAIL_EVERY_S = 0.6
MOST_SHARE = 0.08  # of the time for each of copies, thumbnails and files
SAVE_EVERY_S = 5.0
PAUSE_STEP_S = 0.02
TRAIL_POINTS = 512
LEAST_GAIN = 1e-6  # weighted costs are sums of fractions

_PREPARING = "preparing the annealer; the first time it is compiled"
_PREPARING_CHAINS = "preparing the chains; the first time their annealer is compiled"

Annealer = Callable[["Schedule", AnnealSettings], Iterator[Any]]
"""Yields what it prepares as texts, then `Moment`s and, at its end, possibly the best `Schedule`."""

Saver = Callable[["Schedule", float, float, list[Point]], None]
"""Saves the best schedule so far, with the cost of the start, its own cost, and points."""


def anneal_work(
    network: Network,
    shown: Schedule | None,
    settings: AnnealSettings,
    feed: Feed,
    annealer: Annealer,
    save: Saver | None = None,
) -> Generator[Progress, None, Outcome]:
    """Make the start order, anneal, and return the best schedule; `feed.stop` and closing end it early.

    However it ends, the best schedule found is saved. The outcome is in the feed as soon as it is known, before the
    processes of several chains are closed and the file is written.
    """
    for stage in ("annealing", "orders"):
        for step in prepared(stage):
            feed.prepare(step.text)
            yield step
            if feed.stop:
                break
    start = yield from _start(network, shown, settings, feed)
    if start is None:
        feed.outcome = Outcome(None, None, stopped=True)
        return feed.outcome
    yield Progress("Counting the start")
    feed.start_thumbnail = feed.thumbnail = residency_thumbnail(start, settings.memory, settings.policy)
    feed.start = (start, settings.goal.cost(feed.start_thumbnail.counts))
    recorder = _Recorder(settings, start, feed, save)
    feed.prepare(_PREPARING_CHAINS if settings.chains > 1 else _PREPARING)
    yield Progress("Preparing the annealer")
    moments = annealer(start, settings)
    final: Schedule | None = None
    try:
        while not feed.stop:
            if feed.held():
                recorder.save_best()
                while feed.held():
                    time.sleep(PAUSE_STEP_S)
                    yield Progress("Paused")
                continue
            moment = next(moments, None)
            if moment is None:
                break
            if isinstance(moment, str):
                feed.prepare(moment)
                yield Progress(moment)
                continue
            if hasattr(moment, "network"):
                final = moment
                continue
            recorder.take(moment)
            yield Progress("Annealing")
        best = final or recorder.best()
        feed.outcome = Outcome(best, _cost(best, settings), stopped=final is None)
        yield Progress("Closing")
    finally:
        recorder.save_end(final)
        feed.unsaved = False
        close = getattr(moments, "close", None)
        if close is not None:
            close()
    feed.thumbnail = residency_thumbnail(best, settings.memory, settings.policy)
    return feed.outcome


def _cost(schedule: Schedule, settings: AnnealSettings) -> float:
    """Return the cost of a schedule, counted in full."""
    from ioviz.core.simulation import simulate

    counts = simulate(schedule.network, schedule, memory=settings.memory, policy=settings.policy).counts
    return settings.goal.cost(counts)


def _start(
    network: Network, shown: Schedule | None, settings: AnnealSettings, feed: Feed
) -> Generator[Progress, None, Schedule | None]:
    """Return the start order; None if the run is stopped during the search for it."""
    from ioviz.core.schedule import build_schedule, order

    kind = settings.start_kind
    if kind == AS_SHOWN:
        assert shown is not None
        yield Progress("Using the order shown")
        return build_schedule(network, shown.order, name=shown.name, settings=shown.settings)
    doing = f"making the {kind} order"
    feed.prepare(doing)
    yield Progress(doing)
    if kind == "auto":
        from ioviz.core.annealing import START_TRIALS
        from ioviz.viewmodels.document.order_search import best_order

        # Without a time limit of the run its start has none either, so that the run is repeatable.
        trials = START_TRIALS if settings.repeatable else None
        search = best_order(network, settings.memory, seed=settings.seed, trials=trials)
        while not feed.stop:
            try:
                yield next(search)
            except StopIteration as end:
                schedule: Schedule = end.value[0]
                return schedule
        search.close()
        return None
    return order(network, kind, memory=settings.memory, seed=settings.seed)


class _Recorder:
    """Turns moments into points, thumbnails and saved files, each at its own interval."""

    def __init__(self, settings: AnnealSettings, start: Schedule, feed: Feed, save: Saver | None) -> None:
        self._settings, self._start, self._feed, self._save = settings, start, feed, save
        assert feed.start is not None
        self._start_cost = feed.start[1]
        self._moment: Moment | None = None
        self._fetched = self._drawn = self._saved = self._start_cost  # the cost of what was copied, drawn, saved
        self._next_fetch = self._next_thumbnail = 0.0
        self._next_save = time.monotonic() + SAVE_EVERY_S
        self._last: Point | None = None
        self._trail: list[Point] = []  # points for the saved file, halved when there are too many
        self._each = 1
        self._count = 0

    def take(self, moment: Moment) -> None:
        """Record a moment, and do what is due."""
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
        feed.unsaved = self._save is not None
        feed.rate = float(moment.proposals_per_second)
        feed.restarts = int(getattr(moment, "restarts", 0))
        self._remember(point)
        if feed.stop:
            return  # no more work than needed
        now = time.monotonic()
        if now >= self._next_fetch:
            self._fetch()
            self._next_fetch = _later(now, FETCH_EVERY_S)
        if now >= self._next_thumbnail and moment.best < self._drawn - LEAST_GAIN:
            feed.thumbnail = residency_thumbnail(self.best(), self._settings.memory, self._settings.policy)
            self._drawn = self._fetched
            self._next_thumbnail = _later(now, THUMBNAIL_EVERY_S)
        if now >= self._next_save:
            self.save_best()
            self._next_save = _later(now, SAVE_EVERY_S)

    def best(self) -> Schedule:
        """Return the best schedule so far."""
        from ioviz.core.schedule import build_schedule

        self._fetch()
        if self._feed.best is None:
            return self._start
        settings = self._settings.of_schedule(self._start)
        return build_schedule(self._start.network, self._feed.best[0], name="annealed", settings=settings)

    def save_best(self, final: Schedule | None = None) -> None:
        """Save the best schedule if it is better than the last one saved."""
        if self._cost < self._saved - LEAST_GAIN:
            self._write(final)

    def save_end(self, final: Schedule | None = None) -> None:
        """Save how the run ended, also if its best order was saved before: with all of its proposals and time."""
        if self._moment is not None:
            self._write(final)

    @property
    def _cost(self) -> float:
        return float(self._moment.best) if self._moment is not None else self._start_cost

    def _write(self, final: Schedule | None) -> None:
        if self._save is None:
            return
        self._saved = self._cost
        last = [] if self._last is None or self._last in self._trail[-1:] else [self._last]
        with contextlib.suppress(OSError, IovizError):  # a full disk must not end a run
            self._save(final or self.best(), self._start_cost, self._saved, [*self._trail, *last])

    def _fetch(self) -> None:
        """Copy the best order if it is better than the last copy."""
        moment = self._moment
        if moment is not None and moment.best < self._fetched - LEAST_GAIN:
            self._fetched = float(moment.best)
            self._feed.best = (moment.best_order(), self._fetched)

    def _remember(self, point: Point) -> None:
        self._last = point
        if self._count % self._each == 0:
            self._trail.append(point)
            if len(self._trail) == TRAIL_POINTS:
                del self._trail[1::2]
                self._each *= 2
        self._count += 1


def _later(began: float, every: float) -> float:
    """Return when to repeat work that began at `began` and ends now, so that it takes a small share of the time."""
    return max(began + every, time.monotonic() + (time.monotonic() - began) / MOST_SHARE)
