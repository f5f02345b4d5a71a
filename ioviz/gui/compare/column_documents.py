"""The documents of columns side by side, resolved in jobs, a lane each, and where they differ from the first one."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ioviz.core.errors import LimitExceeded
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.viewmodels.compare.columns import LETTERS, MOST, Columns, column_title
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Trace
    from ioviz.viewmodels.compare.differences import Comparison
    from ioviz.viewmodels.document.document import Document, Intent

_KEPT_CONNECTIONS = 2_000_000  # documents that are not shown are kept up to so many in all: for Undo, and to and fro
_LANES = [f"side-{letter}" for letter in LETTERS]
_COMPARE, _SCHEDULE = "side-compare", "side-schedule"


class ColumnDocuments(QObject):
    """Given columns it finds their documents; those of before stay until the new ones are there."""

    changed = Signal()  # a document came, or failed to
    compared = Signal()  # differences were found
    failed = Signal(object)  # an exception

    def __init__(self, session: Session, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self.shown: list[Document | None] = []
        self.comparisons: dict[int, Comparison] = {}
        self._columns: Columns | None = None
        self._kept: list[Document] = []  # the last ones shown, newest last
        self._failures: dict[int, str] = {}
        self._asked: dict[int, Intent] = {}
        self._comparing: tuple[Trace, ...] = ()

    @property
    def traces(self) -> list[Trace | None]:
        """What is shown of each column; None where there is nothing yet."""
        return [None if one is None else one.trace for one in self.shown]

    @property
    def longest(self) -> int:
        """The I/Os of the column that does most."""
        return max((trace.counts.ios for trace in self.traces if trace is not None), default=0)

    def words(self) -> list[str]:
        """What is said of each column that shows nothing: that it is on its way, or why not."""
        intents = self._columns.intents if self._columns is not None else ()
        return [self._failures.get(k, f"Simulating {column_title(intent)} …") for k, intent in enumerate(intents)]

    def want(self, columns: Columns) -> None:
        """Show what is there of these columns, and ask for what is not."""
        before, self._columns = self._columns, columns
        if before is None or len(before) != len(columns) or before.network is not columns.network:
            self.shown = [None] * len(columns)
            self._failures.clear()
        for column, intent in enumerate(columns.intents):
            known = self.known(intent)
            if known is not None:
                self.shown[column] = known
                self._failures.pop(column, None)
            if known is not None or column == columns.main:  # that one the session asks for
                self._forget(column)
            elif self._asked.get(column) is not intent:
                self._ask(column, intent)
        for column in range(len(columns), MOST):
            self._forget(column)
        self._compare()

    def stop(self) -> None:
        """Nobody looks any more."""
        for column in range(MOST):
            self._forget(column)
        self._jobs.cancel(_COMPARE)
        self._jobs.cancel(_SCHEDULE)
        self._comparing = ()

    def known(self, intent: Intent) -> Document | None:
        """A document that shows an intent, if there is one."""
        there = (self._session.document, *self.shown, *reversed(self._kept))
        return next((one for one in there if one is not None and one.intent.same(intent)), None)

    def keep(self, document: Document) -> None:
        """Remember a document for a while; those of another network are forgotten."""
        self._kept = [
            one for one in self._kept if one.network is document.network and not one.intent.same(document.intent)
        ]
        self._kept.append(document)
        each = max(1, document.network.n_connections)
        del self._kept[: -max(MOST, min(16, _KEPT_CONNECTIONS // each))]

    # -- inside ------------------------------------------------------------------------------------------

    def _forget(self, column: int) -> None:
        if self._asked.pop(column, None) is not None:
            self._jobs.cancel(_LANES[column])

    def _ask(self, column: int, intent: Intent) -> None:
        """Resolve a column behind everything else; a newer wish overtakes it."""
        self._asked[column] = intent
        self._failures.pop(column, None)
        there = [
            one
            for one in (self._session.document, *self.shown, *self._kept)
            if one is not None and one.network is intent.network
        ]
        base = next((one for one in there if one.intent.same_order(intent)), there[0] if there else None)

        def work() -> Generator[Progress, None, Document]:
            from ioviz.viewmodels.document.document import resolve

            return resolve(intent, base)

        def done(document: Document) -> None:
            self._asked.pop(column, None)
            self.keep(document)
            self.shown[column] = document
            self._compare()
            self.changed.emit()

        def failed(error: BaseException) -> None:
            # It stays asked for: the same wish would fail again.
            self._failures[column] = str(error) or type(error).__name__
            self.shown[column] = None
            self._compare()
            self.changed.emit()
            self.failed.emit(error)

        title = f"Simulating column {LETTERS[column]}: {column_title(intent)}"
        self._jobs.start(_LANES[column], work, title=title, done=done, failed=failed)

    def _compare(self) -> None:
        """Find where the others differ from the first one."""
        traces = self.traces
        first = traces[0] if traces else None
        self.comparisons = {
            k: one
            for k, one in self.comparisons.items()
            if k < len(traces) and one.first is first and one.second is traces[k]
        }
        missing = {k: trace for k, trace in enumerate(traces) if k and trace is not None and k not in self.comparisons}
        if first is None or not missing:
            self._jobs.cancel(_COMPARE)
            self._comparing = ()
            return
        wanted = (first, *missing.values())
        if wanted == self._comparing:
            return
        self._comparing = wanted

        def work() -> dict[int, Comparison]:
            from ioviz.viewmodels.compare.differences import compare

            return {k: compare(first, trace, ("A", LETTERS[k])) for k, trace in missing.items()}

        def done(found: dict[int, Comparison]) -> None:
            self._comparing = ()
            self.comparisons.update(found)
            self.compared.emit()

        self._jobs.start(_COMPARE, work, done=done, failed=self.failed.emit)

    # -- schedules ---------------------------------------------------------------------------------------

    def find_schedule(self, column: int, work: Callable[[], Any], done: Callable[[Schedule], None]) -> None:
        """Read or search a schedule for a column."""
        title = f"Finding the schedule of column {LETTERS[column]}"
        self._jobs.start(_SCHEDULE, work, title=title, done=done, failed=self.failed.emit)


def search_optimum(network: Network, memory: int) -> Generator[Progress, None, Schedule]:
    """Search a schedule with the fewest I/Os.

    Raises
    ------
    LimitExceeded
        If the search gives up.
    """
    from ioviz.viewmodels.document.optimum_search import find_best

    steps = find_best(network, memory)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            schedule: Schedule | None = end.value.schedule
            if schedule is None:
                m = numbers.count(memory)
                raise LimitExceeded(
                    f"The search for the optimum at M = {m} gave up; a smaller network is wanted."
                ) from None
            return schedule
        yield Progress("Searching the optimum")
