"""The documents of columns, a job lane each, and their differences from the first one."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from ioviz.core.errors import LimitExceeded
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import PENDING_AFTER_MS, Session
from ioviz.viewmodels.compare.columns import LETTERS, Columns
from ioviz.viewmodels.document.pending import Pending
from ioviz.viewmodels.document.provenance import intent_title
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Trace
    from ioviz.viewmodels.compare.differences import Comparison
    from ioviz.viewmodels.document.document import Document, Intent

_LANES = [f"side-{letter}" for letter in LETTERS]
_COMPARE, _SCHEDULE = "side-compare", "side-schedule"


class ColumnDocuments(QObject):
    """The documents of columns; old ones stay until the new ones arrive."""

    changed = Signal()  # a document has arrived or failed, or takes longer than a glance
    compared = Signal()  # differences were found
    failed = Signal(object)  # an exception

    def __init__(self, session: Session, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._documents = session, jobs, session.documents
        self.comparisons: dict[int, Comparison] = {}
        self._columns: Columns | None = None
        self._failures: dict[str, tuple[Intent, str]] = {}  # the same intent would fail again
        self._comparing: tuple[Trace, ...] = ()
        self._grace = QTimer(self, singleShot=True, interval=PENDING_AFTER_MS)
        self._grace.timeout.connect(self.changed)

    @property
    def shown(self) -> list[Document | None]:
        """The shown document of each column, or None."""
        count = 0 if self._columns is None else len(self._columns)
        return [self._documents.shown.get(lane) for lane in _LANES[:count]]

    @property
    def traces(self) -> list[Trace | None]:
        """The trace of each shown document, or None."""
        return [None if one is None else one.trace for one in self.shown]

    @property
    def longest(self) -> int:
        """The largest number of I/Os of a column."""
        return max((trace.counts.ios for trace in self.traces if trace is not None), default=0)

    def pending(self) -> list[Pending | None]:
        """What is computed for each column that shows another document until then, once that takes a moment."""
        columns, late = self._columns, not self._grace.isActive()
        assert columns is not None
        found: list[Pending | None] = []
        for column, (document, lane) in enumerate(zip(self.shown, _LANES, strict=False)):
            intent = columns.intents[column]
            if document is None:
                found.append(None)
            elif column == columns.main:
                found.append(self._session.pending)
            else:
                outdated = late and self._jobs.is_running(lane) and not document.shows(intent)
                found.append(Pending(intent, document.intent) if outdated else None)
        return found

    def messages(self) -> list[str]:
        """The message of each column while it has no document: progress, or an error."""
        intents = self._columns.intents if self._columns is not None else ()
        failures = [self._failures.get(lane, (None, "")) for lane in _LANES]
        return [
            text if failed is intent else f"Simulating {intent_title(intent)} …"
            for intent, (failed, text) in zip(intents, failures, strict=False)
        ]

    def want(self, columns: Columns) -> None:
        """Show the documents of these columns, and request the missing ones."""
        before, self._columns = self._columns, columns
        if before is None or len(before) != len(columns) or before.network is not columns.network:
            for lane in _LANES:
                self._documents.shown.pop(lane, None)
        for column, (lane, intent) in enumerate(zip(_LANES, columns.intents, strict=False)):
            if column == columns.main:  # requested by the session
                self._jobs.cancel(lane)
                main = self._session.document
                if main is not None and main.intent.same(intent):
                    self._documents.shown[lane] = main
            elif self._failures.get(lane, (None,))[0] is not intent:
                self._request(column, intent)
        for lane in _LANES[len(columns) :]:
            self._jobs.cancel(lane)
        self._compare()

    def stop(self) -> None:
        """Cancel all jobs of columns."""
        for lane in (*_LANES, _COMPARE, _SCHEDULE):
            self._jobs.cancel(lane)
        self._comparing = ()
        self._grace.stop()

    def _request(self, column: int, intent: Intent) -> None:
        lane = _LANES[column]
        self._failures.pop(lane, None)

        def arrived(_document: Document | None = None) -> None:
            if not any(self._jobs.is_running(lane) for lane in _LANES):
                self._grace.stop()
            self._compare()
            self.changed.emit()

        def failed(error: BaseException) -> None:
            self._failures[lane] = intent, str(error) or type(error).__name__
            self._documents.shown.pop(lane, None)
            arrived()
            self.failed.emit(error)

        title = f"Simulating column {LETTERS[column]}: {intent_title(intent)}"
        known = self._documents.want(lane, intent, title=title, done=arrived, failed=failed)
        if known is None and not self._grace.isActive() and not any(self.pending()):
            self._grace.start()

    def _compare(self) -> None:
        """Compare the traces with the first one, in a job."""
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
        traces_to_compare = (first, *missing.values())
        if traces_to_compare == self._comparing:
            return
        self._comparing = traces_to_compare

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
        """Load or search a schedule for a column, in a job."""
        title = f"Finding the schedule of column {LETTERS[column]}"
        self._jobs.start(_SCHEDULE, work, title=title, done=done, failed=self.failed.emit)


def search_optimum(network: Network, memory: int) -> Generator[Progress, None, Schedule]:
    """Search an optimal schedule.

    Raises
    ------
    LimitExceeded
        If the search gives up.
    """
    from ioviz.viewmodels.document.optimum_search import find_optimum

    steps = find_optimum(network, memory)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            schedule: Schedule | None = end.value.schedule
            if schedule is None:
                m = numbers.count(memory)
                raise LimitExceeded(f"No optimum found at M = {m}: the network is too large for the search.") from None
            return schedule
        yield Progress("Searching the optimum")
