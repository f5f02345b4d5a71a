"""Networks as ONNX: a layer of dense weights for every step of depth.

Every layer is one MatMul with all neurons that any later layer takes, so that connections which skip layers are kept:
what a later layer needs is joined to the vector by Concat. Dense, and so refused where it would be too large.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.files import replacing
from ioviz.core.formats.limits import in_mib
from ioviz.core.network import Activation, Network

MODEL_BYTES = 1 << 30
"""What the dense weights may take, half of what a file can hold."""

_OPSET, _IR = 20, 9  # Gelu is an operation from opset 20 on
_OPERATIONS = {
    Activation.RELU: "Relu",
    Activation.TANH: "Tanh",
    Activation.SIGMOID: "Sigmoid",
    Activation.GELU: "Gelu",
}


class _Writer:
    """The graph while it is made."""

    def __init__(self, library: Any) -> None:
        self.helper, self.numpy = library.helper, library.numpy_helper
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []
        self._count = 0

    def constant(self, array: NDArray[Any], name: str) -> str:
        self.tensors.append(self.numpy.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, op: str, inputs: list[str], name: str = "", **attributes: Any) -> str:
        """Add a node with one output, whose name is returned."""
        self._count += 1
        output = name or f"{op.lower()}_{self._count}"
        self.nodes.append(self.helper.make_node(op, inputs, [output], name=output, **attributes))
        return output


def write_model(network: Network, path: Path, library: Any) -> None:
    """Write a network as an ONNX model of dense weights.

    Raises
    ------
    FileFormatError
        If the network has what ONNX cannot express.
    LimitExceeded
        If its dense weights would be larger than `MODEL_BYTES`.
    """
    if network.bias_where_nonzero:
        raise FileFormatError("ONNX has no biases that count only where the sum is not 0; .json and .npz have.")
    sets = _layers(network)
    _check_size(network, sets)
    writer = _Writer(library)
    tensor = library.TensorProto.FLOAT
    values = _picked(writer, "input", network.input_slots, network.input_width, "inputs")
    held = network.inputs  # the neurons whose values are there, in this order
    for depth, neurons in enumerate(sets, start=1):
        made = _layer(writer, network, values, held, neurons, depth)
        values, held = _kept(writer, network, [(values, held), *made], depth)
    output = _output(writer, network, values, held)
    writer.node("Identity", [output], "output")
    graph = writer.helper.make_graph(
        writer.nodes,
        network.name[:200] or "network",
        [writer.helper.make_tensor_value_info("input", tensor, ["batch", network.input_width])],
        [writer.helper.make_tensor_value_info("output", tensor, ["batch", network.output_width])],
        writer.tensors,
    )
    model = writer.helper.make_model(
        graph, producer_name="ioviz", opset_imports=[writer.helper.make_opsetid("", _OPSET)], ir_version=_IR
    )
    with replacing(path) as file:
        file.write(model.SerializeToString(deterministic=True))


def _layers(network: Network) -> list[NDArray[np.int32]]:
    """The neurons at each depth from 1 on, sorted."""
    order = np.argsort(network.layer, kind="stable").astype(np.int32)
    ends = np.searchsorted(network.layer[order], np.arange(network.depth + 1), side="right")
    return np.split(order, ends[:-1])[1:]


def _held_before(network: Network) -> list[int]:
    """How many values there are before each layer is computed."""
    last = np.full(network.n_neurons, -1, np.int64)  # the depth that needs each neuron last
    np.maximum.at(last, network.source, network.layer[network.target])
    last[network.outputs] = network.depth + 1
    depth = np.arange(1, network.depth + 1)
    return [int(((network.layer < d) & (last >= d)).sum()) for d in depth.tolist()]


def _check_size(network: Network, sets: list[NDArray[np.int32]]) -> None:
    total = 4 * sum(before * layer.size for before, layer in zip(_held_before(network), sets, strict=True))
    if total > MODEL_BYTES:
        raise LimitExceeded(
            f"Its weights would take {in_mib(total)} as dense matrices; the limit is {in_mib(MODEL_BYTES)}. .npz holds "
            "it as it is."
        )


def _picked(writer: _Writer, value: str, entries: NDArray[np.int32], width: int, name: str) -> str:
    """Some entries of a vector, in their order."""
    if entries.size == width and (entries == np.arange(width)).all():
        return value
    return writer.node("Gather", [value, writer.constant(entries.astype(np.int64), f"{name}.entries")], name, axis=1)


def _layer(
    writer: _Writer,
    network: Network,
    values: str,
    held: NDArray[np.int32],
    neurons: NDArray[np.int32],
    depth: int,
) -> list[tuple[str, NDArray[np.int32]]]:
    """Weights, biases and activations of one layer: a value for the neurons of each activation."""
    column = np.full(network.n_neurons, -1, np.int64)
    column[held] = np.arange(held.size)
    kinds = np.stack([network.activation[neurons].astype(np.float32), network.activation_parameter[neurons]])
    pairs, which = np.unique(kinds, axis=1, return_inverse=True)
    made = []
    for i, (kind, parameter) in enumerate(pairs.T):
        group = neurons[which.reshape(-1) == i]
        row = np.full(network.n_neurons, -1, np.int64)
        row[group] = np.arange(group.size)
        into = np.flatnonzero(row[network.target] >= 0)
        weights = np.zeros((group.size, held.size), np.float32)
        weights[row[network.target[into]], column[network.source[into]]] = network.weight[into]
        name = f"layer_{depth}" if pairs.shape[1] == 1 else f"layer_{depth}.kind_{i}"
        constants = [writer.constant(weights, f"{name}.weight"), writer.constant(network.bias[group], f"{name}.bias")]
        value = writer.node("Gemm", [values, *constants], name, transB=1)
        made.append((_active(writer, value, int(kind), parameter, f"{name}.active"), group))
    return made


def _active(writer: _Writer, value: str, kind: int, parameter: np.float32, name: str) -> str:
    if kind == Activation.IDENTITY:
        return value
    if kind == Activation.LEAKY_RELU:
        return writer.node("LeakyRelu", [value], name, alpha=float(parameter))
    if kind == Activation.CLIPPED_RELU:
        ends = [writer.constant(np.array(end, np.float32), f"{name}.{i}") for i, end in enumerate((0.0, parameter))]
        return writer.node("Clip", [value, *ends], name)
    return writer.node(_OPERATIONS[Activation(kind)], [value], name)


def _kept(
    writer: _Writer, network: Network, there: list[tuple[str, NDArray[np.int32]]], depth: int
) -> tuple[str, NDArray[np.int32]]:
    """One value of all neurons that a deeper layer takes, or the output vector."""
    needed = network.is_output.copy()
    needed[network.source[network.layer[network.target] > depth]] = True
    parts, held = [], []
    for i, (value, neurons) in enumerate(there):
        chosen = np.flatnonzero(needed[neurons]).astype(np.int32)
        if chosen.size:
            parts.append(_picked(writer, value, chosen, neurons.size, f"layer_{depth}.part_{i}"))
            held.append(neurons[chosen])
    value = parts[0] if len(parts) == 1 else writer.node("Concat", parts, f"layer_{depth}.all", axis=1)
    return value, np.concatenate(held)


def _output(writer: _Writer, network: Network, values: str, held: NDArray[np.int32]) -> str:
    """The output vector, constants in their entries."""
    place = np.full(network.n_neurons, -1, np.int64)
    place[held] = np.arange(held.size)
    computed = place[network.outputs]
    if network.n_outputs == network.output_width:
        return _picked(writer, values, computed.astype(np.int32), held.size, "outputs")
    # A matrix puts each output into its entry; the constants are its bias.
    weights = np.zeros((network.output_width, held.size), np.float32)
    weights[network.output_slots, computed] = 1
    constants = np.nan_to_num(network.output_constants, nan=0.0)
    return writer.node(
        "Gemm",
        [values, writer.constant(weights, "outputs.weight"), writer.constant(constants, "outputs.bias")],
        "outputs",
        transB=1,
    )
