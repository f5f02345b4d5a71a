"""The reference adds up in the order of the schedule, and agrees with the dense product of the layers."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument
from ioviz.core.inference import infer, neuron_values, reference
from ioviz.core.network import build_network
from ioviz.core.schedule import order, values
from tests.graphs import PIECEWISE, eighths, networks, plain_of
from tests.naive import network as naive

KINDS = st.sampled_from(["neuron", "layer", "random"])


def vectors(network, data, rows):
    entry = st.floats(-2, 2, width=32)
    return np.array(
        data.draw(
            st.lists(st.lists(entry, min_size=(w := network.input_width), max_size=w), min_size=rows, max_size=rows)
        ),
        np.float32,
    ).reshape(rows, w)


def given_values(network, x):
    return dict(zip(network.inputs.tolist(), x[network.input_slots].tolist()))


def naive_steps(network, schedule, x, number=np.float32):
    plain = plain_of(network)
    return list(
        naive.run_schedule(
            plain.n,
            plain.connections,
            plain.weights,
            plain.biases,
            plain.activations,
            given_values(network, x),
            schedule.order.tolist(),
            number,
        )
    )


@given(networks(kinds=PIECEWISE), KINDS, st.integers(0, 9), st.data())
def test_every_bit_is_that_of_adding_one_connection_after_the_other(network, kind, seed, data):
    schedule = order(network, kind, seed=seed)
    x = vectors(network, data, 1)[0]
    expected = np.array(naive_steps(network, schedule, x)[-1], np.float32)
    assert np.array_equal(neuron_values(network, schedule, x), expected)
    outputs = infer(network, schedule, x)
    assert outputs.dtype == np.float32
    assert np.array_equal(outputs[network.output_slots], expected[network.outputs])


@given(networks(), KINDS, st.data())
def test_double_precision_agrees_with_the_definition(network, kind, data):
    plain = plain_of(network)
    x = vectors(network, data, 1)[0]
    expected = naive.values(
        plain.n, plain.connections, plain.weights, plain.biases, plain.activations, given_values(network, x)
    )
    result = infer(network, kind, x, dtype=np.float64)
    assert result.dtype == np.float64
    largest = 1 + max(map(abs, expected))
    np.testing.assert_allclose(
        result[network.output_slots], np.array(expected)[network.outputs], rtol=1e-11, atol=1e-10 * largest
    )


@given(networks(), KINDS, st.integers(0, 4), st.data())
def test_a_vector_alone_and_in_a_batch_give_the_same_bits(network, kind, rows, data):
    x = vectors(network, data, rows)
    schedule = order(network, kind)
    batch = infer(network, schedule, x)
    assert batch.shape == (rows, network.output_width)
    for row, vector in zip(batch, x):
        assert np.array_equal(row, infer(network, schedule, vector))


@settings(max_examples=20)
@given(networks(), st.data())
def test_large_batches_and_layers_are_cut_without_a_trace(network, data):
    x = vectors(network, data, 5)
    schedule = order(network, "random")
    whole = infer(network, schedule, x)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reference, "LARGEST_PART", 2 * network.n_neurons)
        patch.setattr(values, "LARGEST_PART", 2 * network.n_neurons)
        assert np.array_equal(infer(network, schedule, x), whole)
        patch.setattr(reference, "LARGEST_PART", 1)
        patch.setattr(values, "LARGEST_PART", 1)
        assert np.array_equal(infer(network, schedule, x), whole)


def layered(sizes, density, seed):
    """A layered random network, and its weight matrices and biases."""
    rng = np.random.default_rng(seed)
    matrices = [
        rng.standard_normal((a, b)) * (rng.random((a, b)) < density) / np.sqrt(density * a) for a, b in pairwise(sizes)
    ]
    matrices = [matrix.astype(np.float32) for matrix in matrices]
    first = np.concatenate([[0], np.cumsum(sizes)])
    ends = [np.nonzero(matrix) for matrix in matrices]
    biases = [rng.standard_normal(size).astype(np.float32) for size in sizes[1:]]
    network = build_network(
        n_neurons=first[-1],
        source=np.concatenate([u + first[k] for k, (u, _) in enumerate(ends)]),
        target=np.concatenate([v + first[k + 1] for k, (_, v) in enumerate(ends)]),
        weight=np.concatenate([matrix[matrix != 0] for matrix in matrices]),
        bias=np.concatenate([np.zeros(sizes[0], np.float32), *biases]),
        activation="relu",
        inputs=np.arange(sizes[0]),
        outputs=np.arange(first[-2], first[-1]),
    )
    return network, matrices, biases


@pytest.mark.parametrize("kind", ["neuron", "layer", "random"])
@pytest.mark.parametrize(("sizes", "density"), [((500, 500, 500, 500), 0.1), ((40, 300, 7), 0.02)])
def test_equal_to_the_dense_product_of_the_layers_within_float32_rounding(kind, sizes, density):
    """The tolerance is the forward error bound of a float32 sum of d + 1 terms, (d + 2) eps, carried through.

    With exact products in float64 as the truth: error(l + 1) <= |W| error(l) + (d + 2) eps (|W| |x| + |b|).
    ReLU does not enlarge errors.
    """
    network, matrices, biases = layered(sizes, density, seed=3)
    x = np.random.default_rng(4).standard_normal((10, sizes[0])).astype(np.float32)
    dense, error = x.astype(np.float64), np.zeros(x.shape)
    eps = np.finfo(np.float32).eps
    in_float32 = x
    for matrix, bias in zip(matrices, biases):
        exact, size = matrix.astype(np.float64), np.abs(matrix.astype(np.float64))
        degree = np.count_nonzero(matrix, axis=0)
        error = error @ size + (degree + 2) * eps * ((np.abs(dense) + error) @ size + np.abs(bias))
        dense = np.maximum(dense @ exact + bias, 0)
        in_float32 = np.maximum(in_float32 @ matrix + bias, 0)
    result = infer(network, kind, x)
    assert (np.abs(result - dense) <= error).all()
    np.testing.assert_allclose(result, in_float32, rtol=1e-4, atol=1e-4)
    # In float64 only folded constants leave a trace: their sum is kept in float32.
    folded = 1e-6 if network.trim_report.folded_constants else 1e-12
    np.testing.assert_allclose(infer(network, kind, x, dtype=np.float64), dense, rtol=folded, atol=folded)


def test_long_sums_keep_the_order_of_the_schedule():
    network, _, _ = layered((120, 120, 120), 0.5, seed=5)
    schedule = order(network, "random", seed=6)
    x = np.random.default_rng(7).standard_normal(120).astype(np.float32)
    expected = network.bias.copy()
    expected[network.inputs] = x
    for v in network.topological_order[~network.is_input[network.topological_order]]:
        into = sorted(network.incoming.of(v).tolist(), key=lambda c: schedule.position[c])
        for c in into:
            expected[v] += network.weight[c] * expected[network.source[c]]
        expected[v] = max(expected[v], 0)
    assert np.array_equal(neuron_values(network, schedule, x), expected)
    assert not np.array_equal(neuron_values(network, "neuron", x), expected), "the order ought to matter here"


def test_the_baseline_takes_less_than_a_second():
    network, _, _ = layered((500, 500, 500, 500), 0.1, seed=0)
    x = np.ones((10, network.input_width), np.float32)
    schedule = order(network, "neuron")
    infer(network, schedule, x)
    start = time.process_time()  # of this process: other programs do not count
    infer(network, schedule, x)
    assert time.process_time() - start < 1.0


def test_the_vector_of_the_user_keeps_its_shape():
    network = build_network(
        n_neurons=6,
        source=[1, 3],
        target=[4, 4],
        weight=[2, 10],
        inputs=[0, 1, 2, 3],
        outputs=[5, 4],
        bias=[0] * 5 + [7],
    )
    assert network.n_inputs == 2
    assert infer(network, "neuron", [100, 1, 100, 0.5]).tolist() == [7, 7]
    assert infer(network, "neuron", [[0, 1, 0, 2], [0, 0, 0, 1]]).tolist() == [[7, 22], [7, 10]]
    assert infer(network, "neuron", np.empty((0, 4))).shape == (0, 2)


def test_a_network_that_overflows_says_so_in_its_values():
    network = build_network(n_neurons=4, source=[0, 0, 1, 2], target=[1, 2, 3, 3], weight=[1e38, 1e38, 1, -1])
    assert np.isnan(infer(network, "neuron", [1e3])).all()


PAIR = build_network(n_neurons=3, source=[0, 1], target=[2, 2])
OTHER = build_network(n_neurons=3, source=[0, 1], target=[2, 2])

REFUSED = [
    ([1, 2, 3], "The input has 3 entries, but the network takes 2."),
    ([[1, 2, 3]], "The input has 3 entries, but the network takes 2."),
    (5, "The input has to be a vector of 2 numbers or a batch of them, not an array of 0 dimensions."),
    (np.zeros((1, 1, 2)), "The input has to be a vector of 2 numbers or a batch of them, not an array of 3 dim"),
    ([[1, 2], [3]], "The input vectors have different lengths or are not numbers."),
    ([1, "2"], "Entry 1 of the input is '2', not a number."),
    ([[1, 2], [None, 4]], "Entry 0 of row 1 of the input is None, not a number."),
    ([1, 2j], "Entry 1 of the input is 2j, not a number."),
    ([1, float("nan")], "Entry 1 of the input is nan; it has to be finite in float32."),
    ([[1, 2], [3, 1e39]], "Entry 1 of row 1 of the input is 1e+39; it has to be finite in float32."),
    ([1, 10**400], "The input has an integer too large for a floating-point number."),
]


@pytest.mark.parametrize(("inputs", "sentence"), REFUSED, ids=[sentence[:40] for _, sentence in REFUSED])
def test_refused_with_a_sentence(inputs, sentence):
    with pytest.raises(InvalidArgument) as caught:
        infer(PAIR, "neuron", inputs)
    assert str(caught.value).startswith(sentence)


def test_one_vector_only_for_the_values_of_the_neurons():
    with pytest.raises(InvalidArgument, match="a vector of 2 numbers, not an array of 2 dimensions"):
        neuron_values(PAIR, "neuron", [[1, 2]])


def test_other_mistakes():
    with pytest.raises(InvalidArgument, match="is for another network"):
        infer(PAIR, order(OTHER, "neuron"), [1, 2])
    with pytest.raises(InvalidArgument, match="Unknown order 'nearest'"):
        infer(PAIR, "nearest", [1, 2])
    with pytest.raises(InvalidArgument, match="float32 or float64, not in float16"):
        infer(PAIR, "neuron", [1, 2], dtype="float16")


@given(st.lists(st.one_of(eighths, st.booleans(), st.text(max_size=2), st.none()), max_size=3))
def test_any_input_gives_outputs_or_a_sentence(inputs):
    sentence = "Computed."
    try:
        assert infer(PAIR, "neuron", inputs).shape == (1,)
    except InvalidArgument as error:
        sentence = str(error)
    assert sentence.endswith(".")
