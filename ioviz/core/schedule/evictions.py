"""The evictions of a schedule for the policy "manual"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ioviz.core.errors import InvalidSchedule

if TYPE_CHECKING:
    from ioviz.core.network import Network

# One connection needs at most two evictions: for its source, then for its target.
MOST_IN_ONE_STEP = 2


@dataclass(frozen=True, eq=False)
class Evictions:
    """Evicted neurons and their steps, in order. Arrays are read-only copies.

    Attributes
    ----------
    memory : int
        The size M, in values, of the fast memory that the evictions were chosen for.
    step : int32[E]
        The position of the connection that needs the eviction; never decreases.
    neuron : int32[E]
        The neuron that is evicted.

    Raises
    ------
    InvalidSchedule
        If memory < 3, if an entry is no whole number of 32 bits, or the lengths differ.
    """

    memory: int
    step: NDArray[np.int32]
    neuron: NDArray[np.int32]

    def __post_init__(self) -> None:
        memory = self.memory
        if isinstance(memory, bool) or not isinstance(memory, (int, np.integer)) or memory < 3:
            raise InvalidSchedule(f"Evictions are for a fast memory of at least 3 values, not {memory!r}.")
        steps, neurons = _indices(self.step, "steps"), _indices(self.neuron, "neurons")
        if steps.size != neurons.size:
            raise InvalidSchedule(
                f"The evictions have {steps.size} steps but {neurons.size} neurons; each needs one of both."
            )
        object.__setattr__(self, "memory", int(memory))
        object.__setattr__(self, "step", steps)
        object.__setattr__(self, "neuron", neurons)

    @classmethod
    def of(cls, memory: int, step: ArrayLike, neuron: ArrayLike) -> Evictions:
        """Make evictions of any lists of whole numbers. Raises as the class does."""
        return cls(memory, cast(NDArray[np.int32], step), cast(NDArray[np.int32], neuron))

    def __len__(self) -> int:
        return self.step.size


def _indices(values: ArrayLike, what: str) -> NDArray[np.int32]:
    try:
        given = np.asarray(values)
    except (ValueError, OverflowError):
        raise InvalidSchedule(f"The {what} of the evictions are not a list of whole numbers.") from None
    if given.size == 0:
        given = given.astype(np.int32).reshape(-1)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        raise InvalidSchedule(f"The {what} of the evictions are not a list of whole numbers.")
    if given.size and (given.min() < 0 or given.max() > np.iinfo(np.int32).max):
        at = int(np.flatnonzero((given < 0) | (given > np.iinfo(np.int32).max))[0])
        raise InvalidSchedule(f"Entry {at} of the {what} of the evictions is {given[at]}, which is out of range.")
    array = np.array(given, dtype=np.int32)
    array.setflags(write=False)
    return array


def check_evictions(evictions: Evictions, network: Network) -> None:
    """Check what needs no replay: numbers in range, steps that never decrease.

    Raises
    ------
    InvalidSchedule
        Naming the first eviction that cannot be.
    """
    if not isinstance(evictions, Evictions):
        raise InvalidSchedule(f"The evictions of a schedule are Evictions, not {type(evictions).__name__}.")
    step, neuron = evictions.step, evictions.neuron
    for values, limit, what in (
        (step, network.n_connections, "step"),
        (neuron, network.n_neurons, "neuron"),
    ):
        bad = np.flatnonzero((values < 0) | (values >= limit))
        if bad.size:
            at = int(bad[0])
            raise InvalidSchedule(
                f"Eviction {at} names {what} {values[at]}, but {what}s are numbered 0 to {limit - 1}."
            )
    falls = np.flatnonzero(step[1:] < step[:-1])
    if falls.size:
        at = int(falls[0]) + 1
        raise InvalidSchedule(
            f"Eviction {at} is at step {step[at]}, after one at step {step[at - 1]}; "
            "evictions are listed in the order in which they happen."
        )
    crowded = np.flatnonzero(step[MOST_IN_ONE_STEP:] == step[:-MOST_IN_ONE_STEP])
    if crowded.size:
        raise InvalidSchedule(
            f"There are more than two evictions at step {step[crowded[0]]}; a connection needs two at most."
        )
