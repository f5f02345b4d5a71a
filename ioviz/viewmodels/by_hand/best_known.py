"""The best schedule seen of a network at each M: shown, made by hand, or found as the optimum."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.document.optimum_search import BestPossible


class Known(NamedTuple):
    """A schedule, or None, its I/Os, and the policy that they are under."""

    ios: int
    schedule: Schedule | None
    policy: str = "min"


class BestKnown:
    """Remembers the best of one network at a time."""

    def __init__(self) -> None:
        self._network: Network | None = None
        self._of: dict[int, Known] = {}

    def take(self, document: Document) -> None:
        """A schedule is shown."""
        if document.network is not self._network:
            self._network, self._of = document.network, {}
        self._keep(document.intent.memory, Known(document.trace.counts.ios, document.schedule, document.intent.policy))

    def take_optimum(self, network: Network, best: BestPossible | None) -> None:
        """Something is known of the optimum of a network: of two that are as good, the optimum stays."""
        if best is not None and best.schedule is not None and network is self._network:
            policy = "min" if best.schedule.evictions is None else "manual"
            self._keep(best.memory, Known(best.upper, best.schedule, policy), also_equal=True)

    def offer(self, network: Network, memory: int, known: Known) -> None:
        """A schedule was found for a network at an M."""
        if network is self._network:
            self._keep(memory, known)

    def of(self, network: Network, memory: int) -> Known:
        """Return the best that is known at an M."""
        return self._of.get(memory, Known(0, None)) if network is self._network else Known(0, None)

    def _keep(self, memory: int, found: Known, *, also_equal: bool = False) -> None:
        known = self._of.get(memory)
        if known is None or found.ios < known.ios or (also_equal and found.ios == known.ios):
            self._of[memory] = found
