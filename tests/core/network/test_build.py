"""What makes no feed-forward network is refused with a sentence that names the first offender."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidNetwork, LimitExceeded
from ioviz.core.network import MAX_CONNECTIONS, MAX_NEURONS, Examples, build_network

DIAMOND = {"n_neurons": 4, "source": [0, 0, 1, 2], "target": [1, 2, 3, 3]}
NAN, INF = float("nan"), float("inf")

REFUSED = [
    ({"n_neurons": 2.5}, "The number of neurons has to be a whole number, not 2.5."),
    ({"n_neurons": True}, "The number of neurons has to be a whole number, not True."),
    ({"n_neurons": 0}, "The number of neurons has to be at least 1, not 0."),
    ({"n_neurons": 3}, "The target of connection 2 is 3, but neurons are numbered 0 to 2."),
    ({"source": [0, -1, 1, 9]}, "The source of connection 1 is -1, but neurons are numbered 0 to 3."),
    ({"source": [0, 2**70, 1, 2]}, f"The source of connection 1 is {2**70}, but neurons are numbered 0 to 3."),
    ({"source": np.array([0, 2**63, 1, 2], np.uint64)}, f"The source of connection 1 is {2**63}, but neurons "),
    ({"source": [0, 0, "1", 2]}, "The source of connection 2 is '1'; it has to be a whole number."),
    ({"source": [0, 0.5, 1, 2]}, "The source of connection 1 is 0.5; it has to be a whole number."),
    ({"source": [0, [0], 1, 2]}, "The source of connection 1 is [0]; it has to be a whole number."),
    ({"source": [0, None, 1, 2]}, "The source of connection 1 is None; it has to be a whole number."),
    ({"source": [0, NAN, 1, 2]}, "The source of connection 1 is nan; it has to be a whole number."),
    ({"source": [True, False, True, True]}, "The source of connection 0 is True; it has to be a whole number."),
    ({"source": "0012"}, "The sources have to be a list, not '0012'."),
    ({"source": {0: 1}}, "The sources have to be a list, not {0: 1}."),
    ({"source": np.zeros((2, 2), int)}, "The sources have to be one list, not an array of 2 dimensions."),
    ({"target": [1, 2, 3]}, "The targets are 3, but there are 4 sources."),
    ({"source": [], "target": []}, "The network has no connections."),
    ({"source": [0, 0, 1, 3]}, "Connection 3 leads from neuron 3 to itself."),
    ({"source": [0, 1, 0, 1], "target": [3, 3, 3, 3]}, "Connection 2 (0 -> 3) repeats connection 0."),
    (
        {"source": [3, 0, 1, 2]},
        "The connections 1 -> 3 -> 1 form a cycle of 2 neurons; a feed-forward network has none.",
    ),
    ({"weight": [1, 2, 3]}, "The weights are 3, but there are 4 connections."),
    ({"weight": [1, 2, NAN, INF]}, "The weight of connection 2 (1 -> 3) is not a number (NaN)."),
    ({"weight": [1, 2, 3, -INF]}, "The weight of connection 3 (2 -> 3) is -inf; it has to be finite, at most 3.4e+38."),
    (
        {"weight": [1, 1e39, 3, 4]},
        "The weight of connection 1 (0 -> 2) is 1e+39; it has to be finite, at most 3.4e+38.",
    ),
    ({"weight": [1, 10**400, 3, 4]}, "The weight of connection 1 (0 -> 2) is inf; it has to be finite"),
    ({"weight": [1, "2", 3, 4]}, "The weight of connection 1 (0 -> 2) is '2'; it has to be a number."),
    ({"weight": [1, True, 3, "x"]}, "The weight of connection 1 (0 -> 2) is True; it has to be a number."),
    ({"weight": 2.0}, "The weights have to be a list, not 2.0."),
    ({"bias": [0, 0, 0]}, "The biases are 3, but there are 4 neurons."),
    ({"bias": [0, 0, NAN, 0]}, "The bias of neuron 2 is not a number (NaN)."),
    ({"bias": [0.5, 0, 0, 0], "inputs": [0]}, "Neuron 0 has the bias 0.5, but it is an input, whose value is given"),
    ({"bias": [0.5, 0, 0, 0]}, "Neuron 0 has the bias 0.5, but no incoming connection, so that it is assumed to be an"),
    ({"activation": "rellu"}, "'rellu' is not an activation function: choose from identity, relu, leaky_relu, tanh, "),
    ({"activation": ["relu"] * 3}, "There are 3 activations for 4 neurons."),
    ({"activation": ["relu", "tanh", 7, None]}, "Neuron 2: 7 is not an activation function"),
    ({"activation": np.array([0, 1, 9, 9])}, "The activation of neuron 2 is 9, but kinds are numbered 0 to 6."),
    ({"activation": None}, "The activations have to be a list, not None."),
    ({"activation": "relu:2"}, "The activation relu takes no parameter, but 2 is given."),
    ({"activation": "clipped_relu:0"}, "The cap of clipped_relu has to be greater than 0, not 0."),
    ({"activation": "clipped_relu:x"}, "The parameter of clipped_relu has to be a number, not 'x'."),
    ({"activation": "leaky_relu", "activation_parameter": INF}, "The parameter of leaky_relu has to be a finite"),
    ({"activation": "leaky_relu", "activation_parameter": [0, 0]}, "There are 2 activation parameters for 4 neurons."),
    ({"activation": "leaky_relu", "activation_parameter": [0, 0, NAN, 0]}, "The activation parameter of neuron 2 is"),
    ({"activation": "clipped_relu", "activation_parameter": [1, 1, -1, 1]}, "The cap of clipped_relu of neuron 2 has"),
    ({"activation": {"kind": "relu", "cap": 1}}, "An activation is written as {'kind': ..., 'parameter': ...}, not"),
    ({"inputs": [0, 0]}, "Neuron 0 is declared an input twice."),
    ({"inputs": [0, 4]}, "Entry 1 of the inputs is 4, but neurons are numbered 0 to 3."),
    ({"inputs": [0, 2]}, "Neuron 2 is declared an input but has an incoming connection: connection 1 (0 -> 2)."),
    ({"outputs": [1]}, "Neuron 1 is declared an output but has an outgoing connection: connection 2 (1 -> 3)."),
    ({"outputs": [3, 3]}, "Neuron 3 is declared an output twice."),
    ({"n_neurons": 5, "inputs": [0, 4], "outputs": [4, 3]}, "Neuron 4 is declared both an input and an output."),
    ({"inputs": list(range(4)) * 9}, "There are 36 inputs, but only 4 neurons."),
    ({"inputs": []}, "No output depends on any input, so nothing is left to compute."),
    ({"outputs": []}, "No output depends on any input, so nothing is left to compute."),
    ({"layer_hint": [0, 1, -1, 2]}, "The layer of neuron 2 is -1, but layers are numbered 0 to "),
    ({"position": [[0, 0]] * 3}, "The positions have to be 4 rows of 2 numbers, not (3, 2)."),
    ({"position": [[0, 0], [0, INF], [0, 0], [0, 0]]}, "The y position of neuron 1 is inf; it has to be finite"),
    ({"input_slots": [0, 1]}, "There are 2 input slots for 1 input."),
    ({"input_slots": [3], "input_width": 3}, "Entry 0 of the input slots is 3, but entries of the input vector are"),
    ({"input_width": -1}, "The length of the input vector has to be a whole number up to"),
    ({"output_width": 0}, "The output vector of length 0 is too short for 1 output."),
    ({"output_width": 2}, "Entry 1 of the output vector is neither an output nor a constant."),
    ({"output_constants": [1.0]}, "Entry 0 of the output vector is both computed and constant."),
    ({"output_constants": [None, 1.0]}, "There are 2 output constants for an output vector of length 1."),
    ({"examples": Examples(np.zeros((2, 3)))}, "The examples have to be 2 rows of 1 numbers, not (2, 3)."),
    ({"examples": Examples(np.full((2, 1), NAN))}, "Entry 0 of example 0 is not a number (NaN)."),
    ({"examples": Examples(np.zeros((2, 1)), labels=("a",))}, "There are 1 labels for 2 examples."),
    ({"examples": Examples(np.zeros((2, 1)), classes=("a", "b"))}, "There are 2 classes for 1 output."),
    ({"examples": Examples(np.zeros((2, 1)), image_shape=(2, 2))}, "An image of 2 x 2 does not hold the 1 inputs."),
    ({"examples": Examples(np.zeros((2, 1)), scale=0)}, "The scale of the examples has to be greater than 0"),
]


@pytest.mark.parametrize(("change", "sentence"), REFUSED, ids=[sentence[:50] for _, sentence in REFUSED])
def test_refused_with_a_sentence(change, sentence):
    with pytest.raises(InvalidNetwork) as caught:
        build_network(**(DIAMOND | change))
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith(".")


def test_a_long_cycle_is_shortened():
    with pytest.raises(InvalidNetwork, match=r"0 -> 1 -> 2 -> 3 -> 4 -> \.\.\. -> 98 -> 0 form a cycle of 99 neurons"):
        build_network(n_neurons=99, source=range(99), target=[*range(1, 99), 0])


def test_two_inputs_cannot_share_a_slot():
    with pytest.raises(InvalidNetwork, match=r"Two inputs share entry 5 of the input vector\."):
        build_network(n_neurons=3, source=[0, 1], target=[2, 2], input_slots=[5, 5])


class Huge:
    """Says that it is a long list, and fails if anybody reads it."""

    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length


def test_limits_are_checked_before_anything_is_read():
    with pytest.raises(LimitExceeded, match="10,000,001 neurons; the limit is 10,000,000"):
        build_network(n_neurons=MAX_NEURONS + 1, source=Huge(1), target=Huge(1))
    with pytest.raises(LimitExceeded, match="connections; the limit is"):
        build_network(n_neurons=2, source=Huge(MAX_CONNECTIONS + 1), target=Huge(MAX_CONNECTIONS + 1))


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.lists(st.integers(0, 3), max_size=2)
)


@given(
    st.sampled_from(sorted({key for change, _ in REFUSED for key in change} - {"examples"})),
    st.one_of(anything, st.lists(anything, max_size=5)),
)
def test_any_argument_makes_a_network_or_a_sentence(key, value):
    sentence = "Built."
    try:
        assert build_network(**(DIAMOND | {key: value})).n_connections
    except (InvalidNetwork, LimitExceeded) as error:
        sentence = str(error)
    assert sentence.endswith(".")


def test_what_the_caller_keeps_is_not_shared():
    source, weight = np.array([0, 0, 1, 2], np.int32), np.ones(4, np.float32)
    network = build_network(**(DIAMOND | {"source": source, "weight": weight}))
    source[:] = 3
    weight[:] = 7
    assert network.source.tolist() == [0, 0, 1, 2]
    assert network.weight.tolist() == [1, 1, 1, 1]
    assert source.flags.writeable


def test_a_view_is_copied_even_if_it_is_read_only():
    whole = np.ones(4, np.float32)
    view = whole[:]
    view.setflags(write=False)
    network = build_network(**DIAMOND, weight=view)
    whole[:] = 7
    assert network.weight.tolist() == [1, 1, 1, 1]


def test_a_frozen_array_is_not_copied():
    weight = np.ones(4, np.float32)
    weight.setflags(write=False)
    assert build_network(**DIAMOND, weight=weight).weight is weight


def test_whole_floats_and_other_integers_are_indices():
    network = build_network(n_neurons=np.int64(4), source=[0.0, 0.0, 1.0, 2.0], target=np.array([1, 2, 3, 3], np.uint8))
    assert network.source.tolist() == [0, 0, 1, 2]
    assert network.source.dtype == network.target.dtype == np.int32


def test_slots_put_inputs_and_outputs_into_the_order_of_the_vectors():
    network = build_network(
        n_neurons=4, source=[0, 1], target=[2, 3], inputs=[0, 1], input_slots=[5, 2], output_slots=[1, 0]
    )
    assert network.inputs.tolist() == [1, 0]
    assert network.input_slots.tolist() == [2, 5]
    assert network.input_width == 6
    assert network.outputs.tolist() == [3, 2]
    assert network.output_slots.tolist() == [0, 1]


def test_examples_are_frozen_and_checked():
    pictures = np.arange(4).reshape(2, 2)
    examples = Examples(pictures, labels=("a", "b"), image_shape=(1, 2), classes=("x",), scale=16)
    network = build_network(n_neurons=3, source=[0, 1], target=[2, 2], examples=examples)
    assert network.examples.inputs.dtype == np.float32
    assert not network.examples.inputs.flags.writeable
    assert network.examples.scale == 16.0


def test_activations_in_all_spellings():
    network = build_network(
        **DIAMOND, activation=["relu", "leaky_relu:0.5", {"kind": "clipped_relu"}, "Clipped-ReLU : 3"]
    )
    assert network.activation.tolist() == [0, 2, 6, 6]
    assert network.activation_parameter.tolist() == [0, 0.5, 6, 3]
    network = build_network(**DIAMOND, activation=np.array([1, 2, 3, 6], np.uint8))
    assert network.activation_parameter.tolist() == pytest.approx([0, 0.01, 0, 6])
    network = build_network(**DIAMOND, activation=["relu", "relu", "leaky_relu", "relu"], activation_parameter=0.25)
    assert network.activation_parameter.tolist() == [0, 0, 0.25, 0]
    network = build_network(**DIAMOND, activation="clipped_relu", activation_parameter=[1, 2, 3, 4])
    assert network.activation_parameter.tolist() == [0, 2, 3, 4]
