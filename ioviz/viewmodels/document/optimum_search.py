"""The least I/Os of a small network at some M: what is proven, what is found, in words."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

MOST_CONNECTIONS = 64
MOST_SECONDS = 20.0
MOST_STATES = 4_000_000  # some 400 MB at the very most


@dataclass(frozen=True, eq=False)
class BestPossible:
    """What is known. `schedule` is None while the search goes on, or if no better one was found."""

    memory: int
    lower: int
    upper: int
    schedule: Schedule | None = None
    searching: bool = False

    @property
    def proven(self) -> bool:
        """Whether `upper` is the optimum."""
        return self.lower == self.upper and not self.searching

    def words(self) -> str:
        """For the side panel: a number, or a range."""
        if self.proven:
            return f"{numbers.count(self.upper)} I/Os"
        return f"{numbers.count(self.lower)} to {numbers.count(self.upper)}"

    def explanation(self) -> str:
        """What the number means."""
        m = numbers.count(self.memory)
        if self.proven:
            return f"No order and no evictions need fewer than {numbers.count(self.upper)} I/Os at M = {m}: proven"
        how = "still searching" if self.searching else "the search gave up there"
        return f"The fewest I/Os of any order and any evictions at M = {m} lie in this range; {how}"


def is_small(network: Network) -> bool:
    """Whether the search for the optimum is worth a try."""
    return network.n_connections <= MOST_CONNECTIONS and network.n_neurons <= MOST_CONNECTIONS


def find_best(network: Network, memory: int) -> Generator[Progress | BestPossible, None, BestPossible]:
    """Search the optimum; yields what is known on the way."""
    from ioviz.core.optimum import Optimum, search_optimum

    found = BestPossible(memory, 0, 0, searching=True)
    for moment in search_optimum(network, memory, max_states=MOST_STATES, seconds=MOST_SECONDS):
        if isinstance(moment, Optimum):
            schedule = moment.schedule if moment.proven else None
            found = BestPossible(memory, moment.lower, moment.upper, schedule)
        else:
            found = BestPossible(memory, moment.lower, moment.upper, searching=True)
        yield found
    return found
