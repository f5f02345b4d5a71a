"""Biases that count only where the sum is not 0: along a schedule, trimmed, and in files."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import ioviz
from ioviz.core.errors import FileFormatError, InvalidNetwork
from ioviz.core.inference import infer, neuron_values, partial_values
from ioviz.core.network import build_network, from_networkx, to_networkx
from ioviz.core.schedule import order
from tests.core.formats.samples import assert_same_network
from tests.core.inference.test_reference import KINDS
from tests.graphs import PIECEWISE, junk_networks, networks, plain_of
from tests.naive import network as naive

SPARSE = st.sampled_from([0.0, 0.0, -1.0, 0.5, 2.0])
"""Inputs of which many are 0, so that many sums are."""


@given(networks(kinds=PIECEWISE), KINDS, st.integers(0, 9), st.data())
def test_every_step_is_that_of_adding_one_connection_after_the_other(network, kind, seed, data):
    network = dataclasses.replace(network, bias_where_nonzero=True)
    schedule = order(network, kind, seed=seed)
    width = network.input_width
    x = np.array(data.draw(st.lists(SPARSE, min_size=width, max_size=width)), np.float32)
    plain = plain_of(network)
    steps = naive.run_schedule(
        plain.n,
        plain.connections,
        plain.weights,
        plain.biases,
        plain.activations,
        dict(zip(network.inputs.tolist(), x[network.input_slots].tolist())),
        schedule.order.tolist(),
        np.float32,
        bias_where_nonzero=True,
    )
    final = neuron_values(network, schedule, x)
    for step, held in enumerate(steps):
        expected = np.array(held, np.float32)
        assert np.array_equal(partial_values(network, schedule, x, step, np.arange(plain.n), values=final), expected)
    assert np.array_equal(final, expected)
    assert np.array_equal(infer(network, schedule, x)[network.output_slots], expected[network.outputs])
    assert np.array_equal(infer(network, schedule, np.stack([x, x]))[1], infer(network, schedule, x))


def constants_reach_what_stays(plain):
    """Whether, by the definition, a constant adds something to a neuron that is kept."""
    left = naive.trim(plain.n, plain.connections, plain.inputs, plain.outputs)
    constants = set(left["folded_constants"])
    values = naive.values(
        plain.n,
        plain.connections,
        plain.weights,
        plain.biases,
        plain.activations,
        dict.fromkeys(plain.inputs, 0.0),
        True,
    )
    added = dict.fromkeys(left["neurons"], 0.0)
    for (u, v), weight in zip(plain.connections, plain.weights):
        if u in constants and v in added:
            added[v] += weight * values[u]
    return any(added.values())


@given(junk_networks(), st.data())
def test_inference_is_that_of_the_untrimmed_network(plain, data):
    left = naive.trim(plain.n, plain.connections, plain.inputs, plain.outputs)
    assume(left["neurons"])
    if constants_reach_what_stays(plain):
        with pytest.raises(InvalidNetwork, match="such constants cannot be folded"):
            plain.build(bias_where_nonzero=True)
        return
    network = plain.build(bias_where_nonzero=True)
    width = len(plain.inputs)
    x = data.draw(st.lists(SPARSE, min_size=width, max_size=width))
    values = naive.values(
        plain.n, plain.connections, plain.weights, plain.biases, plain.activations, dict(zip(plain.inputs, x)), True
    )
    # The order of a sum may differ: where it is nearly 0, rounding decides whether the bias counts.
    assume(not any(0 < abs(value) < 1e-6 for value in values))
    np.testing.assert_allclose(
        infer(network, "neuron", x, dtype=np.float64), [values[v] for v in plain.outputs], rtol=1e-6, atol=1e-6
    )


def test_nothing_changes_without_it():
    plain = build_network(n_neurons=3, source=[0, 0], target=[1, 2], bias=[0, 1, 2])
    assert not plain.bias_where_nonzero
    assert infer(plain, "neuron", [0]).tolist() == [1, 2]
    assert infer(dataclasses.replace(plain, bias_where_nonzero=True), "neuron", [0]).tolist() == [0, 0]


@pytest.mark.parametrize("ending", ["json", "npz"])
def test_files_keep_it(tmp_path, ending):
    network = build_network(n_neurons=2, source=[0], target=[1], bias=[0, 1], bias_where_nonzero=True)
    path = tmp_path / f"x.{ending}"
    ioviz.save(network, path)
    assert_same_network(network, ioviz.load(path))
    assert ioviz.load(path).bias_where_nonzero
    assert from_networkx(to_networkx(network)).bias_where_nonzero


def test_refused(tmp_path):
    (tmp_path / "x.json").write_text('{"neurons": 2, "connections": [[0, 1, 1]], "bias_where_nonzero": 1}')
    with pytest.raises(FileFormatError, match="bias_where_nonzero is 1; it has to be true or false"):
        ioviz.load(tmp_path / "x.json")
    with pytest.raises(InvalidNetwork, match="bias_where_nonzero has to be True or False, not 'yes'"):
        build_network(n_neurons=2, source=[0], target=[1], bias_where_nonzero="yes")
    with pytest.raises(InvalidNetwork, match=r"Constants add 0.5 to the sum of neuron 1"):
        build_network(
            n_neurons=3, source=[0, 2], target=[1, 1], inputs=[0], activation="sigmoid", bias_where_nonzero=True
        )
