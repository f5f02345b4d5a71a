"""Computations of moves by hand: at once if they are quick, else in a job."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ioviz.core.errors import IovizError
from ioviz.gui.session.jobs import Jobs
from ioviz.viewmodels.by_hand.best_known import ANNEALED, Known

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Trace
    from ioviz.viewmodels.document.document import Document

QUICK = 3_000
"""The most connections of a schedule whose moves are computed at once, in about 30 ms."""
_LANE, _ANNEALED = "hand", "hand-annealed"
Offer = Callable[[Any, int, Known], None]


class MoveWork(QObject):
    """One computation at a time; errors are passed to `failed`."""

    def __init__(self, jobs: Jobs, failed: Callable[[BaseException], None], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._failed = jobs, failed
        self.busy = False

    def run(self, trace: Trace, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Run `work` for a trace, then `done` with its result."""
        if trace.n_steps <= QUICK:
            try:
                result = work()
            except IovizError as error:
                self._failed(error)
            else:
                done(result)
            return

        def finished(result: Any) -> None:
            self.busy = False
            done(result)

        def failed(error: BaseException) -> None:
            self.busy = False
            self._failed(error)

        self.busy = True
        self._jobs.start(_LANE, work, done=finished, failed=failed)

    def evaluate_annealed(self, find: Callable[[], Schedule] | None, document: Document, offer: Offer) -> None:
        """Offer the best annealed schedule with its I/Os at this M, if it can be loaded."""
        network, memory = document.network, document.intent.memory
        if find is None:
            return

        def work() -> Known:
            from ioviz.core.simulation import simulate

            schedule = find()
            return Known(simulate(network, schedule, memory=memory).ios, schedule, source=ANNEALED)

        self._jobs.start(_ANNEALED, work, done=lambda known: offer(network, memory, known), failed=lambda _error: None)

    def cancel(self) -> None:
        """Cancel the running computation."""
        self.busy = False
        self._jobs.cancel(_LANE)
