"""The feed between an annealing job and the window.

It is the only object that both threads use: the job appends to it, the window takes from it. Each field has one
writer, and its values are immutable.
"""

from __future__ import annotations

import time
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
    """Results of the job, and requests of the window."""

    def __init__(self) -> None:
        self.points: deque[Point] = deque()
        self.start: tuple[Schedule, float] | None = None  # and its cost
        self.start_thumbnail: ResidencyThumbnail | None = None
        self.thumbnail: ResidencyThumbnail | None = None  # of the best order, updated at intervals
        self.best: tuple[NDArray[np.int32], float] | None = None  # the best order and its cost, at most a second old
        self.rate: float | None = None  # proposals a second
        self.restarts = 0
        self.doing: tuple[str, float] | None = None  # what is done before the first proposal, and since when
        self.outcome: Outcome | None = None  # set at the end of the run, before files are written
        self.unsaved = False  # whether the run has gone on since it was saved
        self.stop = False
        self.paused = False

    def prepare(self, text: str) -> None:
        """Note what is done before the first proposal."""
        self.doing = text, time.monotonic()

    def held(self) -> bool:
        """Whether the job has to wait: paused, and not stopped."""
        return self.paused and not self.stop

    def take(self) -> list[Point]:
        """Return the points since the last call."""
        taken = []
        while self.points:
            taken.append(self.points.popleft())
        return taken


@dataclass(frozen=True, eq=False)
class Outcome:
    """The best schedule and its cost, counted in full; `stopped` if the user ended the run before its limits.

    There is none if the run was stopped before the start order was made.
    """

    schedule: Schedule | None
    cost: float | None
    stopped: bool
