"""What a move by hand computes: at once where that is quick, in a job where it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ioviz.core.errors import IovizError
from ioviz.gui.session.jobs import Jobs
from ioviz.viewmodels.by_hand.best_known import Known

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Trace
    from ioviz.viewmodels.document.document import Document

QUICK = 3_000
"""Connections of a schedule that a move is computed for at once: some 30 ms."""
_LANE, _ANNEALED = "hand", "hand-annealed"
Offer = Callable[[Any, int, Known], None]


class HandWork(QObject):
    """One piece of work at a time; `failed` is told of errors."""

    def __init__(self, jobs: Jobs, failed: Callable[[BaseException], None], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._failed = jobs, failed
        self.busy = False

    def run(self, trace: Trace, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Compute for a trace, then go on."""
        if trace.n_steps <= QUICK:
            try:
                result = work()
            except IovizError as error:
                self._failed(error)
                return
            done(result)
            return

        def came(result: Any) -> None:
            self.busy = False
            done(result)

        def failed(error: BaseException) -> None:
            self.busy = False
            self._failed(error)

        self.busy = True
        self._jobs.start(_LANE, work, done=came, failed=failed)

    def look_at_annealed(self, find: Callable[[], Schedule] | None, document: Document, offer: Offer) -> None:
        """See what the best schedule that annealing found costs at this M; one that cannot be loaded is none."""
        network, memory = document.network, document.intent.memory
        if find is None:
            return

        def work() -> Known:
            from ioviz.core.simulation import simulate

            schedule = find()
            return Known(simulate(network, schedule, memory=memory).ios, schedule)

        self._jobs.start(_ANNEALED, work, done=lambda known: offer(network, memory, known), failed=lambda _error: None)

    def cancel(self) -> None:
        """What is on its way is not wanted any more."""
        self.busy = False
        self._jobs.cancel(_LANE)
