"""The check of M, the size of fast memory."""

from __future__ import annotations

import numpy as np

from ioviz.core.errors import InvalidArgument, memory_too_small
from ioviz.core.names import LEAST_MEMORY


def check_memory_size(memory: object) -> int:
    """Return M, the size of fast memory in values, as an int.

    Raises
    ------
    InvalidArgument
        If it is no whole number.
    MemoryTooSmall
        If it is below 3.
    """
    if isinstance(memory, bool) or not isinstance(memory, (int, np.integer)):
        raise InvalidArgument(f"The size of fast memory is a whole number of values, not {memory!r}.")
    if memory < LEAST_MEMORY:
        raise memory_too_small(int(memory))
    return int(memory)
