"""Activation functions of vectors: tanh, sigmoid and GELU within a few units in the last place, without tables.

The largest error found among 4 million numbers, in units in the last place of the result: tanh 1.4, sigmoid 2.4, GELU
5 above -6 and 9 below, where the result itself is nearly 0. Results smaller than 1e-36 are off by less than 2e-43.
NaN stays NaN, infinities give the limits, and GELU of minus infinity is NaN as ``-inf * 0`` is.

Everything is straight-line code: both branches of a case are computed, and one is selected. Polynomials were fitted
for the least largest relative error (Lawson's iteration in float64) and rounded to float32.
"""

from __future__ import annotations

import numpy as np

from ioviz.core.kernels.jit import inlined, kernel
from ioviz.core.kernels.vectors.lanes import (
    Address,
    Number,
    Vector,
    absolute,
    load,
    multiply_add,
    nearest,
    power_of_two,
    select,
    splat_like,
    store,
)

IDENTITY, RELU, LEAKY_RELU, TANH, SIGMOID, GELU, CLIPPED_RELU = range(7)
"""The numbers of `ioviz.core.network.Activation`."""

ONE_OVER_LOG_2 = np.float32(1.4426950408889634)
# log(2) in two parts: the first has so few bits that its product with a small whole number is exact.
LOG_2_HIGH = np.float32(0.693359375)
LOG_2_LOW = np.float32(-2.12194440e-4)


@inlined
def exponential(x: Vector) -> Vector:
    """Return e to the power of each entry, which has to be NaN or in -120..80; subnormal results are rounded.

    ``e^x = 2^n e^r`` with n the whole number next to ``x / log(2)``, and ``e^r = 1 + r + r^2 P(r)``.
    """
    n = nearest(x * splat_like(ONE_OVER_LOG_2, x))
    r = multiply_add(n, splat_like(-LOG_2_HIGH, x), x)
    r = multiply_add(n, splat_like(-LOG_2_LOW, x), r)
    p = splat_like(np.float32(0.0013814602280035615), x)
    p = multiply_add(p, r, splat_like(np.float32(0.008368715643882751), x))
    p = multiply_add(p, r, splat_like(np.float32(0.04166838899254799), x))
    p = multiply_add(p, r, splat_like(np.float32(0.1666652113199234), x))
    p = multiply_add(p, r, splat_like(np.float32(0.4999999403953552), x))
    p = multiply_add(p, r * r, r) + splat_like(np.float32(1.0), x)
    half = nearest(n * splat_like(np.float32(0.5), x))  # 2^n itself may be smaller than any normal number
    return p * power_of_two(half) * power_of_two(n - half)


@inlined
def tanh(x: Vector) -> Vector:
    """Return the hyperbolic tangent of each entry.

    ``x + x^3 P(x^2)`` up to 0.625, from there ``1 - 2 / (e^2|x| + 1)`` with the sign of x.
    """
    one = splat_like(np.float32(1.0), x)
    largest = splat_like(np.float32(10.0), x)  # beyond 9.02 the result is 1
    size = absolute(x)
    size = select(size > largest, largest, size)  # NaN is not greater, and stays
    square = size * size
    p = splat_like(np.float32(-0.005704987328499556), x)
    p = multiply_add(p, square, splat_like(np.float32(0.0206390880048275), x))
    p = multiply_add(p, square, splat_like(np.float32(-0.05373971536755562), x))
    p = multiply_add(p, square, splat_like(np.float32(0.13331441581249237), x))
    p = multiply_add(p, square, splat_like(np.float32(-0.3333328068256378), x))
    near = multiply_add(p, square * x, x)
    far = one - splat_like(np.float32(2.0), x) / (exponential(size + size) + one)
    return select(size < splat_like(np.float32(0.625), x), near, select(x < splat_like(np.float32(0.0), x), -far, far))


@inlined
def sigmoid(x: Vector) -> Vector:
    """Return ``1 / (1 + e^-x)`` of each entry: with ``e = e^-|x|``, ``1 / (1 + e)`` or ``e / (1 + e)``."""
    one = splat_like(np.float32(1.0), x)
    largest = splat_like(np.float32(120.0), x)
    size = absolute(x)
    size = select(size > largest, largest, size)
    e = exponential(-size)
    return select(x < splat_like(np.float32(0.0), x), e, one) / (one + e)


@inlined
def gelu(x: Vector) -> Vector:
    """Return ``x * (1 + erf(x / sqrt(2))) / 2`` of each entry, exact in the lower tail too.

    The tail of the normal distribution from ``a = |x|`` on is ``e^(-a^2 / 2) T(a)``; T is smooth, and a polynomial
    of ``(a - 3) / (a + 3)``. The square is taken in two parts, as the power is as exact as its exponent.
    """
    largest = splat_like(np.float32(15.4), x)  # its tail is 0 in float32
    a = absolute(x)
    a = select(a > largest, largest, a)
    three = splat_like(np.float32(3.0), x)
    u = (a - three) / (a + three)
    t = splat_like(np.float32(5.267627784633078e-05), x)
    t = multiply_add(t, u, splat_like(np.float32(0.00011450441525084898), x))
    t = multiply_add(t, u, splat_like(np.float32(-0.000338545796694234), x))
    t = multiply_add(t, u, splat_like(np.float32(-0.0009828222682699561), x))
    t = multiply_add(t, u, splat_like(np.float32(0.0029042137321084738), x))
    t = multiply_add(t, u, splat_like(np.float32(0.0061318110674619675), x))
    t = multiply_add(t, u, splat_like(np.float32(-0.04621323570609093), x))
    t = multiply_add(t, u, splat_like(np.float32(0.12322505563497543), x))
    t = multiply_add(t, u, splat_like(np.float32(-0.20640261471271515), x))
    t = multiply_add(t, u, splat_like(np.float32(0.12151394784450531), x))
    # The upper half of the bits of a; its square is exact, and the remainder of the square is (a + high)(a - high).
    product = a * splat_like(np.float32(4097.0), x)
    high = product - (product - a)
    half = splat_like(np.float32(-0.5), x)
    tail = exponential(high * high * half) * exponential((a + high) * (a - high) * half) * t
    one = splat_like(np.float32(1.0), x)
    return x * select(x < splat_like(np.float32(0.0), x), tail, one - tail)


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
    """Apply a smooth activation function to the `count` numbers at an address; no other kind changes them.

    `count` is a multiple of 16. Not a part of the kernels that call it: they would grow too large.
    """
    for i in range(0, count, 16):
        at = address + 4 * i
        x = load(at, (0,))
        if kind == TANH:
            x = tanh(x)
        elif kind == SIGMOID:
            x = sigmoid(x)
        elif kind == GELU:
            x = gelu(x)
        store(at, x)
