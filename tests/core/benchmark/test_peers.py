"""Every peer that is installed infers as the model defines, also on networks that are not chains of layers."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.benchmark.layers import layer_form
from ioviz.core.benchmark.peers import all_peers, peer_of
from ioviz.core.benchmark.peers.mkl_library import Mkl
from ioviz.core.benchmark.peers.numpy_dense import dense_matrices
from ioviz.core.benchmark.peers.peer import NotApplicable, Peer, Task
from ioviz.core.errors import IovizError
from ioviz.core.formats import load
from ioviz.core.generators import FAMILIES, generate
from ioviz.core.network.activations import Activation
from ioviz.paths import sample_names, sample_path
from tests.graphs import networks, plain_of
from tests.naive.inference import values_and_bounds

ANY = ["reference", "naive", "ioviz-best", "ioviz-scheduled", "scipy-csr", "scipy-csc", "numpy-dense"]
"""Those that take every network, and are always there."""


def outputs_of(name, network, inputs, layout, schedule="neuron"):
    from ioviz.core.schedule import order

    task = Task(network, inputs, inputs.shape[1 if layout == "columns" else 0], 1, layout, order(network, schedule))
    prepared = peer_of(name).prepare(task)
    prepared.run()  # what a run leaves in its buffers must not change the next one
    found = prepared.run()
    return np.asarray(found if prepared.read is None else prepared.read(found))


def right_and_bound(network, vector):
    plain = plain_of(network)
    given_values = dict(zip(network.inputs.tolist(), vector[network.input_slots].tolist()))
    right, bound = values_and_bounds(
        plain.n, plain.connections, plain.weights, plain.biases, plain.activations, given_values,
        network.bias_where_nonzero,
    )  # fmt: skip
    outputs = network.output_constants.astype(float), np.zeros(network.output_width)
    for whole, part in zip(outputs, (right, bound)):
        whole[network.output_slots] = np.array(part)[network.outputs]
    return outputs


@settings(max_examples=25)
@given(networks(), st.booleans(), st.integers(1, 3), st.sampled_from(["columns", "rows"]), st.data())
def test_any_network(network, bias_where_nonzero, batch, layout, data):
    network = replace(network, bias_where_nonzero=bias_where_nonzero)
    small = st.integers(-4, 4).map(float)
    vectors = np.array(
        data.draw(st.lists(small, min_size=batch * network.input_width, max_size=batch * network.input_width)),
        np.float32,
    ).reshape(batch, network.input_width)
    inputs = np.ascontiguousarray(vectors.T) if layout == "columns" else vectors
    for name in ANY:
        found = outputs_of(name, network, inputs, layout)
        rows = found.T if layout == "columns" else found
        for vector, row in zip(vectors, rows, strict=True):
            right, bound = right_and_bound(network, vector)
            assert (np.abs(row - right) <= bound).all(), name


def available(*names):
    return [
        pytest.param(name, marks=pytest.mark.skipif(not peer_of(name).available(), reason="is not installed"))
        for name in names
    ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", available("mkl-row", "mkl-col", "onnx", "graphblas", "torch-dense", "torch-csr"))
@pytest.mark.parametrize("layout", ["columns", "rows"])
@pytest.mark.parametrize("batch", [1, 5])
def test_chains_of_layers(name, layout, batch):
    kinds = ["clipped_relu:0.5", "relu"] if name == "graphblas" else ["leaky_relu:0.1", "tanh"]
    for kind in kinds:
        network = generate("layered", sizes=[9, 14, 8], density=0.5, seed=2, bias="normal:0.3", activation=kind)
        shape = (network.input_width, batch) if layout == "columns" else (batch, network.input_width)
        inputs = np.random.default_rng(0).standard_normal(shape, np.float32)
        right = outputs_of("reference", network, inputs, layout)
        assert np.abs(outputs_of(name, network, inputs, layout) - right).max() < 1e-5


SMALL = {
    "feed-forward": {"width": 40, "hidden": 60},
    "layered": {"sizes": [30, 20, 10], "density": 0.05, "cover": False, "seed": 3, "bias": "normal:0.3"},
    "radixnet": {"layers": 2, "challenge": False},
}
NETWORKS = [*sample_names(), *(f"generated {name}" for name in FAMILIES)]
"""Chains of layers and others, plain and with trimmed inputs."""


def sample_or_generated(name):
    family = name.removeprefix("generated ")
    return load(sample_path(name)) if family == name else generate(family, **SMALL.get(family, {}))


def skips_layers(network):
    return bool((network.layer[network.target] - network.layer[network.source] != 1).any())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", NETWORKS)
def test_every_peer_runs_every_network_or_says_truly_why_not(name):
    network = sample_or_generated(name)
    inputs = np.random.default_rng(0).standard_normal((network.input_width, 3), np.float32)
    right = outputs_of("reference", network, inputs, "columns")
    size = np.abs(right).max()
    ends = network.layer[network.outputs]
    for peer in all_peers():
        if not peer.available():
            continue
        try:
            found = outputs_of(peer.name, network, inputs, "columns")
        except NotApplicable as reason:
            text = str(reason)
            kinds = [set(network.activation[network.layer == depth]) for depth in range(1, network.depth + 1)]
            true = {
                "come from more than the layer before": skips_layers(network),
                "several layers": len(set(ends.tolist())) > 1,
                "constant": network.n_outputs < network.output_width,
                "of one activation": any(len(kind) > 1 for kind in kinds),
                "only if the sum is not 0": network.bias_where_nonzero,
                "activation gelu": any(Activation.GELU in kind for kind in kinds),
            }
            assert [holds for words, holds in true.items() if words in text] == [True], (peer.name, text)
        else:
            assert np.abs(found - right).max() <= 1e-4 * size, peer.name


def test_a_trimmed_input_is_a_column_without_weights():
    network = load(sample_path("digits"))
    assert network.n_inputs < network.input_width
    form = layer_form(network)
    assert form.is_chain
    assert form.layers[0].matrix.shape[1] == network.input_width
    used = np.unique(form.layers[0].matrix.indices)
    assert np.array_equal(used, np.sort(network.input_slots))


def test_a_chain_of_layers_gathers_and_copies_nothing():
    form = layer_form(generate("layered", sizes=[9, 14, 8], density=0.5, seed=2))
    assert form.is_chain
    assert [(layer.low, layer.high, layer.start, layer.stop) for layer in form.layers] == [
        (0, 9, 9, 23),
        (9, 23, 23, 31),
    ]
    matrix = form.layers[0].matrix
    assert matrix.has_sorted_indices
    assert matrix.indices.dtype == np.int32
    assert form.nbytes > 0


def test_dense_matrices_that_are_too_large_are_not_made():
    wide = generate("layered", sizes=[30_000, 30_000], density=1e-4, seed=0)
    with pytest.raises(NotApplicable, match=r"3\.6 GB; the limit is 2\.1 GB"):
        dense_matrices(layer_form(wide))


def test_what_is_missing_says_how_to_get_it():
    peer = Peer("x", "X", lambda task: None, modules=("numpy", "no_such.library"), install="pip install x")
    assert peer.missing() == "X needs no_such.library; install it by: pip install x"
    absent = replace(peer, modules=(), found=(lambda: False, "its library"))
    assert absent.missing() == "X needs its library; install it by: pip install x"
    assert replace(peer, modules=("numpy",)).available()


def test_no_library_is_loaded_to_list_the_peers(tmp_path):
    import subprocess

    code = (
        "import sys; from ioviz.core.benchmark import all_peers; [peer.missing() for peer in all_peers()];"
        "print([name for name in ('onnxruntime', 'torch', 'graphblas', 'scipy.sparse', 'threadpoolctl') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not peer_of("mkl-row").available(), reason="MKL is not installed")
def test_mkl_says_what_it_cannot_do(monkeypatch):
    from ioviz.core.benchmark.peers import mkl_library

    monkeypatch.setattr(mkl_library, "library_path", lambda: None)
    with pytest.raises(IovizError, match="pip install mkl"):
        Mkl(1)


def test_names_are_short_and_titles_are_for_people():
    for peer in all_peers():
        assert peer.name == peer.name.lower()
        assert " " not in peer.name
        assert peer.title
