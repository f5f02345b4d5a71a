"""The eviction policies, and what a run of any of them is given."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from ioviz.core.errors import InvalidArgument, InvalidSchedule, MemoryTooSmall
from ioviz.core.schedule import Schedule, order

if TYPE_CHECKING:
    from ioviz.core.network import Network

LEAST_MEMORY = 3
"""A source, a target and a weight have to be in fast memory at once."""

POLICY_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "min": "evict the neuron whose next use lies farthest ahead (Belady)",
        "lru": "evict the neuron whose last use lies farthest back",
        "rr": "round robin: a hand goes around the places",
        "min-d": "as min, but a dirty neuron's next use counts as nearer, because evicting it costs a write",
        "manual": "the schedule carries its own evictions",
    }
)
POLICIES = tuple(POLICY_NAMES)
MIN_D = "min-d"


def check_run(network: Network, schedule: Schedule | str, memory: int, policy: str) -> tuple[Schedule, int]:
    """Check what a simulation is given.

    Parameters
    ----------
    network : Network
    schedule : Schedule or str
        A schedule for `network`, or the name of an order to make (for this M, if it is made for one).
    memory : int
        The size M of fast memory, in values.
    policy : {"min", "lru", "rr", "min-d", "manual"}

    Returns
    -------
    schedule : Schedule
    places : int
        The room for neurons that can ever be filled: M - 1, or the number of neurons if that is less.

    Raises
    ------
    MemoryTooSmall
        If M < 3.
    InvalidArgument
        If M is no whole number, there is no such policy or order, or the schedule is for another network.
    InvalidSchedule
        If the policy is "manual" and the schedule carries no evictions, or carries them for another M.
    """
    if isinstance(memory, bool) or not isinstance(memory, (int, np.integer)):
        raise InvalidArgument(f"The size of fast memory is a whole number of values, not {memory!r}.")
    if memory < LEAST_MEMORY:
        raise MemoryTooSmall(
            f"A fast memory of {memory} is too small: a source, a target and a weight need M = {LEAST_MEMORY}."
        )
    if policy not in POLICIES:
        raise InvalidArgument(f"There is no policy {policy!r}; the policies are: {', '.join(POLICIES)}.")
    if isinstance(schedule, str):
        schedule = order(network, schedule, memory=int(memory))
    elif not _is_for(schedule, network):
        raise InvalidArgument("The schedule is for another network.")
    if policy == "manual":
        if schedule.evictions is None:
            raise InvalidSchedule(f"The schedule {schedule.name!r} carries no evictions for the policy manual.")
        if schedule.evictions.memory != memory:
            raise InvalidSchedule(
                f"The evictions of the schedule {schedule.name!r} are for a fast memory of "
                f"{schedule.evictions.memory}, not of {memory}."
            )
    return schedule, min(int(memory) - 1, network.n_neurons)


def _is_for(schedule: Schedule, network: Network) -> bool:
    other = schedule.network
    return other is network or (
        other.n_neurons == network.n_neurons
        and np.array_equal(other.source, network.source)
        and np.array_equal(other.target, network.target)
    )
