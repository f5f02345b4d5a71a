"""The best known schedule of a network at each M, and where it is from: shown, made by hand, or found by a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ioviz.core.names import MANUAL
from ioviz.viewmodels.document.provenance import made_by_hand

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.document.eviction_search import BestEvictions
    from ioviz.viewmodels.document.optimum_search import OptimumBounds


class Known(NamedTuple):
    """A schedule, or None, its I/Os, the policy they are counted under, and what it is called in a sentence."""

    ios: int
    schedule: Schedule | None
    policy: str = "min"
    source: str = "the best known schedule"


OPTIMUM, FOUND, ANNEALED = "the optimum", "the best schedule of the search", "the best annealed schedule"


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
        found = Known(document.trace.counts.ios, document.schedule, intent.policy, _called(document))
        self._update(intent.memory, found)

    def take_optimum(self, network: Network, best: OptimumBounds | None) -> None:
        """Take the optimum of a network, or the best schedule of its search; it replaces one with as many I/Os."""
        if best is None or best.found is None or network is not self._network:
            return
        policy = "min" if best.found.evictions is None else MANUAL
        source = OPTIMUM if best.proven else FOUND
        self._update(best.memory, Known(best.upper, best.found, policy, source), also_equal=best.proven)

    def take_evictions(self, document: Document, best: BestEvictions | None) -> None:
        """Take the order of a document with the best evictions for it, if they are known."""
        if best is not None and best.schedule is not None and document.network is self._network:
            name = "your order" if made_by_hand(document.schedule) else f"the order {document.schedule.name}"
            source = f"{name} with its best evictions"
            self._update(best.memory, Known(best.ios, best.schedule, MANUAL, source))

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


def _called(document: Document) -> str:
    """Return what the schedule of a document is called in a sentence."""
    schedule, policy = document.schedule, document.intent.policy
    if made_by_hand(schedule):
        return "your best schedule by hand"
    if policy == MANUAL:
        return f"the schedule {schedule.name} with its own evictions"
    return f"the order {schedule.name} under {policy.upper()}"
