"""Memory curves: reads and writes of a schedule at every size of fast memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import unknown
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.simulate.stack_distances import count_lru_distances, count_min_distances
from ioviz.core.names import LEAST_MEMORY, STEPWISE_POLICIES
from ioviz.core.schedule import Schedule
from ioviz.core.simulation.policies import check_run
from ioviz.core.simulation.simulate import simulate

if TYPE_CHECKING:
    from ioviz.core.network import Network

Int64 = NDArray[np.int64]

STACK_POLICIES = ("min", "lru")


@dataclass(frozen=True, eq=False)
class MemoryCurve:
    """The I/Os of a schedule at many memory sizes; all arrays int64 of one length, read-only.

    Attributes
    ----------
    network : Network
    schedule : Schedule
    policy : str
    memory : int64[P]
        The memory sizes M, ascending; by default all from 3 to the live memory.
    rereads, evict_writes : int64[P]
        The two counters that depend on M. Beyond the live memory both are 0.
    """

    network: Network
    schedule: Schedule
    policy: str
    memory: Int64
    rereads: Int64
    evict_writes: Int64

    @property
    def lower_bound(self) -> int:
        """W + N + S, in I/Os."""
        network = self.network
        return network.n_connections + network.n_neurons + network.n_outputs

    @property
    def reads(self) -> Int64:
        """Weight reads, first reads and re-reads, int64[P]."""
        return frozen(self.rereads + (self.network.n_connections + self.network.n_neurons))

    @property
    def writes(self) -> Int64:
        """Eviction writes and output writes, int64[P]."""
        return frozen(self.evict_writes + self.network.n_outputs)

    @property
    def excess(self) -> Int64:
        """Re-reads and eviction writes, int64[P]."""
        return frozen(self.rereads + self.evict_writes)

    @property
    def ios(self) -> Int64:
        """All I/Os, int64[P]."""
        return frozen(self.rereads + self.evict_writes + self.lower_bound)

    def __repr__(self) -> str:
        return f"<MemoryCurve of {self.schedule.name!r} under {self.policy} at {self.memory.size} memory sizes>"


@dataclass(frozen=True)
class CurveProgress:
    """The progress of `memory_curve_steps`: `done` of `total` memory sizes are counted."""

    done: int
    total: int


def memory_curve(
    network: Network,
    schedule: Schedule | str,
    policy: str = "min",
    *,
    memories: Iterable[int] | None = None,
) -> MemoryCurve:
    """Count the reads and writes of a schedule at every memory size.

    Parameters
    ----------
    network : Network
    schedule : Schedule or str
        A schedule of this network, or the name of an order.
    policy : {"min", "lru", "rr"}
    memories : iterable of int, optional
        The memory sizes M to count at; by default all from 3 to the schedule's live memory, from which on
        the excess is 0.

    Returns
    -------
    MemoryCurve

    Raises
    ------
    InvalidArgument
        If the policy is not one of these, one of `memories` is no whole number, or the schedule is for
        another network.
    MemoryTooSmall
        If one of `memories` is below 3.

    Notes
    -----
    MIN and LRU are stack policies: one pass of O(W log W) gives all sizes (`kernels.stack_distances`).
    RR is simulated at each size: O(W) for each, see `memory_curve_steps` for progress.

    References
    ----------
    Mattson, Gecsei, Slutz, Traiger, "Evaluation techniques for storage hierarchies", IBM Systems Journal 9
    (1970).
    """
    *_, curve = memory_curve_steps(network, schedule, policy, memories=memories)
    assert isinstance(curve, MemoryCurve)
    return curve


def memory_curve_steps(
    network: Network,
    schedule: Schedule | str,
    policy: str = "min",
    *,
    memories: Iterable[int] | None = None,
) -> Iterator[CurveProgress | MemoryCurve]:
    """Yield `CurveProgress`, and the curve of `memory_curve` at the end.

    Arguments are checked at the call; stopping is not iterating on.
    """
    if policy not in STEPWISE_POLICIES:
        raise unknown("policy of a memory curve", policy, STEPWISE_POLICIES)
    asked = None if memories is None else sorted(set(memories))
    plan, _ = check_run(network, schedule, LEAST_MEMORY, policy)
    for memory in asked or ():
        check_run(network, plan, memory, policy)
    if asked is None:
        sizes = np.arange(LEAST_MEMORY, max(LEAST_MEMORY, plan.live_memory) + 1, dtype=np.int64)
    else:
        sizes = np.array(asked, np.int64)
    if policy in STACK_POLICIES:
        return _one_pass(network, plan, policy, frozen(sizes))
    return _one_by_one(network, plan, policy, frozen(sizes))


def _one_pass(network: Network, schedule: Schedule, policy: str, sizes: Int64) -> Iterator[CurveProgress | MemoryCurve]:
    n_slots = schedule.live_memory - 1
    uses = schedule.uses
    ends = (network.source, network.target, schedule.order)
    if policy == "lru":
        reuses, dirty = count_lru_distances(*ends, uses.last, uses.complete, n_slots)
    else:
        nexts = (uses.next_source, uses.next_target)
        reuses, dirty = count_min_distances(*ends, *nexts, uses.last, uses.complete, n_slots)
    at = np.minimum(sizes - 1, n_slots)
    yield MemoryCurve(network, schedule, policy, sizes, frozen(_beyond(reuses)[at]), frozen(_beyond(dirty)[at]))


def _beyond(counts: Int64) -> Int64:
    """Return for each K the sum of the counts at distances greater than K."""
    beyond: Int64 = counts.sum() - np.cumsum(counts)
    return beyond


def _one_by_one(
    network: Network, schedule: Schedule, policy: str, sizes: Int64
) -> Iterator[CurveProgress | MemoryCurve]:
    rereads = np.zeros(sizes.size, np.int64)
    evict_writes = np.zeros(sizes.size, np.int64)
    for i, memory in enumerate(sizes.tolist()):
        counts = simulate(network, schedule, memory=memory, policy=policy).counts
        rereads[i], evict_writes[i] = counts.rereads, counts.evict_writes
        yield CurveProgress(i + 1, sizes.size)
    yield MemoryCurve(network, schedule, policy, sizes, frozen(rereads), frozen(evict_writes))
