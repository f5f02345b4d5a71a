"""Activation functions of vectors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ioviz.core.kernels.jit import inlined, kernel
from ioviz.core.kernels.vectors import Address, Number, Vector, load_float32, select, splat_like, store_float32

IDENTITY, RELU, LEAKY_RELU, TANH, SIGMOID, GELU, CLIPPED_RELU = range(7)
"""The numbers of `ioviz.core.network.Activation`."""


@inlined
def activate(kind: int, parameter: Number, vector: Vector) -> Vector:
    """Return the activation function of every entry, if it is made of straight pieces; else the entries.

    `parameter` is the slope or the cap, a float32. NaN stays NaN.
    """
    result = vector
    if kind in (RELU, CLIPPED_RELU):
        zero = splat_like(np.float32(0.0), vector)
        result = select(vector < zero, zero, vector)
        if kind == CLIPPED_RELU:
            cap = splat_like(np.float32(parameter), vector)
            result = select(result > cap, cap, result)
    elif kind == LEAKY_RELU:
        zero = splat_like(np.float32(0.0), vector)
        result = select(vector >= zero, vector, vector * splat_like(np.float32(parameter), vector))
    return result


@kernel
def bend(kind: int, address: Address, count: int) -> None:
    """Apply a smooth activation function to the `count` numbers at an address; no other kind changes them."""
    for i in range(count):
        x: Any = np.float64(load_float32(address + 4 * i))
        if kind == TANH:
            x = math.tanh(x)
        elif kind == SIGMOID:
            x = 0.5 * (1.0 + math.tanh(0.5 * x))
        elif kind == GELU:
            x = x * (0.5 * math.erfc(-x * math.sqrt(0.5)))
        store_float32(address + 4 * i, np.float32(x))
