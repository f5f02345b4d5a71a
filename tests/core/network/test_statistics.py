"""Sizes, degrees and densities, against sums in plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from ioviz.core.network import bounds, build_network, statistics
from tests.graphs import networks, plain_of
from tests.naive import network as naive


@given(networks())
def test_statistics(network):
    plain = plain_of(network)
    layer = naive.layers(plain.n, plain.connections)
    found = statistics(network)
    assert (found.neurons, found.connections) == (plain.n, len(plain.connections))
    assert (found.inputs, found.outputs) == (len(plain.inputs), len(plain.outputs))
    assert found.depth == max(layer) == len(found.layers) - 1
    possible_in_all = 0
    for k, part in enumerate(found.layers):
        assert part.layer == k
        assert part.neurons == layer.count(k)
        into = [(u, v) for u, v in plain.connections if layer[v] == k]
        assert part.connections == len(into)
        feeding = {layer[u] for u, _ in into}
        possible = layer.count(k) * sum(layer.count(source) for source in feeding)
        assert part.density == pytest.approx(len(into) / possible if possible else 0.0)
        possible_in_all += possible
    assert found.density == pytest.approx(len(plain.connections) / possible_in_all)
    ins = [len(group) for v, group in enumerate(naive.incoming(plain.n, plain.connections)) if v not in plain.inputs]
    outs = [len(group) for v, group in enumerate(naive.outgoing(plain.n, plain.connections)) if v not in plain.outputs]
    assert (found.in_degree.least, found.in_degree.greatest) == (min(ins), max(ins))
    assert found.in_degree.mean == pytest.approx(sum(ins) / len(ins))
    assert (found.out_degree.least, found.out_degree.greatest) == (min(outs), max(outs))
    assert found.out_degree.mean == pytest.approx(sum(outs) / len(outs))


@given(networks())
def test_bounds_are_those_of_the_theorem(network):
    w, n, i, s = network.n_connections, network.n_neurons, network.n_inputs, network.n_outputs
    found = bounds(network)
    assert (found.reads_lower, found.reads_upper) == (w + n, 2 * w + n - i)
    assert (found.writes_lower, found.writes_upper) == (s, n - i)
    assert (found.lower, found.upper) == (w + n + s, 2 * (w + n - i))
    assert found.lower <= found.upper


def test_a_dense_layered_network_has_density_one():
    a, b = np.meshgrid(np.arange(3), np.arange(3, 7), indexing="ij")
    c, d = np.meshgrid(np.arange(3, 7), np.arange(7, 9), indexing="ij")
    network = build_network(
        n_neurons=9,
        source=np.concatenate([a.ravel(), c.ravel()]),
        target=np.concatenate([b.ravel(), d.ravel()]),
    )
    found = statistics(network)
    assert [part.density for part in found.layers] == [0, 1, 1]
    assert found.density == 1
    # 20 connections of 12 bytes, 9 neurons of 9, 3 inputs of 8, 2 outputs of 8 + 4
    assert found.nbytes == 20 * 12 + 9 * 9 + 3 * 8 + 2 * 12
