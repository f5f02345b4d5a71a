"""ONNX Runtime on the network with all its zeros: one graph, its own fusions, one session with all threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ioviz.core.benchmark.peers.numpy_dense import dense_matrices
from ioviz.core.benchmark.peers.peer import DENSE, NotApplicable, Peer, Prepared, Task

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ioviz.core.benchmark.layers import LayerForm

_NODES = {"IDENTITY": "", "RELU": "Relu", "TANH": "Tanh", "SIGMOID": "Sigmoid", "GELU": "Gelu"}
_OPSET = 20  # the first with Gelu


def _prepare(task: Task) -> Prepared:
    import numpy as np
    import onnxruntime

    form = task.layers
    matrices, nbytes = dense_matrices(form)
    model = _model(form, matrices, task)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = task.threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    # Bound once, so that nothing is copied or allocated in a run.
    shape = (form.output_width, task.batch) if task.layout == "columns" else (task.batch, form.output_width)
    outputs = np.empty(shape, np.float32)
    binding = session.io_binding()
    binding.bind_input("x", "cpu", 0, np.float32, task.inputs.shape, task.inputs.ctypes.data)
    binding.bind_output("y", "cpu", 0, np.float32, outputs.shape, outputs.ctypes.data)
    run_once = session.run_with_iobinding

    def run() -> NDArray[np.float32]:
        run_once(binding)
        return outputs

    return Prepared(run, nbytes)


def _model(form: LayerForm, matrices: list[NDArray[np.float32]], task: Task) -> bytes:
    """The graph: vectors as rows inside, which is the form that it multiplies fastest; transposed at the ends."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    if not form.is_chain:
        raise NotApplicable(f"It needs a chain of layers. {form.why_no_chain}")
    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(name: str, values: Any) -> str:
        constants.append(numpy_helper.from_array(np.asarray(values, np.float32), name))
        return name

    columns = task.layout == "columns"
    x = "x"
    last = len(form.layers) - 1
    for number, (layer, matrix) in enumerate(zip(form.layers, matrices, strict=True)):
        if layer.bias_where_nonzero and layer.has_bias:
            raise NotApplicable("It has no bias that is added only if the sum is not 0, as this network has.")
        inputs = [x, constant(f"w{number}", np.ascontiguousarray(matrix.T))]
        if layer.has_bias:
            inputs.append(constant(f"b{number}", layer.bias))
        kind = layer.kind.name if layer.kind is not None else ""
        y = f"s{number}"
        nodes.append(helper.make_node("Gemm", inputs, [y], transA=int(columns and number == 0)))
        x = y
        if kind == "CLIPPED_RELU":
            bounds = [constant(f"low{number}", 0.0), constant(f"high{number}", layer.parameters[0])]
            nodes.append(helper.make_node("Clip", [x, *bounds], [f"v{number}"]))
            x = f"v{number}"
        elif kind == "LEAKY_RELU":
            nodes.append(helper.make_node("LeakyRelu", [x], [f"v{number}"], alpha=float(layer.parameters[0])))
            x = f"v{number}"
        elif kind not in _NODES:
            raise NotApplicable(f"It needs layers of one activation; layer {number + 1} has several.")
        elif _NODES[kind]:
            nodes.append(helper.make_node(_NODES[kind], [x], [f"v{number}"]))
            x = f"v{number}"
        if number == last:
            nodes.append(helper.make_node("Transpose" if columns else "Identity", [x], ["y"]))
    shapes = [(form.input_width, task.batch), (form.output_width, task.batch)]
    taken, given = shapes if columns else [shape[::-1] for shape in shapes]
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, taken)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, given)],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9)
    content: bytes = model.SerializeToString()
    return content


PEER = Peer(
    "onnx",
    "ONNX Runtime dense",
    _prepare,
    DENSE,
    ("onnxruntime", "onnx"),
    "python -m pip install onnxruntime onnx",
)
