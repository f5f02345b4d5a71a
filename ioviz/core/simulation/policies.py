"""The check of a simulation's arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ioviz.core.errors import InvalidArgument, InvalidSchedule, unknown
from ioviz.core.names import MANUAL, POLICIES
from ioviz.core.schedule import Schedule, order
from ioviz.core.schedule.memory import check_memory_size

if TYPE_CHECKING:
    from ioviz.core.network import Network


def check_run(network: Network, schedule: Schedule | str, memory: int, policy: str) -> tuple[Schedule, int]:
    """Check the arguments of a simulation.

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
    n_slots : int
        The slots that can ever be filled: min(M - 1, N).

    Raises
    ------
    MemoryTooSmall
        If M < 3.
    InvalidArgument
        If M is no whole number, there is no such policy or order, or the schedule is for another network.
    InvalidSchedule
        If the policy is "manual" and the schedule carries no evictions, or carries them for another M.
    """
    memory = check_memory_size(memory)
    if policy not in POLICIES:
        raise unknown("policy", policy, POLICIES)
    if isinstance(schedule, str):
        schedule = order(network, schedule, memory=memory)
    elif not _is_for(schedule, network):
        raise InvalidArgument("The schedule is for another network.")
    if policy == MANUAL:
        if schedule.evictions is None:
            raise InvalidSchedule(f"The schedule {schedule.name!r} has no evictions for the policy manual.")
        if schedule.evictions.memory != memory:
            raise InvalidSchedule(
                f"The evictions of the schedule {schedule.name!r} are for a fast memory of "
                f"{schedule.evictions.memory}, not of {memory}."
            )
    return schedule, min(memory - 1, network.n_neurons)


def _is_for(schedule: Schedule, network: Network) -> bool:
    other = schedule.network
    return other is network or (
        other.n_neurons == network.n_neurons
        and np.array_equal(other.source, network.source)
        and np.array_equal(other.target, network.target)
    )
