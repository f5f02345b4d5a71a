"""Which cores a measurement runs on, and how the threads of libraries are kept to them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_SIBLINGS = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"

_LIMITS = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def choose_cores(threads: int) -> tuple[int, ...]:
    """Return cores for `threads` threads, one thread a physical core as long as there are enough.

    They are the last ones, as the first core of a computer handles most interrupts. Empty if the system cannot
    pin, or has fewer cores than threads.
    """
    if not hasattr(os, "sched_getaffinity"):
        return ()
    allowed = sorted(os.sched_getaffinity(0), reverse=True)
    if threads > len(allowed):
        return ()
    seen: set[str] = set()
    first: list[int] = []
    second: list[int] = []
    for core in allowed:
        try:
            siblings = Path(_SIBLINGS.format(core)).read_text().strip()
        except OSError:
            siblings = str(core)
        (second if siblings in seen else first).append(core)
        seen.add(siblings)
    return tuple([*first, *second][:threads])


def pin(cores: tuple[int, ...]) -> bool:
    """Pin this process to some cores; returns whether it succeeded."""
    if not cores or not hasattr(os, "sched_setaffinity"):
        return False
    with contextlib.suppress(OSError):
        os.sched_setaffinity(0, cores)
        return True
    return False


def thread_variables(threads: int) -> dict[str, str]:
    """Return the environment variables that make libraries use `threads` threads.

    Idle threads spin for some ms after their last work, long enough from one call to the next; the suite waits for
    them to sleep before the next contender runs.
    """
    count = str(threads)
    return {
        **dict.fromkeys(_LIMITS, count),
        # Exactly this number of threads, not one that the library chooses.
        "OMP_DYNAMIC": "FALSE",
        "MKL_DYNAMIC": "FALSE",
        "KMP_BLOCKTIME": "5",
        "OPENBLAS_THREAD_TIMEOUT": "22",  # 2**22 cycles: some ms
    }


def limit_threads(threads: int) -> bool:
    """Limit the thread pools of the loaded libraries by threadpoolctl; returns whether that is installed."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return False
    threadpool_limits(threads)
    return True
