"""Searches the optimum of small networks in the background and signals what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ioviz.core.names import MANUAL
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.document.optimum_search import OptimumBounds

_KEPT = 64  # results; each is small, but dragging M makes many


class OptimumSearch(QObject):
    """One search at a time, for the current document; results are cached."""

    changed = Signal(object)  # OptimumBounds, or None where nothing is known

    def __init__(self, session: Session, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._network: Any = None
        self._known: dict[int, OptimumBounds] = {}
        self._shown: OptimumBounds | None = None
        session.documentChanged.connect(self._take)

    @property
    def shown(self) -> OptimumBounds | None:
        return self._shown

    def show_schedule(self) -> None:
        """Step through the optimal schedule: its own order with its own evictions."""
        from ioviz.viewmodels.document.document import FROM_FILE

        best = self._shown
        if best is not None and best.schedule is not None:
            manual = best.schedule.evictions is not None
            self._session.change(
                "the optimum",
                order=FROM_FILE,
                loaded=best.schedule,
                memory=best.memory,
                policy=MANUAL if manual else "min",
            )

    def _take(self, document: Document) -> None:
        from ioviz.viewmodels.document.optimum_search import find_optimum, is_small

        network, memory = document.network, document.intent.memory
        if network is not self._network:
            self._network, self._known = network, {}
        if not is_small(network):
            self._jobs.cancel("optimum")
            self._show(None)
            return
        if memory in self._known:
            self._jobs.cancel("optimum")
            self._show(self._known[memory])
            return
        if self._shown is not None and self._shown.searching and self._shown.memory == memory:
            return
        self._show(None)

        def done(best: OptimumBounds) -> None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[memory] = best
            self._show(best)

        self._jobs.start(
            "optimum",
            lambda: find_optimum(network, memory),
            done=done,
            failed=lambda _error: self._show(None),
            progressed=self._show,
        )

    def _show(self, best: Any) -> None:
        self._shown = best
        self.changed.emit(best)
