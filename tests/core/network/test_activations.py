"""Activation functions agree with their definitions, whatever their place in an array."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidNetwork
from ioviz.core.network import Activation, apply_activation, apply_activations, parse_activation
from tests.naive import network as naive

KINDS = list(Activation)
moderate = st.floats(-20, 20, width=32)


@given(st.sampled_from(KINDS), st.lists(moderate, min_size=1, max_size=8), st.sampled_from(["f4", "f8"]))
def test_agrees_with_the_definition(kind, x, dtype):
    parameter = 0.25 if kind in (Activation.LEAKY_RELU, Activation.CLIPPED_RELU) else 0.0
    values = np.array(x, dtype)
    result = apply_activation(kind, parameter, values)
    assert result.dtype == values.dtype
    expected = [naive.activate(kind.label, parameter, float(value)) for value in values]
    rounding = np.finfo(dtype).eps
    # GELU in its definition cancels where erf is close to -1: 20 * eps(float64) / 2 of absolute error
    np.testing.assert_allclose(result, expected, rtol=2 * rounding, atol=1e-14)


@given(st.sampled_from(KINDS), st.lists(moderate, min_size=1, max_size=40), st.data())
def test_a_value_does_not_depend_on_its_place(kind, x, data):
    parameter = parse_activation(kind)[1]
    values = np.array(x, np.float32)
    whole = apply_activation(kind, parameter, values)
    i = data.draw(st.integers(0, len(x) - 1))
    assert apply_activation(kind, parameter, values[i : i + 1])[0] == whole[i]
    assert np.array_equal(apply_activation(kind, parameter, values[::2]), whole[::2])
    square = apply_activation(kind, parameter, np.stack([values, values]).T)
    assert np.array_equal(square[:, 0], whole)


def test_extreme_values_neither_overflow_nor_warn():
    values = np.array([-3e38, -100, 100, 3e38], np.float32)
    for kind in KINDS:
        assert np.isfinite(apply_activation(kind, parse_activation(kind)[1], values)).all()
    assert apply_activation(Activation.SIGMOID, 0, values).tolist() == [0, 0, 1, 1]


@given(st.lists(st.tuples(st.sampled_from(KINDS), moderate), min_size=0, max_size=9), st.booleans())
def test_mixed_kinds(entries, batch):
    kinds = np.array([kind for kind, _ in entries], np.uint8)
    parameters = np.array([parse_activation(kind)[1] for kind, _ in entries], np.float32)
    values = np.array([x for _, x in entries], np.float32)
    given_values = np.stack([values, -values], axis=1) if batch else values
    result = apply_activations(kinds, parameters, given_values)
    for i, kind in enumerate(kinds):
        assert np.array_equal(result[i], apply_activation(int(kind), float(parameters[i]), given_values[i : i + 1])[0])


def test_a_number_that_is_no_kind():
    with pytest.raises(ValueError, match="77 is not an Activation"):
        apply_activation(77, 0, np.ones(1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("relu", (Activation.RELU, 0.0)),
        ("leaky_relu", (Activation.LEAKY_RELU, 0.01)),
        ("leaky_relu:0.2", (Activation.LEAKY_RELU, 0.2)),
        ("Leaky-ReLU: -1e-3", (Activation.LEAKY_RELU, -0.001)),
        ("clipped_relu:32", (Activation.CLIPPED_RELU, 32.0)),
        ({"kind": "clipped_relu", "parameter": 2}, (Activation.CLIPPED_RELU, 2.0)),
        ({"kind": "gelu", "parameter": 0}, (Activation.GELU, 0.0)),
        (4, (Activation.SIGMOID, 0.0)),
        (np.uint8(3), (Activation.TANH, 0.0)),
    ],
)
def test_parsed(text, expected):
    assert parse_activation(text) == expected


@given(st.one_of(st.none(), st.booleans(), st.floats(), st.text(), st.dictionaries(st.text(), st.integers())))
def test_anything_else_is_a_sentence(text):
    sentence = "Read."
    try:
        kind, parameter = parse_activation(text)
        assert isinstance(kind, Activation)
        assert np.isfinite(parameter)
    except InvalidNetwork as error:
        sentence = str(error)
    assert sentence.endswith(".")
