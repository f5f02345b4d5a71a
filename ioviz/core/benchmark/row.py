"""A row of a benchmark while it is measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ioviz.core.benchmark.results import Case, Measurement

if TYPE_CHECKING:
    from ioviz.core.benchmark.orders import ChosenOrder
    from ioviz.core.benchmark.peers.peer import Peer


@dataclass
class Row:
    """One row of a cell while it is measured; `first` is the time before the turns, shown until there are others."""

    entry: int
    peer: Peer
    case: Case
    order: ChosenOrder | None
    status: str = ""
    message: str = ""
    seconds: list[float] = field(default_factory=list)
    error: float | None = None
    nbytes: int | None = None
    first: float | None = None
    counters: dict[str, float] = field(default_factory=dict)
    prepare_seconds: float | None = None
    calls: int = 1
    turns: int = 0

    @property
    def active(self) -> bool:
        """Whether it is still measured."""
        return not self.status

    def measurement(self) -> Measurement | None:
        """Return the result so far, None without one."""
        seconds = tuple(self.seconds)
        if self.active and not seconds:
            if self.first is None:
                return None
            seconds = (self.first,)
        return Measurement(
            self.case, self.status or "ok", self.message, seconds, self.error, self.nbytes, dict(self.counters),
            self.prepare_seconds,
        )  # fmt: skip
