"""Trimming removes what the model does not allow, and changes no output."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidNetwork
from ioviz.core.inference import infer
from ioviz.core.network import TrimReport, build_network
from tests.graphs import Plain, junk_networks
from tests.naive import network as naive


def build_or_none(plain):
    try:
        return plain.build()
    except InvalidNetwork:
        with pytest.raises(InvalidNetwork, match="nothing is left"):
            plain.build()
        return None


@given(junk_networks())
def test_the_report_is_that_of_the_twin(plain):
    expected = naive.trim(plain.n, plain.connections, plain.inputs, plain.outputs)
    network = build_or_none(plain)
    if network is None:
        assert not expected["neurons"]
        return
    report = network.trim_report
    for name in ("dropped_neurons", "folded_constants", "dropped_inputs", "constant_outputs"):
        assert list(getattr(report, name)) == expected[name], name
    assert report.dropped_connections == len(plain.connections) - len(expected["connections"])
    new = {old: index for index, old in enumerate(expected["neurons"])}
    kept = [plain.connections[c] for c in expected["connections"]]
    assert list(zip(network.source.tolist(), network.target.tolist())) == [(new[u], new[v]) for u, v in kept]
    assert network.weight.tolist() == [plain.weights[c] for c in expected["connections"]]
    assert network.inputs.tolist() == [new[v] for v in plain.inputs if v in new]
    assert network.outputs.tolist() == [new[v] for v in plain.outputs if v in new]
    assert network.input_slots.tolist() == [k for k, v in enumerate(plain.inputs) if v in new]
    assert network.output_slots.tolist() == [k for k, v in enumerate(plain.outputs) if v in new]
    assert np.isnan(network.output_constants).tolist() == [v in new for v in plain.outputs]
    assert (network.n_neurons, network.n_connections) == (len(new), len(kept))


def magnitude(plain, given_values):
    """How large intermediate sums get, rounding errors being in proportion to that."""
    absolute = [("identity", 0.0)] * plain.n
    inputs = {v: abs(x) for v, x in given_values.items()}
    weights, biases = [abs(w) + 1 for w in plain.weights], [abs(b) for b in plain.biases]
    return 1 + max(naive.values(plain.n, plain.connections, weights, biases, absolute, inputs))


CHAIN_OF_CONSTANTS = Plain(
    n=6,
    connections=[(5, 4), (4, 3), (3, 1), (0, 1), (4, 2)],
    weights=[2.0, -1.0, 1.5, 1.0, 1.0],
    biases=[0.0, 0.5, 0.25, 0.5, -0.5, 1.0],
    activations=[
        ("identity", 0.0),
        ("relu", 0.0),
        ("tanh", 0.0),
        ("leaky_relu", 0.25),
        ("gelu", 0.0),
        ("sigmoid", 0.0),
    ],
    inputs=[0],
    outputs=[2, 1],
)


@given(junk_networks(), st.data())
@example(CHAIN_OF_CONSTANTS, None)
def test_inference_is_that_of_the_untrimmed_network(plain, data):
    network = build_or_none(plain)
    if network is None:
        return
    entry = st.integers(-16, 16).map(lambda i: i / 8)
    width = len(plain.inputs)
    x = [0.75] * width if data is None else data.draw(st.lists(entry, min_size=width, max_size=width))
    given_values = dict(zip(plain.inputs, x))
    values = naive.values(plain.n, plain.connections, plain.weights, plain.biases, plain.activations, given_values)
    expected = [values[v] for v in plain.outputs]
    result = infer(network, "neuron", x, dtype=np.float64)
    # Folded biases and constants are rounded to float32, everything else is exact or float64.
    tolerance = 1e-6 * magnitude(plain, given_values)
    np.testing.assert_allclose(result, expected, rtol=0, atol=tolerance)


def test_layer_hints_positions_and_biases_follow_their_neurons():
    network = build_network(
        n_neurons=4,
        source=[1, 1],
        target=[0, 3],
        inputs=[1],
        outputs=[3],
        bias=[1, 0, 2, 3],
        layer_hint=[7, 0, 8, 9],
        position=[[0, 0], [1, 1], [2, 2], [3, 3]],
        activation=["relu", "identity", "tanh", "sigmoid"],
    )
    assert network.trim_report == TrimReport(dropped_neurons=(0, 2), dropped_connections=1)
    assert network.layer_hint.tolist() == [0, 9]
    assert network.position.tolist() == [[1, 1], [3, 3]]
    assert network.bias.tolist() == [0, 3]
    assert network.activation.tolist() == [0, 4]


def test_what_is_left_can_be_built_again_and_stays_the_same():
    first = CHAIN_OF_CONSTANTS.build()
    again = build_network(
        n_neurons=first.n_neurons,
        source=first.source,
        target=first.target,
        weight=first.weight,
        bias=first.bias,
        activation=first.activation,
        activation_parameter=first.activation_parameter,
        inputs=first.inputs,
        outputs=first.outputs,
        input_width=first.input_width,
        input_slots=first.input_slots,
        output_width=first.output_width,
        output_slots=first.output_slots,
        output_constants=first.output_constants,
    )
    assert again.trim_report.empty
    assert np.array_equal(infer(again, "neuron", [0.75]), infer(first, "neuron", [0.75]))


def test_constants_too_large_are_refused():
    with pytest.raises(InvalidNetwork, match=r"constants that lead to neuron 1 add up to more than a float32"):
        build_network(
            n_neurons=4, source=[0, 2, 3], target=[1, 1, 2], weight=[1, 1e30, 1e30], bias=[0, 0, 0, 1], inputs=[0]
        )


def test_a_constant_too_large_that_nothing_needs_is_no_matter():
    network = build_network(
        n_neurons=5,
        source=[0, 2, 3],
        target=[1, 4, 2],
        weight=[1, 1e30, 1e30],
        bias=[0, 0, 0, 1, 0],
        inputs=[0],
        outputs=[1],
    )
    assert network.trim_report.dropped_neurons == (2, 3, 4)


def test_what_a_constant_adds_to_a_dropped_neuron_is_no_matter():
    network = build_network(
        n_neurons=4,
        source=[0, 2, 2],
        target=[1, 1, 3],
        weight=[1, 1, 1e30],
        bias=[0, 0, 1e20, 0],
        inputs=[0],
        outputs=[1],
    )
    assert network.trim_report == TrimReport((3,), 2, (2,))
    assert network.bias[1] == np.float32(1e20)


SENTENCES = [
    (TrimReport(), "Nothing had to be trimmed."),
    (
        TrimReport(dropped_inputs=(4,)),
        "Trimmed: 1 input that reaches no output, its entry of the input vector kept (4).",
    ),
    (
        TrimReport(tuple(range(7)), 9, (8,), (), (11, 12)),
        "Trimmed: 7 neurons that reach no output (0, 1, 2, 3, 4, ...); 1 constant neuron folded into the biases "
        "after it (8); 2 outputs that depend on no input, their values kept (11, 12), and 9 connections with them.",
    ),
]


@pytest.mark.parametrize(("report", "sentence"), SENTENCES)
def test_the_report_is_a_sentence(report, sentence):
    assert report.sentence() == sentence
