"""Searches the best evictions of the current order in the background, once nothing has changed for a moment."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ioviz.core.names import MANUAL
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.document.eviction_search import BestEvictions
    from ioviz.viewmodels.text.progress import Progress

QUIET_MS = 600  # while M is dragged, nothing is searched
_LANE = "evictions"


class EvictionSearch(QObject):
    """One search at a time, never cancelled: the solver cannot be stopped, and searches must not pile up."""

    changed = Signal(object, bool)  # BestEvictions or None, and whether a search is going on

    def __init__(self, session: Session, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self.shown: BestEvictions | None = None
        self._found_for: Document | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self._search)
        session.documentChanged.connect(self._take)

    def show_schedule(self) -> None:
        """Step through the same order with its best evictions."""
        from ioviz.viewmodels.document.document import FROM_FILE

        best = self.shown
        if best is not None and best.schedule is not None:
            self._session.change(
                "the best evictions", order=FROM_FILE, loaded=best.schedule, memory=best.memory, policy=MANUAL
            )

    def close(self) -> None:
        """Stop before the window closes."""
        self._timer.stop()

    def _take(self, document: Document) -> None:
        from ioviz.viewmodels.document.eviction_search import is_small

        if self._found_for is not None and _same(self._found_for, document):
            self._show(self.shown, False)  # the result is that of this document, too
            return
        possible = is_small(document.schedule)
        self._found_for = None
        self._show(None, possible)
        if possible:
            self._timer.start()
        else:
            self._timer.stop()

    def _search(self) -> None:
        document = self._session.document
        if document is None or self._jobs.is_running(_LANE):
            return  # a running search starts the next one when it ends
        from ioviz.viewmodels.compiling.stages import prepared
        from ioviz.viewmodels.document.eviction_search import find_best_evictions

        schedule, memory = document.schedule, document.intent.memory

        def done(best: BestEvictions | None) -> None:
            now = self._session.document
            if now is None:
                return
            if _same(now, document):
                self._found_for = now
                self._show(best, False)
            else:
                self._take(now)

        def work() -> Generator[Progress, None, BestEvictions]:
            yield from prepared("optimum", urgent=False)
            return find_best_evictions(schedule, memory)

        self._jobs.start(_LANE, work, done=done, failed=lambda _error: done(None))

    def _show(self, best: BestEvictions | None, searching: bool) -> None:
        self.shown = best
        self.changed.emit(best, searching)


def _same(one: Document, other: Document) -> bool:
    """Whether both have the same best evictions: they depend on the order and M."""
    return one.schedule is other.schedule and one.intent.memory == other.intent.memory
