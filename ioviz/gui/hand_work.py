"""What a move by hand computes: at once where that is quick, in a job where it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ioviz.core.errors import IovizError
from ioviz.gui.jobs import Jobs

if TYPE_CHECKING:
    from ioviz.core.simulation import Trace

QUICK = 3_000
"""Connections of a schedule that a move is computed for at once: some 30 ms."""
_LANE = "hand"


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

    def cancel(self) -> None:
        """What is on its way is not wanted any more."""
        self.busy = False
        self._jobs.cancel(_LANE)
