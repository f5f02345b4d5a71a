"""The kinds of steps that `Trace.next_step` can look for, as sets of flag bytes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import unknown
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.simulate.machine import EVICTED, OUTPUT_WRITE, READ, REREAD, TARGET_SHIFT
from ioviz.core.kernels.trace.scan import EVICT_WRITES, EVICTIONS, FIRST_READS, OUTPUT_WRITES, REREADS
from ioviz.core.names import STEP_KINDS


def looked_for(kind: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the flag bytes of a kind, and the counts that they add to; bool[256], bool[5].

    Raises
    ------
    InvalidArgument
        If there is no such kind.
    """
    try:
        return _WANTED[kind]
    except (KeyError, TypeError):
        raise unknown("kind of step", kind, STEP_KINDS) from None


def _wanted(kind: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    dirty = READ | EVICTED
    tests: dict[str, Callable[[int], bool]] = {
        "io": lambda code: bool(code & (READ | EVICTED)),
        "eviction": lambda code: bool(code & EVICTED),
        "reread": lambda code: bool(code & REREAD),
        "write": lambda code: code & dirty == dirty,
    }
    code_is = tests[kind]
    adds_to = {
        "io": (FIRST_READS, REREADS, EVICT_WRITES, OUTPUT_WRITES),
        "eviction": (EVICTIONS,),
        "reread": (REREADS,),
        "write": (EVICT_WRITES, OUTPUT_WRITES),
    }[kind]
    flags = [
        code_is(flag & 7)
        or code_is(flag >> TARGET_SHIFT & 7)
        or (kind in ("io", "write") and bool(flag & OUTPUT_WRITE))
        for flag in range(256)
    ]
    columns = np.zeros(5, np.bool_)
    columns[list(adds_to)] = True
    return frozen(np.array(flags)), frozen(columns)


_WANTED = {kind: _wanted(kind) for kind in STEP_KINDS}
