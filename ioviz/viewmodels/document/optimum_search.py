"""The optimum of a small network at some M: proven bounds, the schedule found, and their description."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

MOST_CONNECTIONS = 64
MOST_SECONDS = 20.0
MOST_STATES = 4_000_000  # some 400 MB at most


@dataclass(frozen=True, eq=False)
class OptimumBounds:
    """Bounds on the optimum. `schedule` attains it, None unless it is proven; `found` has `upper` I/Os."""

    memory: int
    lower: int
    upper: int
    schedule: Schedule | None = None
    searching: bool = False
    found: Schedule | None = None

    @property
    def proven(self) -> bool:
        """Whether `upper` is the optimum."""
        return self.lower == self.upper and not self.searching

    def text(self) -> str:
        """Return the optimum, or the range of the bounds, for the side panel."""
        if self.proven:
            return f"{numbers.count(self.upper)} I/Os"
        return f"{numbers.count(self.lower)} to {numbers.count(self.upper)}"

    def explanation(self) -> str:
        """Explain the number."""
        m = numbers.count(self.memory)
        if self.proven:
            return f"Proven optimum over all orders and evictions at M = {m}: {numbers.plural(self.upper, 'I/O')}"
        how = "still searching" if self.searching else "the search reached its limit"
        return f"Bounds on the optimum over all orders and evictions at M = {m}; {how}"


def is_small(network: Network) -> bool:
    """Whether the network is small enough for the search."""
    return network.n_connections <= MOST_CONNECTIONS and network.n_neurons <= MOST_CONNECTIONS


def find_optimum(network: Network, memory: int) -> Generator[OptimumBounds | None, None, OptimumBounds]:
    """Search for the optimum; yield the bounds known so far, None while its kernels are compiled."""
    from ioviz.core.optimum import Optimum, search_optimum
    from ioviz.viewmodels.compiling.stages import prepared

    for stage in ("orders", "optimum"):
        for _ in prepared(stage, urgent=False):
            yield None
    found = OptimumBounds(memory, 0, 0, searching=True)
    for moment in search_optimum(network, memory, max_states=MOST_STATES, seconds=MOST_SECONDS):
        if isinstance(moment, Optimum):
            schedule = moment.schedule if moment.proven else None
            found = OptimumBounds(memory, moment.lower, moment.upper, schedule, found=moment.schedule)
        else:
            found = OptimumBounds(memory, moment.lower, moment.upper, searching=True, found=moment.schedule)
        yield found
    return found
