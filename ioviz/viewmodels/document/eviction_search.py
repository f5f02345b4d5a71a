"""The least I/Os of one order, whatever is evicted: what is known, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule

MOST_CONNECTIONS = 20_000
"""The linear program takes about a second there, and much longer beyond."""


@dataclass(frozen=True, eq=False)
class BestEvictions:
    """A bound for one order at one M. `schedule` has evictions that attain it; None if none are known."""

    memory: int
    ios: int
    schedule: Schedule | None

    def words(self) -> str:
        """For the side panel: a number, or what it is not less than."""
        text = f"{numbers.count(self.ios)} I/Os"
        return text if self.schedule is not None else f"≥ {text}"

    def explanation(self, has: int) -> str:
        """What the number means, beside the `has` I/Os that are shown."""
        text = (
            f"At M = {numbers.count(self.memory)} this order needs no fewer than {numbers.count(self.ios)} I/Os, "
            "whatever is evicted"
        )
        if has == self.ios:
            return f"{text}: what is shown has no more"
        over = numbers.percent(has / self.ios - 1, 1)
        attained = "evictions that attain it are known" if self.schedule is not None else "a bound"
        return f"{text} ({attained}); what is shown has {over} more"


def can_be_found(schedule: Schedule) -> bool:
    """Whether the network is small enough."""
    return 0 < schedule.network.n_connections <= MOST_CONNECTIONS


def find_best_evictions(schedule: Schedule, memory: int) -> BestEvictions:
    """Solve the linear program of the order, and see whether its evictions attain the bound."""
    from ioviz.core.simulation import simulate
    from ioviz.core.simulation.eviction_bound import with_best_evictions

    network = schedule.network
    made, bound = with_best_evictions(network, schedule, memory=memory)
    attains = simulate(network, made, memory=memory, policy="manual").ios == bound.ios
    return BestEvictions(memory, bound.ios, made if attains else None)
