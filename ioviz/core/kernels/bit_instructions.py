"""The instructions of the functions in `bits`, as generic LLVM."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types

WORD = 64
"""Bits of a word."""


def highest_bit(typing_context: Any, word: Any) -> Any:
    """Count the zeros above the highest set bit."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zeros = builder.ctlz(arguments[0], ir.Constant(ir.IntType(1), 1))
        return builder.sub(ir.Constant(ir.IntType(64), WORD - 1), zeros)

    return types.int64(types.int64), generate


def lowest_bit(typing_context: Any, word: Any) -> Any:
    """Count the zeros below the lowest set bit."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), generate
