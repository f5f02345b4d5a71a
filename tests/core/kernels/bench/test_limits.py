"""The loops that measure a processor compute what they say: nothing of them is left out by the compiler."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.kernels.bench import limits as bench_limits
from ioviz.core.kernels.bench.naive import run_connections
from ioviz.core.kernels.vectors.lanes import SIXTEENS
from ioviz.core.network import Activation
from tests.graphs import networks
from tests.naive import benchmark as naive
from tests.naive.inference import values_and_bounds

small = st.integers(-4, 4).map(float)


@pytest.mark.jit
@given(st.integers(0, 5), st.sampled_from([0.5, 1.0, -0.25]), small, st.booleans())
def test_multiply_adds(turns, factor, addend, many):
    kernel = bench_limits.multiply_adds_many if many else bench_limits.multiply_adds_few
    out = np.empty(16, np.float32)
    kernel(turns, factor, addend, SIXTEENS[1], out)
    sums = bench_limits.MANY if many else bench_limits.FEW
    assert out.tolist() == pytest.approx([naive.multiply_adds(sums, turns, factor, addend)] * 16, rel=1e-5)


@pytest.mark.jit
@given(st.integers(0, 3), st.integers(0, 3), st.sampled_from([1, 2, 4]), st.data())
def test_sum_rows(turns, fours, sixteens, data):
    index = data.draw(st.lists(st.integers(0, 4), min_size=4 * fours, max_size=4 * fours))
    weight = data.draw(st.lists(small, min_size=4 * fours, max_size=4 * fours))
    rows = np.random.default_rng(0).integers(-8, 8, (5, 16 * sixteens)).astype(np.float32)
    out = np.empty(16 * sixteens, np.float32)
    bench_limits.sum_rows(
        turns, np.array(index, np.uint16), np.array(weight, np.float32), rows, SIXTEENS[sixteens], out
    )
    assert out.tolist() == naive.sum_rows(turns, index, weight, rows.tolist())


@pytest.mark.jit
@given(st.integers(0, 3), st.integers(0, 3), st.sampled_from([1, 2]))
def test_read_all(turns, steps, sixteens):
    width = 16 * sixteens
    values = np.random.default_rng(1).integers(-8, 8, steps * bench_limits.STEP * width).astype(np.float32)
    out = np.empty(width, np.float32)
    bench_limits.read_all(turns, values, SIXTEENS[sixteens], out)
    assert out.tolist() == naive.read_all(turns, values.tolist(), width)


@pytest.mark.jit
@given(st.integers(0, 9), small)
def test_triad(vectors, factor):
    left, right = np.random.default_rng(2).integers(-8, 8, (2, 16 * vectors)).astype(np.float32)
    out = np.empty_like(left)
    bench_limits.triad(factor, left, right, SIXTEENS[1], out)
    assert out.tolist() == [a + factor * b for a, b in zip(left.tolist(), right.tolist())]


@pytest.mark.jit
@given(networks(), st.booleans(), st.integers(1, 3), st.data())
def test_run_connections(network, bias_where_nonzero, batch, data):
    network = replace(network, bias_where_nonzero=bias_where_nonzero)
    order = np.argsort(np.argsort(network.topological_order)[network.target], kind="stable")
    source, target = network.source[order], network.target[order]
    last = np.array([t not in target[c + 1 :] for c, t in enumerate(target)])
    values = np.full((network.n_neurons, batch), np.nan, np.float32)
    vectors = np.array(
        data.draw(
            st.lists(
                st.lists(small, min_size=batch, max_size=batch), min_size=network.n_inputs, max_size=network.n_inputs
            )
        ),
        np.float32,
    )
    values[network.inputs] = vectors
    run_connections(
        source, target, network.weight[order], last, network.bias, bias_where_nonzero, network.activation,
        network.activation_parameter, values,
    )  # fmt: skip
    kinds = [(Activation(k).label, float(p)) for k, p in zip(network.activation, network.activation_parameter)]
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    for column in range(batch):
        given_values = dict(zip(network.inputs.tolist(), vectors[:, column].tolist()))
        right, bound = values_and_bounds(
            network.n_neurons, connections, network.weight.tolist(), network.bias.tolist(), kinds, given_values,
            bias_where_nonzero,
        )  # fmt: skip
        assert (np.abs(values[:, column] - np.array(right)) <= np.array(bound)).all()
