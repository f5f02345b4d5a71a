"""The graph kernels say what their naive twins say."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.kernels import graph
from ioviz.core.kernels.jit import frozen
from tests.graphs import dags
from tests.naive import network as naive

pytestmark = pytest.mark.jit


def ints(values):
    return frozen(np.array(values, np.int32))


def grouped(n, connections):
    source = ints([u for u, _ in connections])
    target = ints([v for _, v in connections])
    outgoing = graph.group_connections(source, graph.no_order(), n)
    incoming = graph.group_connections(target, outgoing[1], n)
    return source, target, incoming, outgoing


def as_lists(indptr, connection):
    return [connection[a:b].tolist() for a, b in pairwise(indptr)]


@given(st.data(), st.integers(1, 6))
def test_stable_order_sorts_as_python_does(data, n_keys):
    key = data.draw(st.lists(st.integers(0, n_keys - 1), max_size=20))
    order = data.draw(st.permutations(range(len(key))))
    start, result = graph.stable_order(ints(key), ints(order), n_keys)
    assert result.tolist() == sorted(order, key=lambda i: key[i])
    assert start.tolist() == [sum(k < bound for k in key) for bound in range(n_keys + 1)]


@given(dags())
def test_groups_are_those_of_the_twin(network):
    n, connections = network
    source, _, incoming, _ = grouped(n, connections)
    assert as_lists(*incoming) == naive.incoming(n, connections)
    outgoing = graph.group_connections(source, incoming[1], n)
    assert as_lists(*outgoing) == naive.outgoing(n, connections)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_the_first_duplicate_is_found(connections):
    source, _, incoming, _ = grouped(4, connections)
    again, earlier = graph.first_duplicate(*incoming, source)
    assert (again, earlier) == (naive.first_duplicate(connections) or (-1, -1))


@given(dags(most_neurons=12))
def test_topological_order_takes_the_smallest_ready_neuron(network):
    n, connections = network
    _, target, _, outgoing = grouped(n, connections)
    count, order = graph.topological_order(*outgoing, target)
    assert count == n
    assert order.tolist() == naive.topological_order(n, connections)


def test_topological_order_of_many_neurons_that_are_ready_at_once():
    rng = np.random.default_rng(1)
    n = 300
    rank = rng.permutation(n)
    pairs = {(rank[i], rank[j]) for i, j in rng.integers(0, n, (150, 2)) if i < j}
    connections = [(int(u), int(v)) for u, v in sorted(pairs)]
    _, target, _, outgoing = grouped(n, connections)
    assert graph.topological_order(*outgoing, target)[1].tolist() == naive.topological_order(n, connections)


@given(st.integers(2, 7).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_a_cycle_is_found_exactly_when_there_is_one(network):
    n, pairs = network
    connections = sorted((u, v) for u, v in pairs if u != v)
    source, target, incoming, outgoing = grouped(n, connections)
    count, order = graph.topological_order(*outgoing, target)
    if naive.topological_order(n, connections) is not None:
        assert count == n
        return
    assert count < n
    left = np.ones(n, np.bool_)
    left[order[:count]] = False
    cycle = graph.find_cycle(*incoming, source, left).tolist()
    assert len(set(cycle)) == len(cycle) >= 2
    assert all(step in connections for step in zip(cycle, cycle[1:] + cycle[:1]))


@given(dags())
def test_layers_are_the_longest_distances(network):
    n, connections = network
    source, target, incoming, outgoing = grouped(n, connections)
    topological = frozen(graph.topological_order(*outgoing, target)[1])
    layer = graph.longest_distance(topological, *incoming, source)
    assert layer.tolist() == naive.layers(n, connections)


@given(dags(), st.data())
def test_reachability_in_both_directions(network, data):
    n, connections = network
    source, target, incoming, outgoing = grouped(n, connections)
    start = data.draw(st.sets(st.integers(0, n - 1)))
    mask = frozen(np.isin(np.arange(n), list(start)))
    topological = frozen(graph.topological_order(*outgoing, target)[1])
    forwards = graph.reachable(mask, topological, *incoming, source)
    assert set(np.flatnonzero(forwards)) == naive.leads_to([(v, u) for u, v in connections], start)
    backwards = graph.reachable(mask, frozen(topological[::-1].copy()), *outgoing, target)
    assert set(np.flatnonzero(backwards)) == naive.leads_to(connections, start)
