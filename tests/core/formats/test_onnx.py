"""ONNX models compute the same as neurons as onnxruntime computes with them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

import ioviz
from ioviz.core.formats import look, read_network
from ioviz.core.network import Activation
from tests.core.formats.onnx_models import compared, model, node, run, saved, weights

MLP = {"w1": weights(4, 6), "b1": weights(6), "w2": weights(6, 3), "b2": weights(3)}
SCALARS = {name: np.array(value, np.float32) for name, value in (("root", math.sqrt(2)), ("one", 1), ("half", 0.5))}


def mlp(*between, out="h", **settings):
    """x -> Gemm -> what is between h1 and `out` -> Gemm."""
    nodes = [node("Gemm", "x,w1,b1", "h1"), *between, node("Gemm", f"{out},w2,b2", "y")]
    return model(nodes, {**MLP, **settings.pop("constants", {})}, ["n", 4], **settings)


@pytest.mark.parametrize(
    ("between", "kind"),
    [
        (node("Relu", "h1", "h"), Activation.RELU),
        (node("LeakyRelu", "h1", "h", alpha=0.2), Activation.LEAKY_RELU),
        (node("Tanh", "h1", "h"), Activation.TANH),
        (node("Sigmoid", "h1", "h"), Activation.SIGMOID),
        (node("Gelu", "h1", "h"), Activation.GELU),
        (node("Clip", "h1,zero,six", "h"), Activation.CLIPPED_RELU),
        (node("Clip", "h1,zero", "h"), Activation.RELU),
        (node("PRelu", "h1,slopes", "h"), Activation.LEAKY_RELU),
        (node("Identity", "h1", "h"), Activation.IDENTITY),
    ],
)
def test_activations(tmp_path, between, kind):
    constants = {"zero": np.float32(0), "six": np.float32(0.6), "slopes": np.abs(weights(6))}
    made = mlp(between, constants=constants)
    network = compared(made, tmp_path / "x.onnx", (4,)).network
    assert (network.n_neurons, network.n_connections) == (13, 42)
    assert set(network.activation[network.layer == 1]) == {kind}


@pytest.mark.parametrize(
    "between",
    [
        [
            ("Div", "h1,root", "d"),
            ("Erf", "d", "e"),
            ("Add", "e,one", "a"),
            ("Mul", "h1,a", "m"),
            ("Mul", "m,half", "h"),
        ],
        [
            ("Div", "h1,root", "d"),
            ("Erf", "d", "e"),
            ("Add", "one,e", "a"),
            ("Mul", "h1,half", "k"),
            ("Mul", "k,a", "h"),
        ],
        [
            ("Div", "h1,root", "d"),
            ("Erf", "d", "e"),
            ("Add", "e,one", "a"),
            ("Mul", "half,a", "m"),
            ("Mul", "m,h1", "h"),
        ],
    ],
)
def test_gelu_written_out(tmp_path, between):
    network = compared(mlp(*(node(*one) for one in between), constants=SCALARS), tmp_path / "x.onnx", (4,)).network
    assert (network.n_neurons, network.n_connections) == (13, 42)
    assert set(network.activation[network.layer == 1]) == {Activation.GELU}


@pytest.mark.parametrize("trans_b", [0, 1])
def test_gemm_scales_and_turns(tmp_path, trans_b):
    w = weights(3, 4) if trans_b else weights(4, 3)
    nodes = [node("Gemm", "x,w,c", "y", alpha=0.5, beta=-2.0, transB=trans_b)]
    compared(model(nodes, {"w": w, "c": weights(1, 3)}, ["n", 4]), tmp_path / "x.onnx", (4,))


def test_matmul_add_and_constants_as_nodes(tmp_path):
    w, b = (
        helper.make_node("Constant", [], [name], value=numpy_helper.from_array(array))
        for name, array in (("w", weights(4, 3)), ("b", weights(3)))
    )
    nodes = [w, b, node("MatMul", "x,w", "h"), node("Add", "b,h", "a"), node("Relu", "a", "y")]
    network = compared(model(nodes, {}, ["n", 4]), tmp_path / "x.onnx", (4,)).network
    assert network.bias[network.outputs].tolist() == weights(3).tolist()
    assert network.n_neurons == 7
    assert [(one.name, one.shape) for one in look(tmp_path / "x.onnx").candidates] == [("matmul_h", (3, 4))]
    assert ioviz.load(tmp_path / "x.onnx", begin="matmul_h").n_neurons == 7


def test_residual_stays_one_neuron_a_sum(tmp_path):
    """x + W2 f(W1 x): the sum is taken into the neurons of the second layer."""
    constants = {**MLP, "w2": weights(6, 4), "b2": weights(4)}
    nodes = [
        node("Gemm", "x,w1,b1", "h1"), node("Relu", "h1", "h"), node("Gemm", "h,w2,b2", "z"), node("Add", "z,x", "y"),
    ]  # fmt: skip
    network = compared(model(nodes, constants, ["n", 4]), tmp_path / "x.onnx", (4,)).network
    assert (network.n_neurons, network.n_connections) == (14, 24 + 24 + 4)
    straight = [node("MatMul", "x,w", "h"), node("Add", "h,x", "y")]
    network = compared(model(straight, {"w": weights(4, 4)}, ["n", 4]), tmp_path / "x.onnx", (4,)).network
    assert (network.n_neurons, network.n_connections) == (8, 16)  # added to the weights that are there


@pytest.mark.parametrize(
    "between",
    [
        [("Mul", "h1,c", "h")], [("Div", "h1,c", "h")], [("Sub", "h1,c", "h")], [("Sub", "c,h1", "h")],
        [("Neg", "h1", "h")], [("Relu", "h1", "r"), ("Mul", "r,c", "h")], [("Relu", "h1", "r"), ("Add", "r,h1", "h")],
        [("Relu", "h1", "r"), ("Sub", "h1,r", "h")], [("Mul", "h1,c", "m"), ("Add", "m,h1", "h")],
        [("Relu", "h1", "r"), ("Tanh", "h1", "t"), ("Add", "r,t", "a"), ("Relu", "a", "h")],
        [("Add", "h1,h1", "h")], [("Gather", "h1,pick", "h")],
    ],
)  # fmt: skip
def test_sums_and_products(tmp_path, between):
    nodes = [node(*one, **({"axis": 1} if one[0] == "Gather" else {})) for one in between]
    compared(mlp(*nodes, constants={"c": weights(6), "pick": np.array([5, 0, 0, -1, 2, 3])}), tmp_path / "x.onnx", (4,))


def test_what_changes_shapes_only(tmp_path):
    nodes = [
        node("Transpose", "x,", "t", perm=[0, 2, 1]), node("Reshape", "t,shape", "r"),
        node("Unsqueeze", "r,two", "u"), node("Squeeze", "u,two", "s"), node("Flatten", "s", "f"),
        node("Dropout", "f", "d"), node("Cast", "d", "k", to=TensorProto.FLOAT), node("MatMul", "k,w", "y"),
    ]  # fmt: skip
    nodes[0].input.pop()
    constants = {"shape": np.array([-1, 3, 2]), "two": np.array([2]), "w": weights(6, 2)}
    compared(model(nodes, constants, ["n", 3, 2]), tmp_path / "x.onnx", (3, 2))


def test_shape_asked_for_by_the_graph(tmp_path):
    """As older exporters write a view: the length of the batch is picked from the shape."""
    nodes = [
        node("Shape", "x", "s"), node("Gather", "s,zero", "g"), node("Unsqueeze", "g,axis", "u"),
        node("Concat", "u,rest", "c", axis=0), node("Reshape", "x,c", "r"), node("MatMul", "r,w", "y"),
    ]  # fmt: skip
    constants = {"zero": np.array(0), "axis": np.array([0]), "rest": np.array([-1]), "w": weights(6, 2)}
    compared(model(nodes, constants, ["n", 2, 3]), tmp_path / "x.onnx", (2, 3))


CONVOLUTIONS = [
    ((2, 5, 5), (3, 2, 3, 3), {}),
    ((2, 5, 6), (4, 2, 3, 2), {"strides": [2, 1], "pads": [1, 0, 0, 1]}),
    ((4, 5, 5), (4, 1, 3, 3), {"group": 4, "pads": [1, 1, 1, 1]}),
    ((4, 6, 6), (6, 2, 2, 2), {"group": 2, "dilations": [2, 3]}),
    ((2, 9), (3, 2, 4), {"auto_pad": "SAME_UPPER", "strides": [2]}),
    ((2, 9), (3, 2, 4), {"auto_pad": "SAME_LOWER"}),
]


@pytest.mark.parametrize(("shape", "kernel", "attributes"), CONVOLUTIONS)
def test_convolutions_unrolled(tmp_path, shape, kernel, attributes):
    nodes = [node("Conv", "x,k,b", "c", **attributes), node("Relu", "c", "r"), node("Flatten", "r", "y")]
    made = model(nodes, {"k": weights(*kernel), "b": weights(kernel[0])}, ["n", *shape])
    compared(made, tmp_path / "x.onnx", shape)


@pytest.mark.parametrize(
    "attributes",
    [{"kernel_shape": [2, 2], "strides": [2, 2]}, {"kernel_shape": [3, 2], "pads": [1, 0, 1, 1]},
     {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "count_include_pad": 1}, None],
)  # fmt: skip
def test_normalised_and_pooled(tmp_path, attributes):
    pool = node("GlobalAveragePool", "b", "p") if attributes is None else node("AveragePool", "b", "p", **attributes)
    nodes = [node("Conv", "x,k", "c"), node("BatchNormalization", "c,s,t,m,v", "b"), pool, node("Flatten", "p", "y")]
    constants = {"k": weights(3, 2, 2, 2), **{name: np.abs(weights(3, seed=i)) for i, name in enumerate("stmv")}}
    compared(model(nodes, constants, ["n", 2, 5, 5]), tmp_path / "x.onnx", (2, 5, 5))


def test_softmax_at_the_end_is_left_out(tmp_path):
    nodes = [node("Gemm", "x,w1,b1", "h"), node("Softmax", "h", "s"), node("Identity", "s", "y")]
    made = model(nodes, MLP, ["n", 4])
    result = read_network(saved(made, tmp_path / "x.onnx"))
    assert result.report.notes == (
        "Left out: the node 'softmax_s' (Softmax) at the end, as it is not a weighted sum with an activation; the "
        "outputs are the values before it, 'h'.",
    )
    x = weights(2, 4)
    logits = ioviz.infer(result.network, ioviz.order(result.network), x)
    powers = np.exp(logits)
    np.testing.assert_allclose(powers / powers.sum(1, keepdims=True), run(made, x), rtol=1e-4)


def test_several_outputs_and_outputs_that_lead_on(tmp_path):
    nodes = [node("Gemm", "x,w1,b1", "h"), node("Relu", "h", "r"), node("Gemm", "r,w2,b2", "y")]
    result = compared(model(nodes, MLP, ["n", 4], outputs=("y", "r", "h", "x")), tmp_path / "x.onnx", (4,))
    assert result.network.n_outputs == 3 + 6 + 6 + 4


def test_sparse_and_half_precision(tmp_path):
    dense = np.zeros((4, 6), np.float32)
    dense[[0, 3, 2], [5, 0, 1]] = [0.5, -2, 3]
    row, column = np.nonzero(dense)
    for indices in (np.stack([row, column], 1), row * 6 + column):
        sparse = helper.make_sparse_tensor(
            numpy_helper.from_array(dense[row, column], "w"), numpy_helper.from_array(indices.astype(np.int64)), [4, 6]
        )
        made = model([node("MatMul", "x,w", "y")], {}, ["n", 4])
        made.graph.sparse_initializer.append(sparse)
        result = read_network(saved(made, tmp_path / "x.onnx"))
        assert sorted(result.network.weight.tolist()) == [-2, 0.5, 3]
        assert result.report.layers[0].entries == 3
    for kind in (TensorProto.FLOAT16, TensorProto.BFLOAT16, TensorProto.DOUBLE):
        tensor = helper.make_tensor("w", kind, [2, 2], [0.5, -1.5, 2, 0])
        made = model([node("MatMul", "x,w", "y")], {}, ["n", 2])
        for each in (tensor, _raw(tensor, kind)):
            del made.graph.initializer[:]
            made.graph.initializer.append(each)
            assert sorted(ioviz.load(saved(made, tmp_path / "x.onnx")).weight.tolist()) == [-1.5, 0.5, 2]


def _raw(tensor, kind):
    array = numpy_helper.to_array(tensor)
    return helper.make_tensor("w", kind, [2, 2], array.tobytes(), raw=True)


def test_quantised_weights(tmp_path):
    whole = np.random.default_rng(0).integers(-128, 127, (4, 3)).astype(np.int8)
    nodes = [node("DequantizeLinear", "q,s,z", "w", axis=1), node("MatMul", "x,w", "y")]
    constants = {"q": whole, "s": np.array([0.1, 0.2, 0.05], np.float32), "z": np.array([0, 3, -2], np.int8)}
    compared(model(nodes, constants, ["n", 4]), tmp_path / "x.onnx", (4,))


def test_a_part_of_the_graph(tmp_path):
    """A block between two operations that ioviz does not read, as in a transformer."""
    nodes = [
        node("LayerNormalization", "x,g", "n1"), node("MatMul", "n1,w1", "h1"), node("Add", "h1,b1", "h2"),
        node("Relu", "h2", "h"), node("MatMul", "h,w2", "z"), node("Softmax", "z", "s"), node("MatMul", "s,w3", "y"),
    ]  # fmt: skip
    made = model(nodes, {**MLP, "g": np.ones(4, np.float32), "w3": weights(3, 2)}, ["n", "tokens", 4])
    path = saved(made, tmp_path / "x.onnx")
    with pytest.raises(ioviz.FileFormatError) as caught:
        ioviz.load(path)
    assert str(caught.value) == (
        f"{path}: The node 'layernormalization_n1' (LayerNormalization) cannot be read: it is not a weighted sum with "
        "an activation, and the node 'matmul_h1' (MatMul) comes after it; choose a part of the graph without it, by "
        "the names of values or nodes."
    )
    for begin, end in (("n1", "z"), ("matmul_h1", "matmul_z")):
        network = ioviz.load(path, begin=begin, end=end)
        assert (network.n_neurons, network.n_connections) == (13, 42)
    x = weights(5, 4)
    wanted = np.maximum(x @ MLP["w1"] + MLP["b1"], 0) @ MLP["w2"]
    np.testing.assert_allclose(ioviz.infer(network, ioviz.order(network), x), wanted, rtol=1e-4, atol=1e-5)
    for begin, end, sentence in (
        ("nothing", None, "Unknown value or node 'nothing': reading cannot begin there."),
        (None, "nothing", "Unknown value or node 'nothing': reading cannot end there."),
        ("z", "h", "The end of the part does not depend on 'z', where it begins."),
    ):
        with pytest.raises(ioviz.FileFormatError) as caught:
            ioviz.load(path, begin=begin, end=end)
        assert str(caught.value) == f"{path}: {sentence}"


def test_dense_weights_become_sparse(tmp_path):
    path = saved(mlp(node("Relu", "h1", "h")), tmp_path / "x.onnx")
    result = read_network(path, keep=0.5)
    assert [(layer.name, layer.kept) for layer in result.report.layers] == [("gemm_h1", 12), ("gemm_y", 9)]
    assert result.report.sentences() == ("Kept 21 of 42 weights (50 %).",)
