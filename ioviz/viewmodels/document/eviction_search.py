"""Lower bound on the I/Os of one order over all choices of evictions, and its description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.viewmodels.document.provenance import BEST, EVICTIONS
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule

MOST_CONNECTIONS = 20_000
"""The linear program takes about a second at this size, and much longer beyond."""


@dataclass(frozen=True, eq=False)
class BestEvictions:
    """A lower bound for one order at one M. `schedule` has evictions that attain it; None if none are known."""

    memory: int
    ios: int
    schedule: Schedule | None

    def text(self) -> str:
        """Return the number of I/Os, or the lower bound, for the side panel."""
        text = f"{numbers.count(self.ios)} I/Os"
        return text if self.schedule is not None else f"≥ {text}"

    def explanation(self, shown: int) -> str:
        """Explain the number, compared with the `shown` I/Os of the document."""
        text = (
            f"Lower bound for this order at M = {numbers.count(self.memory)}, whatever is evicted: "
            f"{numbers.plural(self.ios, 'I/O')}"
        )
        if shown == self.ios:
            return f"{text}, attained by the schedule shown"
        attained = "attained by known evictions" if self.schedule is not None else "not known to be attained"
        return f"{text}, {attained}; the schedule shown has {numbers.percent(shown / self.ios - 1, 1)} more"


def is_small(schedule: Schedule) -> bool:
    """Whether the network is small enough for the linear program."""
    return 0 < schedule.network.n_connections <= MOST_CONNECTIONS


def find_best_evictions(schedule: Schedule, memory: int) -> BestEvictions:
    """Solve the linear program of the order, and check whether its evictions attain the bound."""
    from dataclasses import replace

    from ioviz.core.simulation import simulate
    from ioviz.core.simulation.eviction_bound import with_best_evictions

    network = schedule.network
    made, bound = with_best_evictions(network, schedule, memory=memory)
    if simulate(network, made, memory=memory, policy="manual").ios != bound.ios:
        return BestEvictions(memory, bound.ios, None)
    named = replace(made, settings={**made.settings, EVICTIONS: BEST})
    return BestEvictions(memory, bound.ios, named)
