"""Smooth activation functions of vectors, against float64."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from ioviz.core.kernels.vectors import activations as vector_math
from ioviz.core.network import Activation

pytestmark = pytest.mark.jit

EXACT = {
    vector_math.TANH: np.tanh,
    vector_math.SIGMOID: special.expit,
    vector_math.GELU: lambda x: x * special.ndtr(x),
}
UNITS = {vector_math.TANH: 1.5, vector_math.SIGMOID: 2.5, vector_math.GELU: 9.0}
"""The largest error that the module states, in units in the last place."""
SMALLEST = 2e-43


def bent(kind, numbers):
    """What the kernel makes of any count of numbers."""
    padded = np.zeros(-(-len(numbers) // 16) * 16, np.float32)
    padded[: len(numbers)] = numbers
    with np.errstate(all="ignore"):  # where the compiler is off, vectors are numpy's
        vector_math.bend(kind, padded.ctypes.data, padded.size)
    return padded[: len(numbers)]


def assert_near(kind, numbers):
    exact = EXACT[kind](np.asarray(numbers, np.float64))
    unit = np.spacing(np.abs(exact).astype(np.float32)).astype(np.float64)
    error = np.abs(bent(kind, numbers) - exact)
    assert (error <= np.maximum(UNITS[kind] * unit, SMALLEST)).all()


@pytest.mark.parametrize("kind", EXACT)
def test_everywhere(kind):
    magnitudes = np.geomspace(1e-40, 130, 20_001).astype(np.float32)
    even = np.linspace(-15, 15, 20_001, dtype=np.float32)
    assert_near(kind, np.concatenate([magnitudes, -magnitudes, even]))


@given(st.sampled_from(list(EXACT)), st.lists(st.floats(width=32, allow_nan=False), min_size=1, max_size=40))
def test_any_numbers(kind, numbers):
    finite = [x for x in numbers if math.isfinite(x)]
    if finite:
        assert_near(kind, np.array(finite, np.float32))


def test_what_is_not_finite_and_zeros():
    special_numbers = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0], np.float32)
    for kind, expected in (
        (vector_math.TANH, [np.nan, 1, -1, 0, 0]),
        (vector_math.SIGMOID, [np.nan, 1, 0, 0.5, 0.5]),
        (vector_math.GELU, [np.nan, np.inf, np.nan, 0, 0]),
    ):
        np.testing.assert_array_equal(bent(kind, special_numbers), np.array(expected, np.float32))


def test_other_kinds_change_nothing():
    for kind in Activation:
        if kind not in EXACT:
            assert bent(int(kind), [-3.0, 0.5]).tolist() == [-3.0, 0.5]


def test_the_numbers_are_those_of_the_network():
    for kind in Activation:
        assert getattr(vector_math, kind.name) == kind
