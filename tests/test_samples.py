"""The sample networks are what their scripts make, and as good as their files say."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import ioviz
from ioviz.paths import sample_folder, sample_names, sample_path, sample_reasons


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, sample_folder() / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_those_that_were_promised_are_there() -> None:
    made_by_rule = {"diamond", "tree-8", "dense-4x4", "fft-8", "chain-16", "pyramid-6", "growth-10", "growth-100"}
    large = {"mlp-4x500", "bert-ffn", "radixnet-1024x6"}
    assert set(sample_names()) == made_by_rule | large | {"digits", "minilm-ffn"}
    assert sum(path.stat().st_size for path in sample_folder().iterdir()) < 12e6


def test_each_has_a_reason_to_look_at_it() -> None:
    reasons = sample_reasons()
    assert set(reasons) == set(sample_names())
    assert next(iter(reasons)) == "digits"  # in the order of the gallery: what opens first, then by size
    for reason in reasons.values():
        assert reason.endswith(".")
        assert len(reason) < 120


@pytest.mark.parametrize("name", ["growth-10", "growth-100"])
def test_grown_samples_need_nothing_beyond_the_least(name: str) -> None:
    network = ioviz.load(sample_path(name))
    assert ioviz.simulate(network, "growth", memory=int(name.split("-")[1])).excess == 0


@pytest.mark.parametrize("name", sample_names())
def test_each_names_its_origin_and_is_in_the_readme(name: str) -> None:
    network = ioviz.load(sample_path(name))
    assert network.name == name
    assert network.origin
    assert network.description
    row = next(
        line for line in (sample_folder() / "README.md").read_text().splitlines() if line.startswith(f"| `{name}`")
    )
    cells = [cell.strip().replace(" ", "") for cell in row.split("|")]
    assert cells[3:5] == [str(network.n_neurons), str(network.n_connections)]
    assert ("Apache License 2.0" if name == "minilm-ffn" else "BSD-3-Clause") in row


def test_the_script_makes_the_files_that_are_there(tmp_path: Path) -> None:
    for path in _script("make_samples").write_samples(tmp_path):
        made, kept = ioviz.load(path), ioviz.load(sample_path(path.stem))
        for field in ("source", "target", "inputs", "outputs", "activation"):
            assert np.array_equal(getattr(made, field), getattr(kept, field)), (path.stem, field)
        assert np.allclose(made.weight, kept.weight, rtol=1e-6)


def test_pruning_keeps_the_largest_weights_and_the_earlier_in_a_tie() -> None:
    prune = _script("make_minilm").prune
    weight = np.array([[0.1, -3.0, 2.0], [2.0, 0.0, -0.5]], np.float32)
    assert prune(weight, 1 / 3).tolist() == [[False, True, True], [False, False, False]]
    assert prune(weight, 2 / 3).sum() == 4


def test_the_encoder_block_has_a_tenth_of_its_weights() -> None:
    network = ioviz.load(sample_path("minilm-ffn"))
    assert (network.n_inputs, network.n_outputs, network.depth) == (384, 384, 2)
    # What was trimmed after pruning is 338 connections of 2 * round(384 * 1536 / 10).
    assert network.n_connections == 2 * 58_982 - 338


def test_the_chain_attains_the_bound_where_the_readme_says() -> None:
    network = ioviz.load(sample_path("chain-16"))
    assert ioviz.simulate(network, "neuron", memory=4).excess == 0
    assert ioviz.simulate(network, "neuron", memory=3).excess > 0


def test_the_tree_adds_and_the_butterfly_transforms() -> None:
    tree = ioviz.load(sample_path("tree-8"))
    assert ioviz.infer(tree, "neuron", np.arange(8)).tolist() == [28]
    fft = ioviz.load(sample_path("fft-8"))
    assert np.abs(ioviz.infer(fft, "neuron", np.eye(8)[0])).tolist() == [1] * 8


def test_digits_is_as_good_as_its_file_says() -> None:
    pytest.importorskip("sklearn")
    data = _script("make_digits").digits()
    network = ioviz.load(sample_path("digits"))
    scores = ioviz.infer(network, "neuron", data.test_images * 16)
    accuracy = np.mean(scores.argmax(axis=1) == data.test_labels)
    told = re.search(r"([\d.]+)% before pruning, ([\d.]+)% after", network.description)
    assert told is not None
    assert round(100 * accuracy, 1) == float(told[2])
    assert accuracy >= 0.96
    assert float(told[1]) >= 96
    assert network.examples is not None
    assert network.examples.labels == tuple("0123456789")
    assert network.examples.image_shape == (8, 8)
    # The examples are images of the test set, as they are.
    for label, image in zip(range(10), network.examples.inputs):
        rows = np.flatnonzero((data.test_images * 16 == image).all(axis=1))
        assert data.test_labels[rows].tolist() == [label]


@pytest.mark.slow
def test_digits_can_be_trained_again() -> None:
    pytest.importorskip("sklearn")
    script = _script("make_digits")
    data = script.digits()
    recipe = script.Recipe(epochs=30, rounds=4, epochs_per_round=8, final_epochs=20)
    net, before = script.learn_and_prune(data, recipe)
    document = script.as_document(net, data, before)
    assert before > 0.94
    assert net.n_connections == round(0.15 * 6464)
    assert net.accuracy(data.test_images, data.test_labels) > 0.9
    assert len(document["connections"]) <= net.n_connections
    assert document["neurons"] == 170


def test_gradients_are_those_of_the_loss() -> None:
    script = _script("make_digits")
    rng = np.random.default_rng(1)
    net = script.Mlp(rng, (5, 4, 3))
    images, labels = rng.normal(size=(6, 5)), rng.integers(0, 3, 6)

    def loss() -> float:
        scores = net.layers(images)[-1]
        log_sum = np.log(np.exp(scores).sum(axis=1))
        return float(np.mean(log_sum - scores[np.arange(6), labels]))

    by_weight, by_bias = net.gradients(images, labels)
    for parameters, gradients in ((net.weights, by_weight), (net.biases, by_bias)):
        for parameter, gradient in zip(parameters, gradients):
            for index in np.ndindex(parameter.shape):
                kept = parameter[index]
                parameter[index] = kept + 1e-6
                above = loss()
                parameter[index] = kept - 1e-6
                below = loss()
                parameter[index] = kept
                assert gradient[index] == pytest.approx((above - below) / 2e-6, abs=1e-6)


def test_pruning_keeps_the_largest_and_forgets_the_others() -> None:
    script = _script("make_digits")
    net = script.Mlp(np.random.default_rng(2), (8, 6, 4))
    net.prune(0.25)
    assert net.n_connections == round(0.25 * (48 + 24))
    for weight, mask in zip(net.weights, net.masks):
        assert not weight[~mask].any()
        assert np.abs(weight[mask]).min() > 0
