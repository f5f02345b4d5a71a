"""Make the schedules of a plan for the size of a cache, and count their I/Os."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.core.benchmark.caches import chosen_memory
from ioviz.core.benchmark.plan import ANNEALED
from ioviz.core.errors import InvalidArgument
from ioviz.core.schedule import ORDERS, Schedule, order
from ioviz.core.simulation import simulate

if TYPE_CHECKING:
    from ioviz.core.benchmark.plan import Plan
    from ioviz.core.benchmark.workloads import Workload
    from ioviz.core.network import Network

_FALLBACK_MEMORY = 1024
_SEED = 0


@dataclass(frozen=True)
class ChosenOrder:
    """A schedule that is measured.

    Attributes
    ----------
    name : str
    schedule : Schedule
    ios : int
        With policy MIN.
    memory : int
        The M of `ios`.
    """

    name: str
    schedule: Schedule
    ios: int
    memory: int


class OrderMaker:
    """Makes each schedule once for a network and an M.

    Parameters
    ----------
    plan : Plan
    caches : mapping of str to int
        Of the machine, in bytes.
    """

    def __init__(self, plan: Plan, caches: Mapping[str, int]) -> None:
        self.plan = plan
        self.caches = caches
        self.notes: list[str] = []
        self._made: dict[tuple[str, str, int], ChosenOrder] = {}

    def steps(self, workload: Workload, network: Network, batch: int) -> Iterator[str | tuple[ChosenOrder, ...]]:
        """Yield progress as text, and at the end all schedules of the plan for a workload at a batch."""
        yield f"{workload.name}, batch {batch}: orders and their I/Os."
        memory = self._memory(network, batch)
        chosen: list[ChosenOrder] = []
        for number, wanted in enumerate(self.plan.schedules, start=1):
            of = f"order {number} of {len(self.plan.schedules)}"
            if isinstance(wanted, Schedule) and wanted.network is not network:
                note = f"The schedule {wanted.name} is for another network than {workload.name}, and is left out."
                if note not in self.notes:
                    self.notes.append(note)
                continue
            name = wanted.name if isinstance(wanted, Schedule) else wanted
            key = (workload.name, name, memory)
            if key not in self._made:
                if name == ANNEALED and not isinstance(wanted, Schedule):
                    # The best order so far, if there is one: on a large network the annealer's own search for a start
                    # would use up a short time.
                    before = min(chosen, key=lambda made: made.ios, default=None)
                    for step in self._anneal(network, memory, before.schedule if before else None):
                        if isinstance(step, Schedule):
                            schedule = step
                        else:
                            limit = self.plan.anneal_seconds
                            yield f"{workload.name}: {of}, annealing for M = {memory}, {step:.0f} of {limit:.0f} s."
                else:
                    yield f"{workload.name}: {of}, making {name} for M = {memory}."
                    schedule = wanted if isinstance(wanted, Schedule) else _ordered(network, wanted, memory)
                ios = simulate(network, schedule, memory=memory).ios
                self._made[key] = ChosenOrder(name, schedule, ios, memory)
            chosen.append(self._made[key])
        if not chosen:
            raise InvalidArgument(f"No schedule of the plan is for {workload.name}; name an order.")
        yield tuple(chosen)

    def _memory(self, network: Network, batch: int) -> int:
        if self.plan.memory is not None:
            return self.plan.memory
        found = chosen_memory(self.caches, batch, order(network, "neuron").live_memory)
        return found[0] if found else _FALLBACK_MEMORY

    def _anneal(self, network: Network, memory: int, start: Schedule | None) -> Iterator[float | Schedule]:
        from ioviz.core.annealing import anneal

        for step in anneal(network, memory, start=start, seconds=self.plan.anneal_seconds, seed=_SEED):
            yield step if isinstance(step, Schedule) else step.elapsed


def _ordered(network: Network, name: str, memory: int) -> Schedule:
    return order(network, name, seed=_SEED) if name in ORDERS else order(network, name, memory=memory, seed=_SEED)
