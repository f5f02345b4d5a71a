"""A network's derived arrays are what the naive twins say, and nothing of it can be changed."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from ioviz.core.network import Network, bounds, build_network
from tests.graphs import networks, plain_of
from tests.naive import network as naive

VECTORS = sorted((Path(__file__).parents[2] / "vectors").glob("*_[0-9][0-9].json"))


def read_vector(path):
    case = json.loads(path.read_text())
    given_network = case["network"]
    source, target, weight = zip(*given_network["connections"])
    network = build_network(
        n_neurons=given_network["neurons"],
        source=source,
        target=target,
        weight=weight,
        inputs=given_network["inputs"],
        outputs=given_network["outputs"],
    )
    return network, case


def groups(adjacency):
    return [adjacency.of(v).tolist() for v in range(adjacency.indptr.size - 1)]


@pytest.mark.jit
@given(networks())
def test_derived_arrays(network):
    plain = plain_of(network)
    assert groups(network.incoming) == naive.incoming(plain.n, plain.connections)
    assert groups(network.outgoing) == naive.outgoing(plain.n, plain.connections)
    assert network.incoming.degree.tolist() == [len(group) for group in groups(network.incoming)]
    assert network.topological_order.tolist() == naive.topological_order(plain.n, plain.connections)
    assert network.layer.tolist() == naive.layers(plain.n, plain.connections)
    assert network.depth == max(network.layer)
    assert np.flatnonzero(network.is_input).tolist() == sorted(plain.inputs)
    assert np.flatnonzero(network.is_output).tolist() == sorted(plain.outputs)


@pytest.mark.jit
@given(networks())
def test_caches_of_validation_are_what_would_be_computed(network):
    bare = dataclasses.replace(network)
    assert "incoming" not in bare.__dict__
    bare.outgoing  # noqa: B018  # computed first, it is what `incoming` builds on elsewhere
    for adjacency in ("incoming", "outgoing"):
        for array in ("indptr", "connection"):
            expected = getattr(getattr(network, adjacency), array)
            assert np.array_equal(getattr(getattr(bare, adjacency), array), expected)
    assert np.array_equal(bare.topological_order, network.topological_order)


@given(networks())
def test_trimmed_and_typed(network):
    ins, outs = network.incoming.degree, network.outgoing.degree
    assert ((ins == 0) == network.is_input).all()
    assert ((outs == 0) == network.is_output).all()
    assert not network.bias[network.inputs].any()
    assert not network.activation[network.inputs].any()
    types = {
        "source": "i4", "target": "i4", "weight": "f4", "bias": "f4", "activation": "u1", "activation_parameter": "f4",
        "inputs": "i4", "outputs": "i4", "input_slots": "i4", "output_slots": "i4", "output_constants": "f4",
    }  # fmt: skip
    for name, dtype in types.items():
        assert getattr(network, name).dtype == np.dtype(dtype), name
    assert network.incoming.indptr.dtype == np.int64
    for name in ("incoming", "outgoing"):
        assert getattr(network, name).connection.dtype == np.int32
    for name in ("topological_order", "layer"):
        assert getattr(network, name).dtype == np.int32


@given(networks())
def test_nothing_can_be_written(network):
    network.layer, network.outgoing, network.is_input, network.is_output  # noqa: B018
    arrays = [value for value in vars(network).values() if isinstance(value, np.ndarray)]
    arrays += [network.incoming.indptr, network.incoming.connection, network.outgoing.connection]
    assert len(arrays) >= 15
    assert not any(array.flags.writeable for array in arrays)
    with pytest.raises(dataclasses.FrozenInstanceError):
        network.name = "other"


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vectors(path):
    network, case = read_vector(path)
    assert network.trim_report.empty
    assert bounds(network).lower == case["bounds"]["lower"]
    assert bounds(network).upper == case["bounds"]["upper"]
    neuron_by_neuron = [c for v in network.topological_order for c in network.incoming.of(v)]
    assert neuron_by_neuron == case["orders"]["neuron"]


def test_there_are_vectors():
    assert len(VECTORS) == 16


def test_a_network_is_equal_to_itself_only():
    first, second = (build_network(n_neurons=2, source=[0], target=[1], name="pair") for _ in range(2))
    assert first in [first]
    assert first != second
    assert len({first, second}) == 2
    assert repr(first) == "Network('pair', N=2, W=1, I=1, S=1)"
    assert isinstance(first, Network)
