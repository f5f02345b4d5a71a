"""Compare two traces of one network step by step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.simulate.machine import EVICTED, TARGET_SHIFT
from ioviz.core.kernels.trace.scan import COLUMNS, EVICTIONS, FIELD, FIELD_MASK, PACKED
from ioviz.core.simulation.trace import Trace

Bool = NDArray[np.bool_]

_COUNTS = PACKED[:, None] >> FIELD * np.arange(COLUMNS) & FIELD_MASK
# I/Os of a connection by its flag byte: the weight's read, and all but the evictions, which are counted as writes.
_IOS = 1 + _COUNTS.sum(axis=1) - _COUNTS[:, EVICTIONS]
_EVICTED = np.array([[flag & EVICTED, flag >> TARGET_SHIFT & EVICTED] for flag in range(256)]) != 0


def differing_steps(first: Trace, second: Trace) -> Bool:
    """Return the steps at which two traces of one network differ.

    They differ if they process different connections, with different reads or evictions, or evict different
    neurons at the same cost. The slot of a neuron makes no difference, nor does a value that is dropped because
    it is no longer live.

    Parameters
    ----------
    first, second : Trace

    Returns
    -------
    bool[W]
        For each position in the orders.

    Raises
    ------
    InvalidArgument
        If they are not of one network.
    """
    _check(first, second)
    differs = first.schedule.order != second.schedule.order
    differs |= first.flags != second.flags
    # With equal flags there are equally many evictions: compare the k-th ones of each step.
    same = np.flatnonzero(~differs & _EVICTED[first.flags].any(axis=1))
    n_evicted = _EVICTED.sum(axis=1)
    starts = [np.cumsum(n_evicted[trace.flags])[same] - n_evicted[trace.flags[same]] for trace in (first, second)]
    count = n_evicted[first.flags[same]]
    for k in (0, 1):
        at = np.flatnonzero(count > k)
        gone = [trace.victims[start[at] + k] for trace, start in zip((first, second), starts, strict=True)]
        differs[same[at[gone[0] != gone[1]]]] = True
    return frozen(differs)


def first_io_difference(first: Trace, second: Trace) -> int | None:
    """Return the first step at which the cumulative I/Os of two traces differ, None if they never do.

    Raises
    ------
    InvalidArgument
        If they are not of one network.
    """
    _check(first, second)
    differs = _IOS[first.flags] != _IOS[second.flags]
    return int(np.argmax(differs)) + 1 if differs.any() else None


def _check(first: Trace, second: Trace) -> None:
    if first.network is not second.network:
        raise InvalidArgument("Only traces of the same network can be compared step by step.")
