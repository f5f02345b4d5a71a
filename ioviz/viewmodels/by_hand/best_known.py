"""The best known schedule of a network at each M: shown, made by hand, or found by a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.document.optimum_search import OptimumBounds


class Known(NamedTuple):
    """A schedule, or None, its I/Os, and the policy they are counted under."""

    ios: int
    schedule: Schedule | None
    policy: str = "min"


class BestKnown:
    """Best known schedules of one network at a time."""

    def __init__(self) -> None:
        self._network: Network | None = None
        self._of: dict[int, Known] = {}

    def take(self, document: Document) -> None:
        """Take the schedule of a shown document; another network clears the others."""
        if document.network is not self._network:
            self._network, self._of = document.network, {}
        intent = document.intent
        self._update(intent.memory, Known(document.trace.counts.ios, document.schedule, intent.policy))

    def take_optimum(self, network: Network, best: OptimumBounds | None) -> None:
        """Take the optimum of a network; it replaces a schedule with as many I/Os."""
        if best is not None and best.schedule is not None and network is self._network:
            policy = "min" if best.schedule.evictions is None else "manual"
            self._update(best.memory, Known(best.upper, best.schedule, policy), also_equal=True)

    def offer(self, network: Network, memory: int, known: Known) -> None:
        """Take a schedule that was found for a network at an M."""
        if network is self._network:
            self._update(memory, known)

    def of(self, network: Network, memory: int) -> Known:
        """Return the best known schedule at an M."""
        known = self._of.get(memory) if network is self._network else None
        return known or Known(0, None)

    def _update(self, memory: int, found: Known, *, also_equal: bool = False) -> None:
        known = self._of.get(memory)
        if known is None or found.ios < known.ios or (also_equal and found.ios == known.ios):
            self._of[memory] = found
