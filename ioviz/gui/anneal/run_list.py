"""The annealing runs of the window: starts them as jobs, polls their feeds, saves and deletes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal

from ioviz.gui.saved_lists.saved_list import SavedList
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.paths import data_folder
from ioviz.viewmodels.anneal.curves import Point
from ioviz.viewmodels.anneal.feed import Feed, Outcome
from ioviz.viewmodels.anneal.job import Annealer, anneal_work
from ioviz.viewmodels.anneal.runs import AS_SHOWN, AnnealSettings, Run, start_text
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
    handedOver = Signal()  # a schedule was opened in Explore

    def __init__(self, jobs: Jobs, session: Session, annealer: Annealer) -> None:
        super().__init__(jobs, session)
        self._annealer = annealer
        self.saved = SavedRuns(data_folder() / "runs")
        self._number = 0
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._tick)

    # -- saved runs --------------------------------------------------------------------------------------

    def load_saved(self) -> None:
        self._jobs.start("anneal-saved", self.saved.runs, done=self._loaded, failed=lambda _error: None)

    def _loaded(self, found: list[Run]) -> None:
        # Numbers go on, so that no two runs have the same name.
        numbers = [int(run.title.removeprefix("Run ")) for run in found if _NUMBERED.fullmatch(run.title)]
        self._number = max(self._number, *numbers, 0)
        self.add_saved(found)

    # -- the active run ----------------------------------------------------------------------------------

    def start(self, settings: AnnealSettings) -> Run | None:
        """Start a run on the open document; return None if there is none or a run is active."""
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

        def save(schedule: Schedule, start_cost: float, best_cost: float, points: list[Point]) -> None:
            if run not in self._removed:
                self.saved.save(run, network, schedule, start_cost, best_cost, points)

        def work() -> Generator[Progress, None, Outcome]:
            return anneal_work(network, shown, settings, feed, self._annealer, save)

        self.items.append(run)
        self.active = run
        self._jobs.start(
            f"anneal-{run.key}",  # its own lane: the last run may still be closing its processes
            work,
            done=lambda outcome: self._closed(run, outcome),
            failed=lambda error: self._failed(run, error),
            progressed=lambda _progress: self._look_for_outcome(run),
            saving=lambda: feed.unsaved,
        )
        self._timer.start()
        self.listChanged.emit()
        self.stateChanged.emit()
        return run

    def pause(self, on: bool) -> None:
        """Pause the active run, or resume it."""
        run = self.active
        if run is not None and run.feed is not None:
            run.feed.paused = on
            if run.state in ("running", "paused"):
                run.state = "paused" if on else "running"
            self.itemChanged.emit(run)
            self.stateChanged.emit()

    def suspend(self, on: bool) -> None:
        """Stop polling the active run, which is paused, or start again."""
        if on:
            self._timer.stop()
        elif self.active is not None:
            self._timer.start()

    def stop(self) -> None:
        """Stop the active run; it keeps its best order."""
        run = self.active
        if run is not None and run.feed is not None:
            run.feed.stop = True
            self._take(run)
            if not len(run.curves):
                # Kernels are still being compiled or processes started: there is nothing to wait for.
                schedule, cost = run.feed.start or (None, None)
                self._finish(run, Outcome(schedule, cost, stopped=True))
                return
            run.state = "ending"  # shown in the table until it has stopped

    def _tick(self) -> None:
        run = self.active
        if run is None:
            self._timer.stop()
            return
        self._take(run)
        self.progressed.emit(run)

    def _take(self, run: Run) -> None:
        """Take over what the feed has reported."""
        feed = run.feed
        assert feed is not None
        points = feed.take()
        run.curves.extend(points)
        if feed.start is not None and run.start_cost is None:
            run.start_schedule, run.start_cost = feed.start
            run.best_cost = run.start_cost
            run.start_order = start_text(run.settings, run.start_schedule)
        if run.state == "starting" and len(run.curves):  # before, kernels are compiled and processes started
            run.state = "paused" if feed.paused else "running"
            self.stateChanged.emit()
        run.restarts = feed.restarts
        last = run.curves.last
        if last is not None:
            run.best_cost, run.proposals, run.seconds = last.best, last.proposals, last.seconds

    def _look_for_outcome(self, run: Run) -> None:
        """End the run once its best is known, before its processes are closed and its file is written."""
        outcome = run.feed.outcome if run.feed is not None else None
        if outcome is not None and run.active:
            self._take(run)
            self._finish(run, outcome)

    def _finish(self, run: Run, outcome: Outcome) -> None:
        run.schedule, run.best_cost = outcome.schedule, outcome.cost
        self._end(run, "stopped" if outcome.stopped else "done")

    def _closed(self, run: Run, _outcome: Outcome) -> None:
        self._look_for_outcome(run)
        self.progressed.emit(run)  # for the thumbnail of the best order

    def _failed(self, run: Run, error: BaseException) -> None:
        if run.active:  # otherwise its best is known, and only closing failed
            self._take(run)
            if run.feed is not None and run.feed.best is not None:
                run.best_cost = run.feed.best[1]  # of the order that is kept
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

    def _save_title(self, run: Run) -> None:
        title = run.title
        self._jobs.start(
            "anneal-rename", lambda: self.saved.rename(run.key, title), failed=lambda _error: None, saving=lambda: True
        )

    def best_schedule(self, run: Run) -> tuple[Network, Schedule]:
        """The best schedule so far; may read a file and validate an order, so call it in a job."""
        return self.best_and_cost(run)[:2]

    def best_and_cost(self, run: Run) -> tuple[Network, Schedule, float | None]:
        """As `best_schedule`, and its cost: during a run it may be of a moment before."""
        if run.schedule is not None:
            return run.schedule.network, run.schedule, run.best_cost
        if run.state == "saved" and run.network is None:
            saved: SavedRuns = self.saved
            return *saved.load(run.key), run.best_cost
        feed, network = run.feed, run.network
        assert network is not None
        best = feed.best if feed is not None else None
        if best is None:
            assert run.start_schedule is not None
            return network, run.start_schedule, run.start_cost
        from ioviz.core.schedule import build_schedule

        assert run.start_schedule is not None
        settings = run.settings.of_schedule(run.start_schedule)
        return network, build_schedule(network, best[0], name="annealed", settings=settings), best[1]

    def best_here(self) -> Callable[[], Schedule] | None:
        """A function for a job that returns the best schedule found for the open network; None if there is none."""
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
        """Open the best schedule in Explore, like one from a file."""
        settings = run.settings

        def done(answer: tuple[Network, Schedule]) -> None:
            network, schedule = answer
            if run.network is None:
                run.network, run.schedule = network, schedule
            wanted = self._session.wanted
            here = wanted is not None and wanted.network is network
            policy = settings.policy
            if wanted is not None and wanted.policy == "min-d" and policy == "min":
                policy = wanted.policy  # min-d falls back to the evictions of MIN
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
        """Stop, as the window closes; the job of the active run saves its best."""
        self._timer.stop()
        if self.active is not None and self.active.feed is not None:
            self.active.feed.stop = True

    def clean_up(self) -> None:
        super().clean_up()
        self.saved.prune()
