"""Bands, pyramids, RadiX-Nets, small worlds and graphs: built a second time by their definitions, and compared."""

from __future__ import annotations

import math

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.generators import FAMILIES, MEMORY_LIMIT, estimate_family, generate

SMALL = {
    "layered": {"sizes": (12, 9, 5), "density": 0.4, "method": "fixed"},
    "compact-growth": {"neurons": 50},
    "feed-forward": {"width": 12, "hidden": 48, "density": 0.5},
    "radixnet": {"neurons": 64, "layers": 3},
    "small-world": {"sizes": (20, 20, 10)},
}


def pairs_of(network):
    return list(zip(network.source.tolist(), network.target.tolist()))


@pytest.mark.parametrize("name", FAMILIES)
def test_the_estimate_is_what_comes(name):
    expected = estimate_family(name, **SMALL.get(name, {}))
    network = generate(name, **SMALL.get(name, {}))
    assert expected.n_neurons == network.n_neurons
    if expected.exact:
        made = (network.n_connections, network.n_inputs, network.n_outputs)
        assert (expected.n_connections, expected.n_inputs, expected.n_outputs) == made
    else:
        assert expected.n_connections == pytest.approx(network.n_connections, rel=0.25)
        assert expected.n_outputs == pytest.approx(network.n_outputs, rel=0.3)
    assert expected.lower == expected.n_connections + expected.n_neurons + expected.n_outputs


@pytest.mark.parametrize("name", ["compact-growth", "watts-strogatz", "barabasi-albert", "banded"])
def test_a_large_one_is_expected_from_a_small_one(name):
    expected = estimate_family(name, neurons=12_000, seed=3)
    network = generate(name, neurons=12_000, seed=3)
    assert not expected.exact
    assert expected.n_neurons == network.n_neurons
    assert expected.n_connections == pytest.approx(network.n_connections, rel=0.05)
    assert expected.n_outputs == pytest.approx(network.n_outputs, rel=0.15, abs=12)  # a ring has a few
    assert abs(expected.n_inputs - network.n_inputs) <= max(12, 0.2 * network.n_inputs)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_memory_limit_is_an_option_of_every_family(name):
    with pytest.raises(ioviz.LimitExceeded, match=r"the limit is 0\.0 GiB"):
        generate(name, memory_limit=100)
    assert estimate_family(name).nbytes_peak < MEMORY_LIMIT


def test_pyramid():
    network = generate("pyramid", base=4)
    assert pairs_of(network) == [
        (0, 4), (1, 4), (1, 5), (2, 5), (2, 6), (3, 6),
        (4, 7), (5, 7), (5, 8), (6, 8), (7, 9), (8, 9),
    ]  # fmt: skip
    y = ioviz.infer(network, "neuron", np.eye(4, dtype=np.float32))
    assert y.ravel().tolist() == [math.comb(3, i) / 8 for i in range(4)]
    assert ioviz.simulate(network, "neuron", memory=4 + 2).excess == 0


def challenge_matrix(m, k):
    """As the challenge defines it: ones(16, 16) kron (I + P ** (2 ** k))."""
    cycle = np.roll(np.eye(m, dtype=int), 1, axis=1)
    return np.kron(np.ones((16, 16), int), np.eye(m, dtype=int) + np.linalg.matrix_power(cycle, 2**k))


def layer_matrix(network, n, layer):
    matrix = np.zeros((n, n), int)
    here = network.source // n == layer
    np.add.at(matrix, (network.source[here] % n, network.target[here] % n), 1)
    return matrix


def test_radixnet_follows_the_challenge():
    n, m, block = 64, 4, 2
    network = generate("radixnet", neurons=n, layers=2 * block, seed=1)
    matrices = [layer_matrix(network, n, layer) for layer in range(2 * block)]
    for k in range(block):
        assert (matrices[k] == challenge_matrix(m, k)).all()
    paths = matrices[0] @ matrices[1]
    assert (paths == paths[0, 0]).all()  # every output has heard of every input, by equally many ways
    # The second block is the first in another order: one permutation of rows and columns for all of its layers.
    rng = np.random.default_rng(1)
    renamed = rng.permutation(n)
    for k in range(block):
        assert (matrices[block + k][np.ix_(renamed, renamed)] == matrices[k]).all()
    assert not (matrices[block] == matrices[0]).all()


def test_radixnet_of_the_challenge_size():
    network = generate("radixnet")
    assert (network.n_neurons, network.n_connections) == (7 * 1024, 6 * 32 * 1024)
    assert set(network.incoming.degree[1024:].tolist()) == {32}
    assert set(network.outgoing.degree[: 6 * 1024].tolist()) == {32}
    assert set(network.weight.tolist()) == {1 / 16}
    assert set(network.bias[1024:].tolist()) == {np.float32(-0.3)}
    assert network.bias_where_nonzero
    assert ioviz.infer(network, "neuron", np.full(1024, 100, np.float32)).max() == 32
    assert not generate("radixnet", neurons=32, challenge=False).bias_where_nonzero


@settings(max_examples=25, deadline=None)
@given(n=st.integers(2, 40), k=st.integers(1, 8), density=st.floats(0.05, 1), seed=st.integers(0, 99))
def test_a_band_needs_two_more_than_it_is_wide(n, k, density, seed):
    k = min(k, n - 1)
    network = generate("banded", neurons=n, bandwidth=k, density=density, shuffle=True, seed=seed)
    assert network.trim_report.empty
    place = {}
    for neuron, layer in enumerate(network.layer_hint.tolist()):
        place[neuron] = layer
    assert sorted(place.values()) == list(range(n))
    assert all(1 <= place[v] - place[u] <= k for u, v in pairs_of(network))
    assert ioviz.simulate(network, "growth", memory=k + 2).excess == 0


@settings(max_examples=25, deadline=None)
@given(a=st.integers(1, 30), b=st.integers(1, 30), degree=st.integers(1, 9), rewire=st.floats(0, 1))
def test_small_world_layers_have_their_degree_and_reach_all(a, b, degree, rewire):
    if min(degree, a) * b < a:
        return
    network = generate("small-world", sizes=(a, b), degree=degree, rewire=rewire, seed=a)
    assert network.trim_report.empty
    assert set(network.incoming.degree[a:].tolist()) == {min(degree, a)}
    assert len(set(pairs_of(network))) == network.n_connections


def test_small_world_without_rewiring_is_banded():
    near = generate("small-world", sizes=(40, 40), degree=4, rewire=0.0)
    assert max(abs(v - 40 - u) for u, v in pairs_of(near)) <= 4
    far = generate("small-world", sizes=(40, 40), degree=4, rewire=1.0)
    assert max(abs(v - 40 - u) for u, v in pairs_of(far)) > 20


@settings(max_examples=30, deadline=None)
@given(a=st.integers(1, 30), b=st.integers(1, 30), share=st.floats(0.02, 1), cover=st.booleans())
def test_layers_of_a_fixed_in_degree(a, b, share, cover):
    degree = max(1, round(share * a))
    if cover and degree * b < a:
        with pytest.raises(ioviz.InvalidArgument, match="too few to give each"):
            generate("layered", sizes=(a, b), density=share, method="in-degree")
        return
    network = generate("layered", sizes=(a, b), density=share, method="in-degree", cover=cover, seed=7)
    assert network.n_connections == degree * b
    assert set(np.bincount(network.target)[network.n_inputs :].tolist()) == {degree}
    assert len(set(pairs_of(network))) == network.n_connections
    if cover:
        assert network.trim_report.empty


def test_every_source_is_as_likely_as_any_other():
    network = generate("layered", sizes=(10, 20_000), density=0.3, method="in-degree", cover=False)
    counts = np.bincount(network.source)
    assert np.abs(counts / 20_000 - 0.3).max() < 0.02  # six standard deviations


def test_graphs_are_those_of_networkx_directed_upwards():
    ring = networkx.watts_strogatz_graph(30, 4, 0.2, seed=5)
    network = generate("watts-strogatz", neurons=30, neighbours=4, rewire=0.2, seed=5)
    assert pairs_of(network) == sorted((min(edge), max(edge)) for edge in ring.edges())
    hubs = networkx.barabasi_albert_graph(30, 2, seed=5)
    network = generate("barabasi-albert", neurons=30, attach=2, seed=5)
    assert pairs_of(network) == sorted((min(edge), max(edge)) for edge in hubs.edges())
    assert network.n_inputs == 1


def test_feed_forward_block():
    network = generate("feed-forward", width=24, hidden=96, density=0.25, seed=2)
    assert (network.n_inputs, network.n_neurons, network.n_outputs) == (24, 144, 24)
    assert {network.activation[i] for i in range(24, 120)} == {5}  # GELU
    assert estimate_family("feed-forward").n_connections == 2 * round(0.05 * 768 * 3072)
