"""Vectors mean in kernels what they mean in numpy, whatever their width."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.kernels.jit import COMPILED, kernel
from ioviz.core.kernels.vectors.lanes import (
    SIXTEENS,
    absolute,
    address_of,
    fetch_add,
    item_size,
    load,
    load_float32,
    load_index,
    load_indices4,
    multiply_add,
    nearest,
    power_of_two,
    registers,
    select,
    splat,
    splat4,
    splat_like,
    store,
    store_float32,
    transpose16,
)

WIDTHS = st.sampled_from([1, 2, 4])
SPECIAL = [0.0, -0.0, 1.0, -1.5, 0.5, 2.5, float("inf"), float("-inf"), float("nan"), 1e-38, 1e18, 126.0]


@kernel
def calculate(a, b, c, result, lanes):
    x, y, z = load3(address_of(a), address_of(b), address_of(c), lanes)
    to = address_of(result)
    step = 64 * len(lanes)
    store(to, x + y)
    store(to + step, x - y)
    store(to + 2 * step, x * y)
    store(to + 3 * step, x / y)
    store(to + 4 * step, -x)
    store(to + 5 * step, select(x < y, x, z))
    store(to + 6 * step, select(x <= y, x, z))
    store(to + 7 * step, select(x > y, x, z))
    store(to + 8 * step, select(x >= y, x, z))
    store(to + 9 * step, select(x == y, x, z))
    store(to + 10 * step, absolute(x))
    store(to + 11 * step, nearest(x))
    store(to + 12 * step, multiply_add(x, y, z))
    store(to + 13 * step, splat_like(np.float32(2.5), x))


@kernel
def load3(a, b, c, lanes):
    return load(a, lanes), load(b, lanes), load(c, lanes)


def expected(x, y, z):
    with np.errstate(all="ignore"):
        return [
            x + y, x - y, x * y, x / y, -x,
            np.where(x < y, x, z), np.where(x <= y, x, z), np.where(x > y, x, z), np.where(x >= y, x, z),
            np.where(x == y, x, z), np.abs(x), np.rint(x), x * y + z, np.full(x.size, 2.5, np.float32),
        ]  # fmt: skip


@pytest.mark.jit
@settings(max_examples=40)
@given(WIDTHS, st.integers(0, 99))
def test_every_operation(width, seed):
    rng = np.random.default_rng(seed)
    n = 16 * width
    x, y, z = (
        np.where(rng.random(n) < 0.3, rng.choice(SPECIAL, n), rng.standard_normal(n)).astype(np.float32)
        for _ in range(3)
    )
    results = np.empty(14 * n, np.float32)
    with np.errstate(all="ignore"):  # where there is no compiler numpy warns
        calculate(x, y, z, results, SIXTEENS[width])
    for k, (result, truth) in enumerate(zip(results.reshape(14, n), expected(x, y, z))):
        if k == 12:  # rounded once or twice
            with np.errstate(all="ignore"):
                tolerance = 2.0**-23 * (np.abs(x.astype(float) * y) + np.abs(z)) + 1e-44
                close = np.abs(result - (x.astype(float) * y + z)) <= tolerance
            assert (close | ~np.isfinite(truth) | ~np.isfinite(result)).all()
            assert np.array_equal(np.isnan(result), np.isnan(truth))
        else:
            np.testing.assert_array_equal(result, truth)


@kernel
def spread(numbers, indices, found, result, hidden, lanes):
    a, b, c, d = splat4(address_of(numbers) + 4, hidden, lanes)
    to = address_of(result)
    step = 64 * len(lanes)
    store(to, a)
    store(to + step, b)
    store(to + 2 * step, c)
    store(to + 3 * step, d)
    store(to + 4 * step, splat(load_float32(address_of(numbers)), lanes))
    i, j, k, m = load_indices4(address_of(indices) + item_size(indices), indices)
    found[0], found[1], found[2], found[3] = i, j, k, m
    found[4] = load_index(address_of(indices), indices)
    store_float32(address_of(numbers) + 20, np.float32(7.0))


@pytest.mark.jit
@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("dtype", [np.uint16, np.uint32])
def test_four_numbers_at_a_load(width, dtype):
    numbers = np.array([1.5, float("nan"), -0.0, 3e38, 1e-40, 0], np.float32)
    largest = np.iinfo(dtype).max
    indices = np.array([largest - 4, largest, 0, 1, largest - 1], dtype)
    found = np.zeros(5, np.int64)
    result = np.empty(5 * 16 * width, np.float32)
    spread(numbers, indices, found, result, 0, SIXTEENS[width])
    truth = np.repeat(numbers[[1, 2, 3, 4, 0]], 16 * width)
    assert np.array_equal(result.view(np.uint32), truth.view(np.uint32)), "every bit is kept"
    assert found.tolist() == [largest, 0, 1, largest - 1, largest - 4]
    assert numbers[5] == 7


@kernel
def transpose(a, to, counter):
    transpose16(address_of(to), np.int64(64), address_of(a), np.int64(80))
    return fetch_add(address_of(counter), 3)


@pytest.mark.jit
def test_transpose_and_count():
    a = np.arange(16 * 20, dtype=np.float32)
    to = np.zeros(256, np.float32)
    counter = np.array([4], np.int64)
    assert transpose(a, to, counter) == 4
    assert counter[0] == 7
    assert np.array_equal(to.reshape(16, 16), a.reshape(16, 20)[:, :16].T)


@kernel
def powers(a, to, lanes):
    store(address_of(to), power_of_two(load(address_of(a), lanes)))


@pytest.mark.jit
def test_powers_of_two():
    exponents = np.concatenate([[-126, -125, 126, 127], np.arange(-6, 6)]).astype(np.float32)
    result = np.empty(16, np.float32)
    powers(exponents, result, SIXTEENS[1])
    assert np.array_equal(result, np.ldexp(np.float32(1), exponents.astype(int)))


@pytest.mark.skipif(not COMPILED, reason="plain Python takes any number as an address")
def test_an_address_that_is_not_int64_is_refused():
    import numba

    @kernel
    def wrong(a):
        return load_float32(a.ctypes.data)

    with pytest.raises(numba.TypingError, match="an address has to be int64, not uint64"):
        wrong(np.zeros(1, np.float32))


def test_registers_are_counted():
    assert registers() in (4, 8, 32)
