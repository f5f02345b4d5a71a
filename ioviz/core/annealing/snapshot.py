"""`AnnealSnapshot`: the progress of an annealing run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ioviz.core.schedule import Schedule

Int32 = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class AnnealSnapshot:
    """The progress of an annealing run.

    Attributes
    ----------
    proposals, accepted : int
        Of all chains.
    temperature : float
        Of the coldest chain, in units of the objective.
    reads, writes : int
        Of the current order (of the coldest chain), in I/Os.
    current, best : float
        The objective of the current order and of the best one so far; by default I/Os.
    start : float
        The objective of the start order.
    proposals_per_second : float
    elapsed : float
        Seconds spent, without pauses between iterations.
    progress : float
        The share of the limit that is used, 0 to 1.
    restarts : int
        The number of restarts from the best order.
    """

    proposals: int
    accepted: int
    temperature: float
    reads: int
    writes: int
    current: float
    best: float
    start: float
    proposals_per_second: float
    elapsed: float
    progress: float
    restarts: int
    _copy_best: Callable[[], Int32] = field(repr=False)
    _finish: Callable[[Int32, int, float], Schedule] = field(repr=False)

    def best_order(self) -> Int32:
        """Return the best order at the time of the call, int32[W].

        Call it between two iterations, in the thread that iterates.
        """
        return self._copy_best()

    def best_schedule(self) -> Schedule:
        """Return `best_order` as a schedule, proven valid and recounted in full, as at the end of the run."""
        return self._finish(self._copy_best(), self.proposals, self.best - self.start)
