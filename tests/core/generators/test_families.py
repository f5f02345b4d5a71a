"""The teaching families: their shapes, and the values that they are known to compute."""

from __future__ import annotations

import numpy as np
import pytest

import ioviz
from ioviz.core.generators import FAMILIES, generate
from ioviz.core.network import to_networkx


def compute(network, *vectors):
    return ioviz.infer(network, ioviz.order(network), np.array(vectors, np.float32))


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_makes_a_network_with_its_defaults(name):
    family, network = FAMILIES[name], generate(name)
    assert network.trim_report.empty
    assert network.name
    assert network.description.endswith(".")
    assert network.origin.startswith(f"ioviz generate {name}:")
    assert family.summary.endswith(".")
    defaults = {p.name: p.default for p in family.parameters}
    assert network.n_connections == generate(name, **defaults).n_connections
    assert network.layer_hint is None or (network.layer_hint == network.layer).all()


def test_diamond():
    network = generate("diamond", width=3)
    assert (network.n_neurons, network.n_connections, network.n_inputs, network.n_outputs) == (5, 6, 1, 1)
    assert compute(network, [2.0]).tolist() == [[12.0]]  # 2 (1 + 2 + 3)


def test_tree_sums_its_leaves():
    network = generate("tree", branching=3, depth=2)
    assert (network.n_neurons, network.n_inputs, network.depth) == (13, 9, 2)
    assert compute(network, np.arange(9)).tolist() == [[36.0]]
    path = generate("tree", branching=1, depth=4)
    assert (path.n_neurons, path.depth) == (5, 4)


def test_dense_is_a_full_product():
    network = generate("dense", a=3, b=5)
    assert network.n_connections == 15
    matrix = network.weight.reshape(3, 5)
    x = np.array([[1, -2, 0.5]], np.float32)
    np.testing.assert_allclose(compute(network, *x), x @ matrix, rtol=1e-5)


@pytest.mark.parametrize("n", [2, 4, 8, 32])
def test_butterfly_computes_the_walsh_hadamard_transform(n):
    network = generate("butterfly", points=n)
    assert network.n_neurons == n * n.bit_length()
    assert (network.incoming.degree[n:] == 2).all()
    assert (network.outgoing.degree[:-n] == 2).all()
    matrix = [[(-1) ** (j & k).bit_count() for k in range(n)] for j in range(n)]
    assert compute(network, *np.eye(n)).tolist() == matrix


@pytest.mark.parametrize(("n", "k"), [(2, 1), (9, 1), (9, 3), (9, 8)])
def test_chain_attains_the_lower_bound_at_its_bandwidth(n, k):
    network = generate("chain", neurons=n, bandwidth=k)
    pairs = set(zip(network.source.tolist(), network.target.tolist()))
    assert pairs == {(i, j) for i in range(n) for j in range(n) if 1 <= j - i <= k}
    schedule = ioviz.order(network, "neuron")
    assert schedule.live_memory == k + 2
    ios = ioviz.simulate(network, schedule, memory=k + 2).ios
    assert ios == network.n_connections + network.n_neurons + network.n_outputs
    assert compute(network, [3.0]).tolist() == [[pytest.approx(3.0)]]
    assert len(np.unique(network.position, axis=0)) == n


def test_butterfly_is_the_graph_of_an_fft():
    graph = to_networkx(generate("butterfly", points=4))
    # Every input reaches every output by exactly one path.
    import networkx

    for j in range(4):
        for k in range(8, 12):
            assert len(list(networkx.all_simple_paths(graph, j, k))) == 1


@pytest.mark.parametrize(
    ("family", "settings", "sentence"),
    [
        (
            "ring",
            {},
            "Unknown family 'ring': choose from layered, compact-growth, feed-forward, radixnet,",
        ),
        ("diamond", {"width": 0}, "The width is a whole number, at least 1, not 0."),
        ("diamond", {"height": 1}, "The family diamond has no parameter 'height': choose from width."),
        ("tree", {"depth": 0}, "The depth of a tree is a whole number, 1 to 10000, not 0."),
        ("butterfly", {"points": 6}, "The number of points is a power of two, such as 8, not 6."),
        ("chain", {"neurons": 4, "bandwidth": 4}, "The bandwidth of a chain of 4 neurons is at most 3, not 4."),
        ("compact-growth", {"memory": 2}, "The memory size is a whole number, at least 3, not 2."),
        ("compact-growth", {"least_in": 5, "most_in": 4}, "The range of incoming connections is empty: from 5 to 4."),
        ("compact-growth", {"removal": 1.5}, "The removal is a probability from 0 to 1, not 1.5."),
        ("compact-growth", {"removal": "nan"}, "The removal is a probability"),
        ("dense", {"a": True}, "The number of inputs is a whole number, at least 1, not True."),
        ("pyramid", {"base": 1}, "The base of a pyramid is a whole number, at least 2, not 1."),
        ("radixnet", {"neurons": 1000}, "A RadiX-Net has 16 times a power of two neurons a layer, such as 512, not"),
        ("banded", {"neurons": 4, "bandwidth": 4}, "The bandwidth of a band of 4 neurons is at most 3, not 4."),
        ("banded", {"density": 0}, "The density is a number greater than 0 and at most 1, not 0."),
        ("small-world", {"sizes": (9, 2), "degree": 4}, "With 4 incoming connections each, the 2 neurons of layer 2"),
        ("small-world", {"rewire": 2}, "The share that is rewired is a probability from 0 to 1, not 2."),
        ("watts-strogatz", {"neighbours": 3}, "The number of neighbours is even and less than the 200 neurons, not"),
        ("barabasi-albert", {"neurons": 3, "attach": 3}, "Each of 3 neurons can be attached to at most 2 others, n"),
    ],
)
def test_bad_settings(family, settings, sentence):
    with pytest.raises(ioviz.InvalidArgument) as caught:
        generate(family, **settings)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("family", "settings"),
    [
        ("tree", {"branching": 2, "depth": 9999}),
        ("tree", {"branching": 10**9, "depth": 3}),
        ("dense", {"a": 10**6, "b": 10**6}),
        ("butterfly", {"points": 1 << 40}),
        ("chain", {"neurons": 10**7, "bandwidth": 1000}),
        ("compact-growth", {"memory": 10**9}),
        ("compact-growth", {"neurons": 10**7, "most_in": 18}),
        ("diamond", {"width": 10**12}),
        ("pyramid", {"base": 10**6}),
        ("radixnet", {"neurons": 65536, "layers": 1920}),
        ("banded", {"neurons": 10**7, "bandwidth": 100}),
        ("small-world", {"sizes": (10**6, 10**6), "degree": 1000}),
        ("feed-forward", {"width": 10**5, "hidden": 10**6, "density": 1.0}),
        ("watts-strogatz", {"neurons": 10**7}),  # few connections, but networkx needs much for each
        ("barabasi-albert", {"neurons": 10**8}),
    ],
)
def test_too_large(family, settings):
    with pytest.raises(ioviz.LimitExceeded, match="the limit is"):
        generate(family, **settings)


@pytest.mark.parametrize(
    ("family", "name", "text", "value"),
    [
        ("layered", "sizes", "500,500, 10", (500, 500, 10)),
        ("layered", "sizes", "64x32x10", (64, 32, 10)),
        ("layered", "density", "0.1", 0.1),
        ("layered", "seed", " 7", 7),
        ("layered", "cover", "no", False),
        ("layered", "method", "fixed", "fixed"),
        ("layered", "weights", "normal:0.1", "normal:0.1"),
    ],
)
def test_parameters_are_read_from_text(family, name, text, value):
    parameter = next(p for p in FAMILIES[family].parameters if p.name == name)
    assert parameter.parse(text) == value


@pytest.mark.parametrize(("name", "text"), [("sizes", "5;5"), ("density", "much"), ("seed", "1.5"), ("cover", "2")])
def test_parameters_that_cannot_be_read(name, text):
    parameter = next(p for p in FAMILIES["layered"].parameters if p.name == name)
    with pytest.raises(ioviz.InvalidArgument, match=f"The {name} is written like"):
        parameter.parse(text)
