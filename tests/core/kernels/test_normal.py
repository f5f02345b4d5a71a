"""The normal distribution agrees with the error function of the standard library."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.kernels.normal import normal_distribution

pytestmark = pytest.mark.jit


@given(st.lists(st.floats(-8, 8), max_size=10))
def test_agrees_with_erf(x):
    result = normal_distribution(np.array(x, np.float64))
    expected = [(1 + math.erf(value / math.sqrt(2))) / 2 for value in x]
    np.testing.assert_allclose(result, expected, rtol=1e-12, atol=2e-16)


def test_the_lower_tail_keeps_its_digits():
    assert normal_distribution(np.array([-10.0]))[0] == pytest.approx(7.61985302416e-24, rel=1e-10)
