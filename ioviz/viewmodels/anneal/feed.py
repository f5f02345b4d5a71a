"""The feed through which an annealing run is watched.

It is the only thing that both threads touch: the job appends to it, the window takes from it. Each field has one
writer, and what is put there is frozen.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.anneal.curves import Point
from ioviz.viewmodels.anneal.residency_thumbnail import ResidencyThumbnail

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule


class Moment(Protocol):
    """A frozen snapshot of the annealer, as `ioviz.core.annealing` gives it."""

    proposals: int
    accepted: int
    temperature: float
    current: float
    best: float
    proposals_per_second: float
    elapsed: float

    def best_order(self) -> NDArray[np.int32]:
        """A copy of the best order so far; to be called before the annealer goes on."""


class Feed:
    """What the job tells and what the window asks of it."""

    def __init__(self) -> None:
        self.points: deque[Point] = deque()
        self.start: tuple[Schedule, float] | None = None  # and its cost
        self.start_thumbnail: ResidencyThumbnail | None = None
        self.thumbnail: ResidencyThumbnail | None = None  # of the best order, now and then
        self.best: tuple[NDArray[np.int32], float] | None = None  # the best order and its cost, not older than a second
        self.rate: float | None = None  # proposals a second
        self.restarts = 0
        self.outcome: Outcome | None = None  # the run is over for people: what is left is closing and writing
        self.stop = False
        self.paused = False

    def held(self) -> bool:
        """Whether the job is to wait: paused, and not stopped meanwhile."""
        return self.paused and not self.stop

    def take(self) -> list[Point]:
        """The points that came since the last time."""
        taken = []
        while self.points:
            taken.append(self.points.popleft())
        return taken


@dataclass(frozen=True, eq=False)
class Outcome:
    """The best schedule, recounted in full; `stopped` if people ended the run before its limits.

    There is none if people did not wait for the start order.
    """

    schedule: Schedule | None
    cost: float | None
    stopped: bool
