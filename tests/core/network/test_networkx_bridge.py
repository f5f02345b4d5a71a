"""To networkx and back: nothing is lost on the way."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from ioviz.core.errors import InvalidNetwork
from ioviz.core.network import Activation, Network, build_network, from_networkx, to_networkx
from tests.graphs import networks
from tests.naive import network as naive

LEFT_BEHIND = {"trim_report", "examples"}


def assert_same(first, second):
    for name in set(Network.__dataclass_fields__) - LEFT_BEHIND:
        a, b = getattr(first, name), getattr(second, name)
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b, err_msg=name)
            assert a.dtype == b.dtype, name
        else:
            assert a == b, name


@given(networks())
def test_round_trip(network):
    assert_same(from_networkx(to_networkx(network)), network)


def test_round_trip_of_words_hints_and_positions():
    network = build_network(
        n_neurons=3,
        source=[1, 0],
        target=[2, 1],
        weight=[0.1, 2],
        activation=["identity", "leaky_relu:0.1", "clipped_relu:3"],
        name="chain",
        description="three in a row",
        origin="by hand",
        layer_hint=[0, 3, 5],
        position=[[0, 0], [1, 0.5], [2, 0]],
        input_slots=[4],
        output_width=2,
        output_constants=[None, 0.1],
    )
    graph = to_networkx(network)
    assert graph.name == "chain"
    assert graph.nodes[1] == {"bias": 0.0, "activation": "leaky_relu:0.1", "layer": 3, "position": (1.0, 0.5)}
    assert graph.nodes[0]["input_slot"] == 4
    assert graph.edges[0, 1] == {"weight": 2.0, "connection": 1}
    assert_same(from_networkx(graph), network)


def test_layers_are_those_of_the_longest_path():
    network = build_network(n_neurons=4, source=[0, 0, 1, 2], target=[1, 3, 2, 3])
    graph = to_networkx(network)
    assert [graph.nodes[v]["layer"] for v in range(4)] == naive.layers(4, list(graph.edges))
    assert nx.is_directed_acyclic_graph(graph)
    assert list(nx.lexicographical_topological_sort(graph)) == network.topological_order.tolist()


def test_a_plain_graph_of_any_nodes():
    graph = nx.DiGraph([("rain", "wet"), ("sprinkler", "wet"), ("wet", "slippery")], name="garden")
    network = from_networkx(graph)
    assert (network.n_neurons, network.inputs.tolist(), network.outputs.tolist()) == (4, [0, 2], [3])
    assert network.weight.tolist() == [1, 1, 1]
    assert network.name == "garden"
    assert network.activation.tolist() == [Activation.IDENTITY] * 4


@pytest.mark.parametrize(
    ("graph", "sentence"),
    [
        (nx.Graph([(0, 1)]), "made of a DiGraph"),
        (nx.MultiDiGraph([(0, 1), (0, 1)]), "made of a DiGraph"),
        (nx.DiGraph([(0, 1), (1, 0)]), "0 -> 1 -> 0 form a cycle"),
        (nx.DiGraph(), "number of neurons has to be at least 1"),
    ],
)
def test_refused(graph, sentence):
    with pytest.raises(InvalidNetwork, match=sentence):
        from_networkx(graph)


def test_a_slot_that_is_no_number():
    graph = nx.DiGraph([(0, 1)])
    graph.nodes[0]["input_slot"] = "first"
    with pytest.raises(InvalidNetwork, match="input_slot of neuron 0 has to be a whole number, not 'first'"):
        from_networkx(graph)
