"""Layered random networks."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ioviz
from ioviz.core.generators import estimate, generate
from ioviz.core.network import MAX_NEURONS, Activation


def layered(*sizes, **settings):
    return generate("layered", sizes=sizes, **settings)


def test_the_baseline_of_the_paper():
    network = layered(500, 500, 500, 500, density=0.1, seed=0)
    assert (network.n_neurons, network.n_inputs, network.n_outputs, network.depth) == (2000, 500, 500, 3)
    assert abs(network.n_connections - 75_000) < 4 * np.sqrt(750_000 * 0.1 * 0.9)
    assert network.trim_report.empty
    assert network.name == "layered-500-500-500-500-d0.1-s0"
    fixed = layered(500, 500, 500, 500, density=0.1, method="fixed")
    assert fixed.n_connections == 75_000


@given(
    st.lists(st.integers(1, 12), min_size=2, max_size=4),
    st.floats(0.3, 1),
    st.sampled_from(["fixed", "bernoulli"]),
    st.integers(0, 1000),
)
def test_layers_are_covered_and_numbered(sizes, density, method, seed):
    if any(round(density * a * b) < max(a, b) for a, b in pairwise(sizes)):
        with pytest.raises(ioviz.InvalidArgument, match="use a density of at least"):
            layered(*sizes, density=density, method=method, seed=seed)
        return
    network = layered(*sizes, density=density, method=method, seed=seed)
    assert network.trim_report.empty
    assert network.n_neurons == sum(sizes)
    layer = network.layer_hint
    assert (layer == network.layer).all()
    assert (layer[network.target] == layer[network.source] + 1).all()
    counts = np.bincount(layer[network.source], minlength=len(sizes) - 1)
    if method == "fixed":
        assert counts.tolist() == [round(density * a * b) for a, b in pairwise(sizes)]
    ends = list(zip(layer[network.source].tolist(), network.source.tolist(), network.target.tolist()))
    assert ends == sorted(ends)


def test_same_seed_same_network_other_seed_another():
    one, two, other = (layered(30, 30, density=0.2, seed=seed) for seed in (1, 1, 2))
    assert (one.source == two.source).all()
    assert (one.weight == two.weight).all()
    assert one.n_connections != other.n_connections or (one.target != other.target).any()


def test_weights_do_not_change_the_connections():
    one, two = (layered(30, 30, density=0.2, weights=weights) for weights in ("normal", "uniform:0.5"))
    assert (one.source == two.source).all()
    assert (one.target == two.target).all()


def test_number_of_connections_is_binomial():
    counts = [layered(20, 20, density=0.3, seed=seed, cover=False).n_connections for seed in range(200)]
    assert abs(np.mean(counts) - 120) < 4 * np.sqrt(84 / 200)
    assert 0.7 < np.var(counts) / 84 < 1.4


def test_distributions():
    normal = layered(400, 100, 100, density=0.5)
    fan_in = normal.incoming.degree[normal.target]
    hidden = np.isin(normal.activation[normal.target], Activation.RELU)
    for chosen, gain in ((hidden, 2), (~hidden, 1)):
        assert np.std(normal.weight[chosen] * np.sqrt(fan_in[chosen] / gain)) == pytest.approx(1, abs=0.03)
    uniform = layered(100, 100, density=0.5, weights="uniform:0.25")
    assert np.std(uniform.weight) == pytest.approx(0.25, rel=0.03)
    assert np.abs(uniform.weight).max() <= 0.25 * np.sqrt(3) * 1.0001
    assert set(layered(9, 9, density=0.5, weights="ones").weight.tolist()) == {1.0}
    assert set(layered(9, 9, density=0.5, weights="constant:-0.5").weight.tolist()) == {-0.5}
    assert set(layered(9, 9, density=0.5, weights=0.25).weight.tolist()) == {0.25}
    biased = layered(9, 90, 90, density=0.5, bias="normal:0.5")
    assert (biased.bias[:9] == 0).all()
    assert np.std(biased.bias[9:]) == pytest.approx(0.5, rel=0.2)


def test_activations():
    network = layered(3, 4, 2, density=1.0, activation="leaky_relu:0.25", output_activation="tanh")
    kinds = [Activation(kind).label for kind in network.activation]
    assert kinds == ["identity"] * 3 + ["leaky_relu"] * 4 + ["tanh"] * 2
    assert network.activation_parameter.tolist() == [0] * 3 + [0.25] * 4 + [0] * 2


def test_without_cover_the_rest_is_trimmed_and_reported():
    network = layered(30, 30, 30, density=0.03, cover=False)
    assert not network.trim_report.empty
    assert network.input_width == 30
    assert network.output_width == 30


def test_density_of_each_pair():
    network = layered(10, 10, 10, density=[1.0, 0.5], method="fixed")
    assert network.n_connections == 150


def test_estimate_is_what_comes():
    facts = estimate([500] * 4, 0.1)
    assert (facts.n_neurons, facts.n_connections, facts.depth) == (2000, 75_000, 3)
    assert facts.connections == (25_000, 25_000, 25_000)
    assert facts.sentence().startswith("2,000 neurons and about 75,000 connections in 4 layers;")


@pytest.mark.parametrize(("sizes", "density"), [([700, 700, 700], 0.3), ([30_000, 30_000], 1e-4)])
def test_estimated_memory_is_enough(sizes, density):
    layered(*sizes, density=density)  # what is compiled and imported takes memory once
    tracemalloc.start()
    network = layered(*sizes, density=density)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < estimate(sizes, density).nbytes_peak * 1.1
    assert network.n_connections > 50_000


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"sizes": [5]}, "A layered network has at least 2 layers, not 1."),
        ({"sizes": "5,5"}, "The sizes are a list such as [500, 500, 500, 500], not '5,5'."),
        ({"sizes": 5}, "The sizes are a list such as [500, 500, 500, 500], not 5."),
        ({"sizes": [5, 0]}, "The size of a layer is a whole number, at least 1, not 0."),
        ({"sizes": [5, 2.5]}, "The size of a layer is a whole number, at least 1, not 2.5."),
        ({"density": 0}, "The density is a number greater than 0 and at most 1, not 0."),
        ({"density": 1.01}, "The density is a number greater than 0 and at most 1, not 1.01."),
        ({"density": float("nan")}, "The density is a number greater than 0 and at most 1, not nan."),
        ({"density": "0.1"}, "The density is a number greater than 0 and at most 1, not '0.1'."),
        ({"density": [0.5, 0.5]}, "There are 2 densities, but 1 pairs of consecutive layers."),
        ({"density": 0.05}, "At density 0.05, layers 1 and 2 (9 and 9 neurons) get 4 connections, too few"),
        ({"method": "exact"}, "Unknown method 'exact': choose from bernoulli, fixed, in-degree."),
        ({"seed": -1}, "The seed is a whole number, at least 0, not -1."),
        ({"weights": "gauss"}, "The weights cannot be 'gauss': write normal, uniform, ones, zero,"),
        ({"weights": "normal:x"}, "The weights cannot be 'normal:x': the scale is a number of 0 or more."),
        ({"weights": "normal:-1"}, "The weights cannot be 'normal:-1': the scale is a number of 0 or more."),
        ({"weights": "ones:2"}, "The weights cannot be 'ones:2': ones takes no scale."),
        ({"weights": "constant"}, "The weights need a value, such as constant:0.5."),
        ({"bias": "constant:inf"}, "The bias cannot be 'constant:inf'"),
        ({"colour": 1}, "The family layered has no parameter 'colour': choose from activation, bias, cover,"),
    ],
)
def test_bad_settings(settings, sentence):
    with pytest.raises(ioviz.InvalidArgument) as caught:
        generate("layered", **{"sizes": [9, 9], "density": 0.5, **settings})
    assert str(caught.value).startswith(sentence)


def test_bad_activation():
    with pytest.raises(ioviz.InvalidNetwork, match="is not an activation function"):
        layered(3, 3, density=1.0, activation="step")


@pytest.mark.parametrize(
    ("sizes", "settings", "sentence"),
    [
        ([MAX_NEURONS, 1], {}, "The network has 10,000,001 neurons; the limit is 10,000,000."),
        ([200_000, 200_000], {"density": 1.0}, "The network has 40,000,000,000 connections;"),
        ([9000, 9000], {"density": 1.0}, "A network of 18,000 neurons and about 81,000,000 connections takes 3.8 GiB"),
        ([90, 90], {"density": 1.0, "memory_limit": 1000}, "A network of 180 neurons"),
    ],
)
def test_limits_are_checked_before_anything_is_allocated(sizes, settings, sentence):
    tracemalloc.start()
    with pytest.raises(ioviz.LimitExceeded) as caught:
        generate("layered", sizes=sizes, **settings)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(caught.value).startswith(sentence)
    assert peak < 1 << 20


@pytest.mark.slow
def test_ten_million_connections():
    network = layered(12_000, 12_000, 12_000, 12_000, density=0.02315)
    assert abs(network.n_connections - 10_000_800) < 20_000
    assert network.trim_report.empty
