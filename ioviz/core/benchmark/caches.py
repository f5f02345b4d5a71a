"""How many values of the model's fast memory a cache of this computer holds.

A value of the model is a vector here: the value of a neuron for each vector of the batch. So a cache of C bytes holds
C / (4 batch) of them, and the model's fast memory of that M is the cache. The model's I/Os in bytes are
`Case.io_bytes`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ioviz.core.names import LEAST_MEMORY, VALUE_BYTES

_LEVELS = ("L3", "L2", "L1")


def memory_of(cache_bytes: int, batch: int) -> int:
    """Return M, in values, of a cache at a batch; at least 3, the least M of the model."""
    return max(LEAST_MEMORY, cache_bytes // (VALUE_BYTES * batch))


def chosen_memory(caches: Mapping[str, int], batch: int, live_memory: int) -> tuple[int, str] | None:
    """Return M and level of the cache at which orders differ: the largest one that does not hold all live values.

    Parameters
    ----------
    caches : mapping of str to int
        "L1", "L2", "L3" to bytes.
    batch : int
    live_memory : int
        The least M without evictions.

    Returns
    -------
    (int, str) or None
        None if no size is known. The smallest cache if all of them hold everything.
    """
    known = [(memory_of(caches[level], batch), level) for level in _LEVELS if level in caches]
    for memory, level in known:
        if memory < live_memory:
            return memory, level
    return known[-1] if known else None
