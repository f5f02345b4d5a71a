"""Counting zeros in a word: one machine instruction each, which numba does not offer by itself."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

WORD = 64
"""Bits of a word."""

_MASK = (1 << WORD) - 1


def _highest_bit_in_python(word: int) -> int:
    return (int(word) & _MASK).bit_length() - 1


def _lowest_bit_in_python(word: int) -> int:
    return (int(word) & -int(word)).bit_length() - 1


@intrinsic
def _highest_bit_compiled(typing_context: Any, word: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zeros = builder.ctlz(arguments[0], ir.Constant(ir.IntType(1), 1))
        return builder.sub(ir.Constant(ir.IntType(64), WORD - 1), zeros)

    return types.int64(types.int64), generate


@intrinsic
def _lowest_bit_compiled(typing_context: Any, word: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), generate


# The number of the highest and of the lowest set bit of an int64 (as a bit pattern); undefined for 0.
# For use inside kernels only. With the JIT disabled kernels are plain Python, and so are these.
if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]  # numba fills its settings in at run time
    highest_bit: Any = _highest_bit_in_python
    lowest_bit: Any = _lowest_bit_in_python
else:
    highest_bit = _highest_bit_compiled
    lowest_bit = _lowest_bit_compiled

ONE = np.int64(1)
"""``ONE << i`` stays a word, bit 63 included, when kernels run as plain Python."""
