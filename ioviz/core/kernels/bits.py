"""Counting zeros in a word: one machine instruction each, which numba does not offer by itself."""

from __future__ import annotations

import numpy as np

from ioviz.core.kernels.jit import instruction

WORD = 64
"""Bits of a word."""

ONE = np.int64(1)
"""``ONE << i`` stays a word, bit 63 included, when kernels run as plain Python."""

_MASK = (1 << WORD) - 1
_INSTRUCTIONS = "ioviz.core.kernels.bit_instructions"


@instruction(_INSTRUCTIONS)
def highest_bit(word: int) -> int:
    """Return the number of the highest set bit of an int64 as a bit pattern; undefined for 0 in machine code."""
    return (int(word) & _MASK).bit_length() - 1


@instruction(_INSTRUCTIONS)
def lowest_bit(word: int) -> int:
    """Return the number of the lowest set bit of an int64 as a bit pattern; undefined for 0 in machine code."""
    return (int(word) & -int(word)).bit_length() - 1
