"""`Run`: the state of a simulation with a policy, advanced in chunks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidSchedule
from ioviz.core.kernels.simulate.lru import run_lru
from ioviz.core.kernels.simulate.machine import EVICTIONS, FAULT, FREE, POINTER, TALLY, Recorder, all_vacant
from ioviz.core.kernels.simulate.manual import ABSENT, MISSING, NEEDLESS, PROTECTED, run_manual
from ioviz.core.kernels.simulate.min import mark_completions, no_next_uses, run_min
from ioviz.core.kernels.simulate.rr import run_rr
from ioviz.core.kernels.uses import find_accesses

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule

Int32 = NDArray[np.int32]


class Run:
    """The state of a simulation between chunks; private to this package, and not frozen.

    Parameters
    ----------
    schedule : Schedule
    n_slots : int
        Slots for neurons.
    policy : {"min", "lru", "rr", "manual"}

    Attributes
    ----------
    tally : int64[TALLY]
        See `ioviz.core.kernels.simulate.machine`.
    occupant, slot_of, vacant, mark
        The arrays of a `Recorder`; its outputs are shared with the policies that need them.
    """

    def __init__(self, schedule: Schedule, n_slots: int, policy: str) -> None:
        self.schedule = schedule
        n_neurons = schedule.network.n_neurons
        self.occupant = np.full(n_slots, -1, np.int32)
        self.slot_of = np.full(n_neurons, -1, np.int32)
        self.vacant = all_vacant(n_slots)
        self.mark = np.full(n_neurons, -1, np.int32)
        self.tally = np.zeros(TALLY, np.int64)
        self.tally[FREE] = n_slots
        self._advance = {"min": _min, "lru": _lru, "rr": _rr, "manual": _manual}[policy](self)

    @property
    def evictions(self) -> int:
        """The number of evictions so far."""
        return int(self.tally[EVICTIONS])

    def advance(self, start: int, stop: int, record: Recorder | None = None) -> None:
        """Process the connections at positions `start` to `stop` - 1.

        Raises
        ------
        InvalidSchedule
            If the policy is "manual" and an eviction is invalid; the message names it and the reason.
        """
        self._advance(start, stop, record)


Advance = Callable[[int, int, Recorder | None], None]


def _min(run: Run) -> Advance:
    schedule = run.schedule
    uses = schedule.uses
    completing = mark_completions(uses.complete, schedule.order.size)
    nexts = no_next_uses(schedule.order.size)
    accesses = np.empty(0, np.int32)

    def advance(start: int, stop: int, record: Recorder | None) -> None:
        nonlocal accesses
        if record is not None and not accesses.size:
            accesses, _ = _accesses(schedule)
        run_min(accesses, uses.next_source, uses.next_target, completing, nexts, run.tally, start, stop, record)

    return advance


def _lru(run: Run) -> Advance:
    accesses, last = _accesses(run.schedule)

    def advance(start: int, stop: int, record: Recorder | None) -> None:
        run_lru(accesses, last, run.mark, run.tally, start, stop, record)

    return advance


def _rr(run: Run) -> Advance:
    accesses, last = _accesses(run.schedule)

    def advance(start: int, stop: int, record: Recorder | None) -> None:
        run_rr(accesses, last, run.occupant, run.slot_of, run.vacant, run.mark, run.tally, start, stop, record)

    return advance


def _manual(run: Run) -> Advance:
    accesses, last = _accesses(run.schedule)
    evictions = run.schedule.evictions
    assert evictions is not None  # checked before a run is made

    def advance(start: int, stop: int, record: Recorder | None) -> None:
        reached = run_manual(
            accesses,
            last,
            evictions.step,
            evictions.neuron,
            run.occupant,
            run.slot_of,
            run.vacant,
            run.mark,
            run.tally,
            start,
            stop,
            record,
        )
        if run.tally[FAULT]:
            raise InvalidSchedule(_fault_message(run, int(reached)))

    return advance


def _accesses(schedule: Schedule) -> tuple[Int32, Int32]:
    network = schedule.network
    return find_accesses(network.source, network.target, schedule.order, network.n_neurons)


def _fault_message(run: Run, position: int) -> str:
    evictions = run.schedule.evictions
    assert evictions is not None
    fault, at = run.tally[FAULT], int(run.tally[POINTER])
    connection = int(run.schedule.order[position])
    u, v = run.schedule.network.source[connection], run.schedule.network.target[connection]
    if fault == MISSING:
        return (
            f"An eviction is needed at position {position} of the order (connection {connection}, {u} -> {v}), "
            "but the schedule evicts nothing there."
        )
    why = {
        NEEDLESS: "but none is needed there",
        ABSENT: "which is not in fast memory then",
        PROTECTED: "which that connection needs",
    }[int(fault)]
    return (
        f"Eviction {at} is of neuron {evictions.neuron[at]} at position {position} of the order "
        f"(connection {connection}, {u} -> {v}), {why}."
    )
