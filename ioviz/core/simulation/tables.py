"""A trace and its residency as plain columns, for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.kernels.simulate.machine import EVICTED, OUTPUT_WRITE, READ, REREAD, TARGET_SHIFT
from ioviz.core.kernels.trace.scan import EVICTIONS, PACKED, count_before
from ioviz.core.simulation.trace import Trace

if TYPE_CHECKING:
    from ioviz.core.simulation.residency import Residency

Columns = dict[str, NDArray[Any]]

READ_WORDS = ("", "first read", "re-read")
EVICTION_WORDS = ("", "dropped", "written")


def trace_columns(trace: Trace, first: int = 0, last: int | None = None) -> Columns:
    """Return the events of some connections as columns.

    Parameters
    ----------
    trace : Trace
    first, last : int
        Steps: the connections number `first` to ``last - 1``; by default all.

    Returns
    -------
    dict of str to array[last - first]
        step (after the connection), connection, source, target (int32); weight (float32); for source and for
        target: ``_read`` (uint8: 0 resident, 1 first read, 2 re-read), ``_evicts`` (int32: the evicted neuron,
        -1 none) and ``_eviction`` (uint8: 0 none, 1 clean and dropped, 2 dirty and written);
        output_written (bool); ios (int64, of this connection), and reads, writes, total (int64, so far).

    Raises
    ------
    InvalidArgument
        If the steps are out of range.
    """
    end = trace.n_steps if last is None else last
    if not 0 <= first <= end <= trace.n_steps:
        raise InvalidArgument(f"Steps are two of 0 to {trace.n_steps:,}, not {first}:{end}.")
    network, order = trace.network, trace.schedule.order[first:end]
    flags = trace.flags[first:end]
    columns: Columns = {
        "step": np.arange(first + 1, end + 1, dtype=np.int32),
        "connection": order.copy(),
        "source": network.source[order],
        "target": network.target[order],
        "weight": network.weight[order],
    }
    codes = np.stack([flags & 7, flags >> TARGET_SHIFT & 7], axis=1)  # that for the source comes first
    read, evicted = (codes & (READ | EVICTED)) != 0, (codes & EVICTED) != 0
    dirty = (codes & (READ | EVICTED)) == (READ | EVICTED)
    begin = int(count_before(trace.flags, PACKED, trace.sums, np.array([first], np.int64))[0, EVICTIONS])
    victims = np.full(codes.shape, -1, np.int32)
    victims[evicted] = trace.victims[begin : begin + int(evicted.sum())]
    for side, name in enumerate(("source", "target")):
        columns[f"{name}_read"] = np.where(read[:, side], 1 + ((codes[:, side] & REREAD) != 0), 0).astype(np.uint8)
        columns[f"{name}_evicts"] = victims[:, side].copy()
        columns[f"{name}_eviction"] = (evicted[:, side].astype(np.uint8) + dirty[:, side]).astype(np.uint8)
    columns["output_written"] = (flags & OUTPUT_WRITE) != 0
    reads = 1 + read.sum(axis=1, dtype=np.int64)
    writes = dirty.sum(axis=1, dtype=np.int64) + columns["output_written"]
    columns["ios"] = reads + writes
    before = np.array([first])
    columns["reads"] = np.cumsum(reads) + trace.cumulative_reads(before)
    columns["writes"] = np.cumsum(writes) + trace.cumulative_writes(before)
    columns["total"] = columns["reads"] + columns["writes"]
    return columns


def residency_columns(residency: Residency) -> Columns:
    """Return one row for each interval of a neuron in fast memory.

    Returns
    -------
    dict of str to int32[R]
        neuron; start, end: the connections number start to ``end - 1`` were processed while it was there.
    """
    stays = np.diff(residency.indptr)
    neurons = np.arange(stays.size, dtype=np.int32)
    return {
        "neuron": np.repeat(neurons, stays),
        "start": residency.start.copy(),
        "end": residency.end.copy(),
    }
