"""Programs that run exactly the given order: equal to double precision within rounding, whatever the order."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ioviz
from ioviz.core.inference import infer
from ioviz.core.network import build_network
from ioviz.core.schedule import build_schedule, order
from tests.core.inference.close import assert_close
from tests.core.inference.test_reference import KINDS
from tests.graphs import PIECEWISE, networks

pytestmark = pytest.mark.jit

BATCHES = st.sampled_from([1, 2, 15, 16, 17, 33, 65, 130])


@given(networks(), KINDS, st.integers(0, 9), st.booleans(), BATCHES, st.sampled_from(["rows", "columns"]))
def test_any_network_in_any_order(network, kind, seed, where_nonzero, batch, layout):
    network = dataclasses.replace(network, bias_where_nonzero=where_nonzero)
    program = ioviz.compile(network, order(network, kind, seed=seed), mode="as-scheduled")
    x = np.random.default_rng(seed).integers(-8, 9, (batch, network.input_width)).astype(np.float32) / 4
    y = program(x) if layout == "rows" else program(np.ascontiguousarray(x.T), layout="columns").T
    assert_close(network, x, y)


@given(networks(kinds=PIECEWISE, most_neurons=14), st.integers(0, 99))
def test_eighths_are_exact_so_every_order_gives_the_same(network, seed):
    x = np.random.default_rng(seed).integers(-4, 5, (3, network.input_width)).astype(np.float32)
    expected = infer(network, "neuron", x, dtype=np.float64)
    for kind in ("neuron", "layer", "random"):
        program = ioviz.compile(network, order(network, kind, seed=seed), mode="as-scheduled")
        np.testing.assert_allclose(program(x), expected, rtol=1e-5, atol=1e-5)


def test_the_order_of_the_connections_is_that_of_the_schedule():
    # Two sums alternate: in this order each of the 4 connections is a segment of its own.
    network = build_network(n_neurons=4, source=[0, 1, 0, 1], target=[2, 2, 3, 3], weight=[1, 2, 3, 4])
    one = ioviz.compile(network, build_schedule(network, [0, 2, 1, 3]), mode="as-scheduled")
    two = ioviz.compile(network, build_schedule(network, [0, 1, 2, 3]), mode="as-scheduled")
    assert (one._batched.rows.size, two._batched.rows.size) == (4, 2)
    assert one._batched.weights.tolist() == [1, 3, 2, 4]
    x = np.array([[1, 10]], np.float32)
    assert one(x).tolist() == two(x).tolist() == [[21, 43]]


def test_float32_adds_up_in_the_order_of_the_schedule():
    # 1e8 + 1 - 1e8 is 0 in float32, 1e8 - 1e8 + 1 is 1. The other neuron keeps every sum in memory.
    network = build_network(
        n_neurons=5, source=[0, 1, 2, 0, 1, 2], target=[3, 3, 3, 4, 4, 4], weight=[1e8, 1, -1e8, 0, 0, 0]
    )
    ones = np.ones((1, 3), np.float32)
    for first, expected in (([0, 1, 2], 0), ([0, 2, 1], 1)):
        mixed = [c for pair in zip(first, [3, 4, 5]) for c in pair]
        program = ioviz.compile(network, build_schedule(network, mixed), mode="as-scheduled")
        assert program(ones)[0, 0] == expected


def test_an_order_with_few_neurons_alive_takes_a_small_arena():
    network = chain(40)
    program = ioviz.compile(network, "neuron", mode="as-scheduled")
    assert program._batched.first_output <= 3


def chain(length):
    return build_network(n_neurons=length, source=range(length - 1), target=range(1, length))


@pytest.mark.parametrize("activation", ["leaky_relu:0.5", "tanh", "relu"])
@pytest.mark.parametrize("weights", ["float32", "int8"])
def test_a_neuron_is_finished_before_the_next_one_reads_it(activation, weights):
    length = 6
    network = build_network(
        n_neurons=length, source=range(length - 1), target=range(1, length), activation=["identity"] + [activation] * 5
    )
    program = ioviz.compile(network, "neuron", mode="as-scheduled", weights=weights)
    x = np.array([[-2.0], [2.0]], np.float32)
    np.testing.assert_allclose(program(x), infer(network, "neuron", x, dtype=np.float64), rtol=1e-5)
