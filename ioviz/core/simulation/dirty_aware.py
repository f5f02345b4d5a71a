"""MIN-D: evictions for a fixed order that take the write of dirty values into account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ioviz.core.errors import InvalidArgument
from ioviz.core.kernels.simulate.dirty_aware import evict_by_distance
from ioviz.core.names import MIN_D
from ioviz.core.schedule import Evictions, Schedule, build_schedule
from ioviz.core.simulation.policies import check_run

if TYPE_CHECKING:
    from ioviz.core.network import Network

DISCOUNTS = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.35, 0.2)
"""Factors of the distance of a dirty neuron's next use. 1 is MIN, so the best is never worse."""


def with_dirty_aware_evictions(
    network: Network, schedule: Schedule | str, *, memory: int, discount: float | None = None
) -> Schedule:
    """Give a schedule evictions that cost fewer I/Os than those of MIN.

    MIN evicts the neuron whose next use is farthest away, which is best for reads. **MIN-D** multiplies the
    distance of a dirty neuron by a discount: a clean one that is needed somewhat sooner is evicted
    instead, because that costs a read, and no write. The best discount depends on the order and on M, so
    all of `DISCOUNTS` are tried.

    Parameters
    ----------
    network : Network
    schedule : Schedule or str
        A schedule of this network, or the name of an order.
    memory : int
        M, 3 or more.
    discount : float, optional
        Greater than 0, at most 1; by default the best of `DISCOUNTS`.

    Returns
    -------
    Schedule
        The same order with these evictions, for the policy "manual" at this M, which replays and checks them. Its
        settings hold the "discount".

    Raises
    ------
    MemoryTooSmall
        If M < 3.
    InvalidArgument
        If M is not a whole number, the schedule is for another network, or the discount is out of range.

    Notes
    -----
    O(W + E * M) for each discount, E the number of evictions. Choosing the best evictions is NP-hard in general
    when writes count; `eviction_lower_bound` bounds the difference.

    References
    ----------
    Farach-Colton, Liberatore, "On local register allocation", Journal of Algorithms 37 (2000).
    """
    plan, n_slots = check_run(network, schedule, memory, "min")
    if discount is not None and not 0 < discount <= 1:
        raise InvalidArgument(f"A discount is greater than 0 and at most 1, not {discount!r}.")
    uses = plan.uses
    none = np.zeros(plan.order.size, np.float32)
    best = None
    for tried in DISCOUNTS if discount is None else (float(discount),):
        step, neuron, rereads, writes = evict_by_distance(
            network.source,
            network.target,
            plan.order,
            uses.next_source,
            uses.next_target,
            uses.complete,
            none,
            none,
            n_slots,
            tried,
        )
        if best is None or rereads + writes < best[0]:
            best = rereads + writes, tried, step, neuron
    assert best is not None
    _, chosen, step, neuron = best
    return build_schedule(
        network,
        plan.order,
        name=plan.name,
        settings={**plan.settings, "discount": chosen},
        evictions=Evictions.of(memory, step, neuron),
    )


def with_policy_evictions(network: Network, schedule: Schedule, memory: int, policy: str) -> tuple[Schedule, str]:
    """Return the schedule and the policy for the kernels: the evictions of MIN-D are made in advance, and replayed.

    Parameters
    ----------
    network, schedule, memory, policy
        As `check_run` has checked them.

    Returns
    -------
    schedule : Schedule
        Under MIN-D the same order with its evictions.
    policy : {"min", "lru", "rr", "manual"}
    """
    if policy != MIN_D:
        return schedule, policy
    return with_dirty_aware_evictions(network, schedule, memory=memory), "manual"
