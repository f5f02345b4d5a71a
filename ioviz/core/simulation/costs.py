"""The costs of each neuron and each connection of a trace, and the reuse distances of neurons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.simulate.machine import EVICTED, READ, REREAD, TARGET_SHIFT
from ioviz.core.simulation.residency import residency

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation.residency import Residency
    from ioviz.core.simulation.trace import Trace

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class NeuronCosts:
    """Costs by neuron. Made by `neuron_costs`; arrays are read-only.

    A *reuse distance* is the number of connections from one use of a neuron to its next: 1 if it takes part
    in two consecutive connections.

    Attributes
    ----------
    rereads, evict_writes : int64[N]
        I/Os; over all neurons their sum is the excess of the trace.
    uses : int64[N]
        The connections that it takes part in.
    resident : int64[N]
        The number of connections during which it was in fast memory.
    reuse_median : float32[N]
        The mean of the middle two if their number is even; NaN for a neuron that is used once.
    reuse_least, reuse_most : int64[N]
        -1 for a neuron that is used once.
    """

    rereads: Int64
    evict_writes: Int64
    uses: Int64
    resident: Int64
    reuse_median: Float32
    reuse_least: Int64
    reuse_most: Int64

    @property
    def excess(self) -> Int64:
        """Re-reads and eviction writes together, int64[N]."""
        return self.rereads + self.evict_writes


@dataclass(frozen=True, eq=False)
class ConnectionCosts:
    """Costs by connection, in the numbering of the network. Made by `connection_costs`.

    Attributes
    ----------
    rereads : uint8[W]
        Re-reads of its two ends, 0 to 2.
    evict_writes : uint8[W]
        Eviction writes for its two ends, 0 to 2.
    """

    rereads: NDArray[np.uint8]
    evict_writes: NDArray[np.uint8]


def neuron_costs(trace: Trace, stays: Residency | None = None) -> NeuronCosts:
    """Count the costs of each neuron of a trace.

    Parameters
    ----------
    trace : Trace
    stays : Residency, optional
        That of the trace, if it has been computed already.

    Notes
    -----
    O(W log W) for the medians, else linear; some 40 bytes a connection while it runs.
    """
    network, schedule = trace.network, trace.schedule
    n = network.n_neurons
    stays = residency(trace) if stays is None else stays
    came = np.diff(stays.indptr)
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(stays.end - stays.start, dtype=np.int64)])
    dirty = _dirty_victims(trace)
    median, least, most = reuse_distances(schedule)
    uses = np.bincount(network.source, minlength=n) + np.bincount(network.target, minlength=n)
    return NeuronCosts(
        frozen(np.maximum(came - 1, 0)),
        frozen(np.bincount(trace.victims[dirty], minlength=n).astype(np.int64)),
        frozen(uses.astype(np.int64)),
        frozen(before[stays.indptr[1:]] - before[stays.indptr[:-1]]),
        frozen(median),
        frozen(least),
        frozen(most),
    )


def connection_costs(trace: Trace) -> ConnectionCosts:
    """Count the re-reads and eviction writes of each connection of a trace; O(W)."""
    order = trace.schedule.order
    found = []
    of_targets = (trace.flags >> TARGET_SHIFT).astype(np.uint8)
    for source, target in zip(_flags(trace.flags), _flags(of_targets), strict=True):
        by_connection = np.empty(order.size, np.uint8)
        by_connection[order] = source.view(np.uint8) + target.view(np.uint8)
        found.append(frozen(by_connection))
    return ConnectionCosts(*found)


def reuse_distances(schedule: Schedule) -> tuple[Float32, Int64, Int64]:
    """Return the median, the least and the greatest reuse distance of each neuron; see `NeuronCosts`.

    Notes
    -----
    One sort of at most 2 W whole numbers that hold the neuron above and the distance below.
    """
    network, uses = schedule.network, schedule.uses
    w, n = schedule.order.size, network.n_neurons
    at = np.arange(w, dtype=np.int32)
    keys = []
    for ends, following in ((network.source, uses.next_source), (network.target, uses.next_target)):
        again = following < w
        neuron = ends[schedule.order[again]].astype(np.int64)
        keys.append(neuron << 32 | (following[again] - at[again]))
    key = np.concatenate(keys)
    del keys
    key.sort()
    counts = np.bincount(key >> 32, minlength=n)
    start = np.cumsum(counts) - counts
    distance = key & 0xFFFFFFFF
    some = counts > 0
    median = np.full(n, np.nan, np.float32)
    least, most = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    first, size = start[some], counts[some]
    median[some] = (distance[first + (size - 1) // 2] + distance[first + size // 2]) / 2
    least[some], most[some] = distance[first], distance[first + size - 1]
    return median, least, most


def since_last_use(schedule: Schedule) -> tuple[Int32, Int32]:
    """Return for each connection how many connections ago its source, and its target, was last used.

    Returns
    -------
    source, target : int32[W]
        In the numbering of the network; 0 at the first use.
    """
    uses, order = schedule.uses, schedule.order
    w = order.size
    at = np.arange(w, dtype=np.int32)
    found = np.zeros((2, w), np.int32)
    network = schedule.network
    for ends, following in ((network.source, uses.next_source), (network.target, uses.next_target)):
        again = following < w
        later = following[again]
        is_target = network.target[order[later]] == ends[order[again]]
        found[is_target.astype(np.intp), order[later]] = later - at[again]
    return frozen(found[0]), frozen(found[1])


def _flags(codes: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether one end was re-read, and whether a dirty value was evicted for it; bool[W] each."""
    dirty = READ | EVICTED
    return (codes & REREAD) != 0, (codes & dirty) == dirty


def _dirty_victims(trace: Trace) -> NDArray[np.bool_]:
    """Return whether each victim was dirty, bool[E]."""
    codes = np.stack([trace.flags & 7, trace.flags >> TARGET_SHIFT & 7], axis=1)  # that for the source comes first
    evictions = codes[(codes & EVICTED) != 0]
    dirty: NDArray[np.bool_] = (evictions & READ) != 0
    return dirty
