"""The benchmark results of the window: measured in a job, saved, renamed, loaded, exported and deleted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ioviz.core.errors import IovizError
from ioviz.gui.saved_lists.saved_list import SavedList
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.paths import data_folder
from ioviz.viewmodels.benchmark.job import Bench, BenchFeed, benchmark_work
from ioviz.viewmodels.benchmark.plan import BenchmarkSettings, OpenNetwork
from ioviz.viewmodels.benchmark.saved_results import ResultSet, SavedResults, limits_of
from ioviz.viewmodels.storage.saved_files import new_key
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.benchmark import Results


class BenchmarkResults(SavedList):
    """The list of results; the active ones are being measured."""

    progressed = Signal(object)  # Progress
    ended = Signal(object)  # ResultSet: its run has ended

    def __init__(self, jobs: Jobs, session: Session, bench: Callable[[], Bench]) -> None:
        """`bench` is called in a job, since it imports what it needs."""
        super().__init__(jobs, session)
        self._bench = bench
        self.saved = SavedResults(data_folder() / "benchmarks")
        self._feed: BenchFeed | None = None
        self._number = 0

    def load_saved(self) -> None:
        self._jobs.start("bench-saved", self.saved.load, done=self.add_saved, failed=self.failed.emit)

    # -- measuring ---------------------------------------------------------------------------------------

    def start(self, settings: BenchmarkSettings, opened: OpenNetwork | None) -> ResultSet | None:
        """Start a benchmark; return None if one is running."""
        if self.active is not None:
            return None
        self._number += 1
        one = ResultSet(new_key(), settings.title or f"Run {self._number}", None, "running")
        feed, known = BenchFeed(), list(self.items)

        def save(results: Results) -> None:
            self.saved.save_as(one.key, results, one.title)

        def work() -> Generator[Progress, None, Results | None]:
            return benchmark_work(
                settings, opened, feed, self._bench(), save, lambda machine: limits_of(known, machine)
            )

        self.items.append(one)
        self.active, self._feed = one, feed
        self._jobs.start(
            "bench",
            work,
            done=lambda results: self._done(one, results),
            failed=lambda error: self._failed(one, error),
            progressed=self._progressed,
        )
        self.listChanged.emit()
        self.stateChanged.emit()
        return one

    def stop(self) -> None:
        """Stop the benchmark; its measurements stay."""
        if self._feed is not None:
            self._feed.stop = True
            self.progressed.emit(Progress("Stopping"))

    @property
    def estimate(self) -> float | None:
        """Estimated duration of the running benchmark in seconds."""
        return self._feed.estimate if self._feed is not None else None

    @property
    def stopping(self) -> bool:
        return self._feed is not None and self._feed.stop

    def _progressed(self, progress: Progress) -> None:
        one, feed = self.active, self._feed
        if one is None or feed is None:
            return
        if feed.results is not None and feed.results is not one.results:
            one.results = feed.results
            self.itemChanged.emit(one)
        if not feed.stop:
            self.progressed.emit(progress)

    def _done(self, one: ResultSet, results: Results | None) -> None:
        self._end(one, results, "stopped" if self.stopping else "done")

    def _failed(self, one: ResultSet, error: BaseException) -> None:
        self._end(one, self._feed.results if self._feed is not None else None, "failed")
        self.failed.emit(error)

    def _end(self, one: ResultSet, results: Results | None, state: str) -> None:
        self.active = self._feed = None
        one.state = state
        if results is None or not results.measurements:
            self.items.remove(one)  # nothing was measured
            self.listChanged.emit()
        else:
            one.results = results
            self.itemChanged.emit(one)
        self.stateChanged.emit()
        self.ended.emit(one)

    # -- user actions on results -------------------------------------------------------------------------

    def _save_title(self, one: ResultSet) -> None:
        results, title = one.results, one.title
        if results is not None:
            self._jobs.start(
                "bench-rename",
                lambda: self.saved.save_as(one.key, results, title),
                failed=self.failed.emit,
                saving=lambda: True,
            )

    def open_file(self, path: Path, then: Callable[[ResultSet], None]) -> None:
        """Load results from a file and save them in the list."""
        key = new_key()

        def work() -> Results:
            from ioviz.core.benchmark import load_results

            results = load_results(path)
            self.saved.save(key, results)
            return results

        def done(results: Results) -> None:
            one = ResultSet(key, results.name or path.stem, results, "file")
            self.items.append(one)
            self.listChanged.emit()
            then(one)

        self._jobs.start("bench-open", work, title=f"Opening {path.name}", done=done, failed=self.failed.emit)

    def save(self, one: ResultSet, path: Path) -> None:
        """Write results as .json, .csv or .md."""
        results, title = one.results, one.title
        if results is None:
            return

        def work() -> None:
            from dataclasses import replace

            from ioviz.core.benchmark import save_results

            save_results(path, replace(results, name=title))

        self._write("bench-save", work, path)

    # -- the end -----------------------------------------------------------------------------------------

    def close(self) -> None:
        """Stop, as the window closes, and save what is measured: a measurement is not waited for."""
        feed, one = self._feed, self.active
        if feed is None or one is None:
            return
        feed.stop = True
        results = feed.results
        if results is not None and results.measurements:
            with contextlib.suppress(OSError, IovizError):  # a full disk must not keep the window open
                self.saved.save_as(one.key, results, one.title)
