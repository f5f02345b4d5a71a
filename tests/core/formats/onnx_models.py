"""Small ONNX models made by hand, and what onnxruntime computes with them."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

import ioviz


def weights(*shape, seed=0):
    return (np.random.default_rng((seed, *shape)).normal(size=shape) * 0.5).astype(np.float32)


def node(op, inputs, output, **attributes):
    return helper.make_node(op, inputs.split(","), [output], name=f"{op.lower()}_{output}", **attributes)


def model(nodes, constants, shape, *, opset=20, outputs=("y",), value_info=()):
    """A model with the input x of a shape (the batch first) and float outputs of any shape."""
    graph = helper.make_graph(
        nodes,
        "made",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in constants.items()],
        value_info=[helper.make_tensor_value_info(name, TensorProto.FLOAT, sides) for name, sides in value_info],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9, producer_name="tests")


def saved(made, path):
    path.write_bytes(made.SerializeToString() if isinstance(made, onnx.ModelProto) else made)
    return path


def run(made, x, outputs=None):
    """What onnxruntime computes, each output with all axes but the batch in one."""
    content = made.SerializeToString() if isinstance(made, onnx.ModelProto) else made.read_bytes()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    # As it is written: what is optimised may be computed with fewer bits.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    found = session.run(outputs, {session.get_inputs()[0].name: x})
    return np.concatenate([y.reshape(len(x), -1) for y in found], axis=1)


def compared(made, path, shape, batch=3, **options):
    """Read a model and compare it with onnxruntime on random inputs; returns how it was read."""
    result = ioviz.core.formats.read_network(saved(made, path), **options)
    x = weights(batch, *shape, seed=9) * 4
    wanted = run(made, x)
    network = result.network
    found = ioviz.infer(network, ioviz.order(network), x.reshape(batch, -1))
    np.testing.assert_allclose(found, wanted, rtol=2e-4, atol=2e-5)
    return result
