"""All annealing runs of the window: starts them as jobs, takes their reports 30 times a second, keeps and forgets."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from ioviz.gui.saved_lists.saved_list import SavedList
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.paths import data_folder
from ioviz.viewmodels.anneal.curves import Point
from ioviz.viewmodels.anneal.feed import Feed, Outcome
from ioviz.viewmodels.anneal.job import Annealer, anneal_work
from ioviz.viewmodels.anneal.runs import AS_SHOWN, AnnealSettings, Run
from ioviz.viewmodels.anneal.saved_runs import SavedRuns
from ioviz.viewmodels.storage.saved_files import new_key
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

FRAME_MS = 33
_NUMBERED = re.compile(r"Run [0-9]{1,6}")


class AnnealRuns(SavedList):
    """The list of runs; `stateChanged` also when the active one is paused."""

    progressed = Signal(object)  # the active Run, whenever it has reported something
    handedOver = Signal()  # a schedule is on its way to Explore

    def __init__(self, jobs: Jobs, session: Session, annealer: Annealer, parent: QObject | None = None) -> None:
        super().__init__(jobs, session, parent)
        self._annealer = annealer
        self.kept = SavedRuns(data_folder() / "runs")
        self._number = 0
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)

    # -- from last time ----------------------------------------------------------------------------------

    def find_kept(self) -> None:
        """Look for runs of earlier days, in a job."""
        self._jobs.start("anneal-kept", self.kept.runs, done=self._kept_found, failed=lambda _error: None)

    def _kept_found(self, found: list[Run]) -> None:
        # New runs are numbered on, so that no two have the same name.
        numbers = [int(run.title.removeprefix("Run ")) for run in found if _NUMBERED.fullmatch(run.title)]
        self._number = max(self._number, *numbers, 0)
        self.add_kept(found)

    # -- the active run ----------------------------------------------------------------------------------

    def start(self, settings: AnnealSettings) -> Run | None:
        """Begin a run on what is open; nothing if one is active or nothing is open."""
        document = self._session.document
        if document is None or self.active is not None:
            return None
        network = document.network
        self._number += 1
        feed = Feed()
        lower, upper = settings.goal.bounds(document.bounds)
        run = Run(
            key=new_key(),
            title=f"Run {self._number}",
            network_title=document.intent.title,
            settings=settings,
            lower=lower,
            upper=upper,
            network=network,
            feed=feed,
        )
        shown = document.schedule if settings.start_kind == AS_SHOWN else None

        def keep(schedule: Schedule, start_cost: float, best_cost: float, points: list[Point]) -> None:
            if run not in self._removed:
                self.kept.save(run, network, schedule, start_cost, best_cost, points)

        def work() -> Generator[Progress, None, Outcome]:
            return anneal_work(network, shown, settings, feed, self._annealer, keep)

        self.items.append(run)
        self.active = run
        self._jobs.start(
            f"anneal-{run.key}",  # while the last one still closes its processes
            work,
            done=lambda outcome: self._closed(run, outcome),
            failed=lambda error: self._failed(run, error),
            progressed=lambda _progress: self._look_for_outcome(run),
        )
        self._timer.start()
        self.listChanged.emit()
        self.stateChanged.emit()
        return run

    def pause(self, on: bool) -> None:
        """Hold the active run, or let it go on."""
        run = self.active
        if run is not None and run.feed is not None:
            run.feed.paused = on
            if run.state in ("running", "paused"):
                run.state = "paused" if on else "running"
            self.itemChanged.emit(run)
            self.stateChanged.emit()

    def rest(self, on: bool) -> None:
        """Do not look at what the active run reports for a while; it is paused meanwhile."""
        if on:
            self._timer.stop()
        elif self.active is not None:
            self._timer.start()

    def stop(self) -> None:
        """End the active run; it keeps what it has found."""
        run = self.active
        if run is not None and run.feed is not None:
            run.feed.stop = True
            self._take(run)
            if not len(run.curves):
                # Kernels are being compiled, or processes started: nothing better than the start is to be waited for.
                schedule, cost = run.feed.start or (None, None)
                self._finish(run, Outcome(schedule, cost, stopped=True))
                return
            run.state = "ending"  # the table will say so if it takes a moment: now everything waits for the end

    def _tick(self) -> None:
        run = self.active
        if run is None:
            self._timer.stop()
            return
        self._take(run)
        self.progressed.emit(run)

    def _take(self, run: Run) -> None:
        """Take over what the job has reported."""
        feed = run.feed
        assert feed is not None
        points = feed.take()
        run.curves.extend(points)
        if feed.start is not None and run.start_cost is None:
            run.start_schedule, run.start_cost = feed.start
            run.best_cost = run.start_cost
        if run.state == "starting" and feed.start is not None:
            run.state = "paused" if feed.paused else "running"
            self.stateChanged.emit()
        run.restarts = feed.restarts
        last = run.curves.last
        if last is not None:
            run.best_cost, run.proposals, run.seconds = last.best, last.proposals, last.seconds

    def _look_for_outcome(self, run: Run) -> None:
        """The best is known before all is closed and written: for people the run is over then."""
        outcome = run.feed.outcome if run.feed is not None else None
        if outcome is None or not run.active:
            return
        self._take(run)
        self._finish(run, outcome)

    def _finish(self, run: Run, outcome: Outcome) -> None:
        run.schedule, run.best_cost = outcome.schedule, outcome.cost
        self._end(run, "stopped" if outcome.stopped else "done")

    def _closed(self, run: Run, _outcome: Outcome) -> None:
        self._look_for_outcome(run)
        self.progressed.emit(run)  # the picture of the best order

    def _failed(self, run: Run, error: BaseException) -> None:
        if not run.active:  # over already, and its best is here: only closing failed
            self.failed.emit(error)
            return
        self._take(run)
        self._end(run, "failed")
        self.failed.emit(error)

    def _end(self, run: Run, state: str) -> None:
        run.state = state
        self.active = None
        self._timer.stop()
        self.progressed.emit(run)
        self.itemChanged.emit(run)
        self.stateChanged.emit()

    # -- user actions on runs ----------------------------------------------------------------------------

    def _keep_title(self, run: Run) -> None:
        title = run.title
        self._jobs.start("anneal-rename", lambda: self.kept.rename(run.key, title), failed=lambda _error: None)

    def best_schedule(self, run: Run) -> tuple[Network, Schedule]:
        """The best schedule so far; may read a file and prove an order, so it belongs into a job."""
        if run.schedule is not None:
            return run.schedule.network, run.schedule
        if run.state == "saved" and run.network is None:
            kept: SavedRuns = self.kept
            return kept.load(run.key)
        feed, network = run.feed, run.network
        assert network is not None
        best = feed.best if feed is not None else None
        if best is None:
            assert run.start_schedule is not None
            return network, run.start_schedule
        from ioviz.core.schedule import build_schedule

        return network, build_schedule(network, best[0], name="annealed", settings=run.settings.of_schedule())

    def best_here(self) -> Callable[[], Schedule] | None:
        """What gives the best schedule found for the network that is open; to be called in a job."""
        document = self._session.document
        if document is None:
            return None
        here = [
            run
            for run in self.items
            if run.network is document.network and run.best_cost is not None and run.settings.goal.unit == "I/Os"
        ]
        best = min(here, key=lambda run: run.best_cost or 0, default=None)
        return None if best is None else lambda: self.best_schedule(best)[1]

    def show_in_explore(self, run: Run) -> None:
        """Hand the best schedule over: it enters by the same door as one from a file."""
        settings = run.settings

        def done(answer: tuple[Network, Schedule]) -> None:
            network, schedule = answer
            if run.network is None:
                run.network, run.schedule = network, schedule
            wanted = self._session.wanted
            here = wanted is not None and wanted.network is network
            policy = settings.policy
            if wanted is not None and wanted.policy == "min-d" and policy == "min":
                policy = wanted.policy  # MIN's own evictions are the last that it would fall back to
            more: dict[str, Any] = {} if here else {"network": network, "title": run.network_title}
            self._session.change(
                run.title, order="file", loaded=schedule, memory=settings.memory, policy=policy, **more
            )
            self.handedOver.emit()

        self._jobs.start("anneal-show", lambda: self.best_schedule(run), title="", done=done, failed=self.failed.emit)

    def save_schedule(self, run: Run, path: Path) -> None:
        """Write the best schedule to a file."""

        def work() -> None:
            from ioviz.core.formats import save

            save(self.best_schedule(run)[1], path)

        self._write("anneal-save", work, path)

    # -- the end -----------------------------------------------------------------------------------------

    def close(self) -> None:
        """The window closes: what was deleted is gone for good. The active run's job keeps its best as it ends."""
        self._timer.stop()
        super().close()
        self.kept.prune()
