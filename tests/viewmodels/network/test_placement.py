"""Where neurons, lines and matrices stand: nothing overlaps, everything is inside, hits are found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.network import Examples, build_network
from ioviz.viewmodels.network.link_layout import _evenly, _fewer_crossings, _length
from ioviz.viewmodels.network.place import default_kind, place
from ioviz.viewmodels.network.placement import LinkPlacement, MatrixPlacement, layer_members
from tests.viewmodels.networks import chain, layered


def check_links(placement: LinkPlacement) -> None:
    x, y = placement.x.astype(float), placement.y.astype(float)
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > 2 * placement.radius
    left, top, right, bottom = placement.bounds
    assert left <= x.min() - placement.radius
    assert x.max() + placement.radius <= right
    assert top <= y.min() - placement.radius
    assert y.max() + placement.radius <= bottom
    for neuron in range(0, x.size, max(1, x.size // 7)):
        assert placement.neuron_at(x[neuron], y[neuron]) == neuron
    assert placement.neuron_at(left - 5, top - 5) is None
    assert not placement.x.flags.writeable


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 70), min_size=2, max_size=6), st.floats(0.02, 1), st.floats(0.5, 3))
def test_neurons_do_not_overlap(sizes, density, aspect):
    placement = place(layered(sizes, density), "links", aspect)
    assert isinstance(placement, LinkPlacement)
    check_links(placement)
    assert len(placement.captions) == len(sizes)


@pytest.mark.parametrize("n", [12, 13, 40, 100])
def test_long_chains_turn_back(n):
    placement = place(chain(n), "links")
    check_links(placement)
    left, top, right, bottom = placement.bounds
    assert (right - left) / (bottom - top) < 6


def test_connections_that_skip_a_neuron_do_not_run_through_it():
    network = chain(30)
    placement = place(network, "links")
    for u, v in zip(network.source, network.target, strict=True):
        for other in range(u + 1, v):
            p, q, r = (np.array([placement.x[n], placement.y[n]], float) for n in (u, v, other))
            along = np.clip(np.dot(r - p, q - p) / np.dot(q - p, q - p), 0, 1)
            assert np.linalg.norm(p + along * (q - p) - r) > 0.3


def test_positions_of_the_file_are_taken():
    position = np.array([[0, 0], [300, -100], [300, 100], [600, 0]], np.float32)
    network = build_network(n_neurons=4, source=[0, 0, 1, 2], target=[1, 2, 3, 3], position=position)
    placement = place(network)
    assert isinstance(placement, LinkPlacement)
    check_links(placement)
    assert np.all(np.diff(placement.x[[0, 1, 3]]) > 0)
    assert placement.y[1] < placement.y[0] < placement.y[2]


def test_inputs_that_are_an_image_stand_as_an_image():
    examples = Examples(np.zeros((1, 12), np.float32), ("0",), (3, 4), tuple("ab"), 1.0)
    network = layered([12, 5, 2], examples=examples)
    placement = place(network)
    assert isinstance(placement, LinkPlacement)
    check_links(placement)
    x, y = placement.x[network.inputs].reshape(3, 4), placement.y[network.inputs].reshape(3, 4)
    assert np.allclose(np.diff(x, axis=1), 1)
    assert np.allclose(np.diff(y, axis=0), 1)


def test_layers_of_the_file_are_taken_only_if_connections_lead_forward():
    network = build_network(n_neurons=3, source=[0, 1], target=[1, 2], layer_hint=[0, 4, 9])
    assert [m.tolist() for m in layer_members(network)] == [[0], [1], [2]]
    network = build_network(n_neurons=3, source=[0, 1], target=[1, 2], layer_hint=[0, 0, 0])
    assert [m.tolist() for m in layer_members(network)] == [[0], [1], [2]]


def test_crossings_are_reduced():
    random = np.random.default_rng(1)
    shuffled = random.permutation(40)
    source, target = np.arange(40), 40 + shuffled
    network = build_network(n_neurons=80, source=source, target=target)
    layers = layer_members(network)
    order = _fewer_crossings(network, layers, keep_first=True)
    place_ = np.empty(80)
    for members in order:
        place_[members] = _evenly(members.size)
    assert _length(place_, network.source, network.target) == pytest.approx(0)
    assert np.array_equal(order[0], layers[0])


def test_the_order_of_the_file_stays_where_sorting_gains_nothing():
    layers = _fewer_crossings(network := layered([8, 8, 8]), layer_members(network), keep_first=False)
    assert [m.tolist() for m in layers] == [m.tolist() for m in layer_members(network)]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=7), st.floats(0.05, 1), st.floats(0.5, 3))
def test_each_connection_has_a_cell_of_its_own(sizes, density, aspect):
    network = layered(sizes, density)
    placement = place(network, "matrix", aspect)
    assert isinstance(placement, MatrixPlacement)
    for b, block in enumerate(placement.blocks):
        assert block.x >= placement.bounds[0] + placement.margin * 0.999
        assert block.y >= placement.bounds[1] + placement.margin * 0.999
        assert block.x + block.width <= placement.bounds[2]
        assert block.y + block.height <= placement.bounds[3]
        for other in placement.blocks[:b]:
            apart_x = block.x >= other.x + other.width or other.x >= block.x + block.width
            apart_y = block.y >= other.y + other.height or other.y >= block.y + block.height
            assert apart_x or apart_y
    for c in range(0, network.n_connections, 7):
        block = placement.blocks[placement.block[c]]
        u, v = int(network.source[c]), int(network.target[c])
        x = block.x + (placement.rank[u] + 0.5) * block.cell_width
        y = block.y + (placement.rank[v] + 0.5) * block.cell_height
        assert placement.pair_at(x, y) == (u, v)
        assert placement.pair_at(x, block.y - placement.margin / 2) == (u, None)
        assert placement.pair_at(block.x - placement.margin / 2, y) == (None, v)
    assert placement.pair_at(-1, -1) == (None, None)
    assert sum(block.connections for block in placement.blocks) == network.n_connections


def test_an_irregular_network_becomes_one_matrix():
    placement = place(chain(400, band=2), "matrix")
    assert isinstance(placement, MatrixPlacement)
    assert len(placement.blocks) == 1
    assert placement.pair_at(*(placement.blocks[0].x + 0.5,) * 2) != (None, None)


def test_large_networks_are_matrices_by_default():
    assert default_kind(layered([20, 20])) == "links"
    assert default_kind(layered([120, 120])) == "matrix"
    assert isinstance(place(layered([120, 120])), MatrixPlacement)
    assert isinstance(place(layered([120, 120]), "links"), LinkPlacement)
