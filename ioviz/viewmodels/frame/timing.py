"""The steps at which connections become ready and done, and neurons finished: computed once for a schedule.

The state of a connection or a neuron at a step is then a comparison, and the connections that differ between
two steps are found without a look at the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule

Int32 = NDArray[np.int32]
_Scalar = TypeVar("_Scalar", bound=np.generic)

# States of a neuron at a step; CLEAN and DIRTY depend on fast memory, the others on the schedule alone.
WAITING, STORED, GONE, CLEAN, DIRTY = range(5)


@dataclass(frozen=True, eq=False)
class Timing:
    """The times of a schedule, in steps (step t is the moment after t connections).

    Attributes
    ----------
    schedule : Schedule
    order, position : int32[W]
        Connections by position, and the position of each connection.
    ready_from : int32[W]
        The first step at which the source of each connection is finished.
    finish : int32[N]
        The step at which each neuron is finished: 0 for inputs.
    first, last : int32[N]
        The first and the last position at which each neuron is used.
    by_finish : int32[N]
        The neurons sorted by `finish`.
    finish_sorted : int32[N]
        Their steps.
    """

    schedule: Schedule
    order: Int32
    position: Int32
    ready_from: Int32
    finish: Int32
    first: Int32
    last: Int32
    by_finish: Int32
    finish_sorted: Int32

    @property
    def n_steps(self) -> int:
        """W, the number of connections."""
        return self.order.size

    def changed(self, before: int, after: int) -> Int32:
        """Return the connections whose state (waiting, ready, done) may differ at two steps, once each."""
        low, high = min(before, after), max(before, after)
        processed = self.order[low:high]
        network = self.schedule.network
        first, last = np.searchsorted(self.finish_sorted, (low, high), "right")
        finished = self.by_finish[first:last]
        if finished.size == 0:
            return processed
        made_ready = np.concatenate([network.outgoing.of(int(neuron)) for neuron in finished])
        return np.concatenate([processed, made_ready[self.position[made_ready] >= high]])

    def neuron_states(self, step: int) -> NDArray[np.uint8]:
        """Return WAITING, STORED or GONE for each neuron, uint8[N]: its state if it is not in fast memory.

        A neuron waits until its first connection and is gone after its last.
        """
        states = (self.first < step).astype(np.uint8)
        states[self.last < step] = GONE
        return states

    def uses_of(self, neuron: int) -> Int32:
        """Return the positions in the order at which a neuron is used, ascending."""
        network = self.schedule.network
        return np.sort(self.position[np.concatenate([network.incoming.of(neuron), network.outgoing.of(neuron)])])

    def ready_connections(self, step: int, at_most: int) -> Int32:
        """Return connections that can be processed at `step`, by position, the first `at_most` of them."""
        later = self.order[step:]
        return later[self.ready_from[later] <= step][:at_most]


@lru_cache(maxsize=4)
def make_timing(schedule: Schedule) -> Timing:
    """Return the times of a schedule, cached; O(W + N log N)."""
    schedule.network.outgoing  # noqa: B018 - `changed` needs it; made here, it is not made in the thread that draws
    uses = schedule.uses
    finish = uses.complete + np.int32(1)
    by_finish = np.argsort(finish, kind="stable").astype(np.int32)
    return Timing(
        schedule,
        schedule.order,
        schedule.position,
        frozen(finish[schedule.network.source]),
        frozen(finish),
        uses.first,
        uses.last,
        frozen(by_finish),
        frozen(finish[by_finish]),
    )


def frozen(array: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """Make an array read-only and return it."""
    array.setflags(write=False)
    return array
