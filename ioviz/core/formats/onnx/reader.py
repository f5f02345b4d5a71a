"""From an ONNX model to a network."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ioviz.core.errors import FileFormatError
from ioviz.core.formats.fields import TEXT_LENGTH
from ioviz.core.formats.onnx.gelu import with_gelu
from ioviz.core.formats.onnx.graph import Graph, Node, chosen_part, named, read_nodes, read_shapes
from ioviz.core.formats.onnx.neurons import Neurons, Value
from ioviz.core.formats.onnx.operations import Constant, compute
from ioviz.core.formats.onnx.refusals import NotNeurons
from ioviz.core.formats.onnx.tensors import Tensors
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import Candidate, ReadReport, ReadResult

_WEIGHTED = ("Gemm", "MatMul", "Conv")


@dataclass(frozen=True)
class _Gone:
    """What is not read: the first node that is not understood, why, and the last value before it."""

    node: Node
    why: str
    before: str


class _Constants:
    """The constants of a model by their names, read when they are first asked for."""

    def __init__(self, graph: Any, nodes: tuple[Node, ...], tensors: Tensors) -> None:
        self._tensors = tensors
        self._dense = {tensor.name: tensor for tensor in graph.initializer}
        self._sparse = {tensor.values.name: tensor for tensor in graph.sparse_initializer}
        self._read: dict[str, Constant] = {}
        self.names = {*self._dense, *self._sparse}
        self.dims = {name: tuple(tensor.dims) for name, tensor in (*self._dense.items(), *self._sparse.items())}
        for node in nodes:
            if node.op == "Constant" or (node.inputs and all(name in self.names or not name for name in node.inputs)):
                self.names.update(node.outputs)
                value: Any = node.attributes.get("value")
                if node.op == "Constant" and hasattr(value, "dims") and node.outputs:
                    self.dims[node.outputs[0]] = tuple(value.dims)

    def get(self, name: str) -> Constant | None:
        """Return the constant of a name; None if it is none of the file."""
        if name not in self._read:
            if name in self._dense:
                self._read[name] = self._tensors.array(self._dense[name], name)
            elif name in self._sparse:
                self._read[name] = self._tensors.sparse(self._sparse[name], name)
        return self._read.get(name)

    def of_node(self, node: Node) -> Constant:
        """Return what a node Constant holds."""
        attributes = node.attributes
        for key in ("value_float", "value_int", "value_floats", "value_ints"):
            if attributes.get(key) is not None:
                return np.array(attributes[key])
        if attributes.get("value") is not None:
            return self._tensors.array(attributes["value"], node.name)
        if attributes.get("sparse_value") is not None:
            return self._tensors.sparse(attributes["sparse_value"], node.name)
        raise NotNeurons("it holds no numbers")


def read_model(model: Any, path: Path, options: ReadOptions) -> ReadResult:
    """Make a network of a ModelProto.

    Raises
    ------
    FileFormatError
        If the model is not as the format demands, or an operation before its last weights cannot be made of neurons;
        the text names the node or the tensor.
    InvalidNetwork
        If nothing is left to be computed.
    LimitExceeded
        If it is larger than the limits.
    """
    nodes = read_nodes(model.graph)
    constants = _Constants(model.graph, nodes, Tensors(path, options.limits))
    graph = chosen_part(
        nodes,
        [value.name for value in model.graph.input if value.name not in constants.names],
        [value.name for value in model.graph.output],
        constants.names,
        read_shapes(model.graph),
        begin=options.begin,
        end=options.end,
    )
    values: dict[str, Value | Constant | _Gone] = {
        node.outputs[0]: constants.of_node(node) for node in graph.nodes if node.op == "Constant" and node.outputs
    }
    graph = with_gelu(graph, lambda name: _scalar(values.get(name, constants.get(name))))
    neurons = Neurons(options)
    inputs = neurons.new(_input_shape(graph, constants, neurons, options))
    values[graph.begin] = Value(inputs)
    skipped: list[Node] = []
    for node in graph.nodes:
        if node.outputs and node.op != "Constant":
            _run(node, graph, values, constants, neurons, skipped)
    ends = _ends(graph, values, skipped, neurons)
    outputs = np.concatenate([value.ids.reshape(-1) for value in ends])
    settings = {"name": (model.graph.name or path.stem)[:TEXT_LENGTH], "origin": _origin(model)}
    network, counts = neurons.network(inputs, outputs, settings)
    return ReadResult(network, ReadReport("ONNX", counts, tuple(neurons.notes)))


def model_candidates(model: Any, path: Path, options: ReadOptions) -> tuple[Candidate, ...]:
    """Return the layers of weights of a ModelProto, by the names of their nodes, to choose a part from."""
    nodes = read_nodes(model.graph)
    constants = _Constants(model.graph, nodes, Tensors(path, options.limits))
    found = []
    for node in nodes:
        dims = constants.dims.get(node.entry(1), ())
        if node.op in _WEIGHTED and len(dims) >= 2:
            by_output = node.op == "Conv" or (node.op == "Gemm" and node.attributes.get("transB", 0))
            sides = (dims[0], math.prod(dims[1:])) if by_output else (dims[-1], dims[-2])
            found.append(Candidate(node.name, (int(sides[0]), int(sides[1])), node.name))
    return tuple(found)


def _run(
    node: Node,
    graph: Graph,
    values: dict[str, Any],
    constants: _Constants,
    neurons: Neurons,
    skipped: list[Node],
) -> None:
    """Compute one node, or remember that it is not understood."""
    entries = [_entry(name, node, graph, values, constants) for name in node.inputs]
    gone = next((entry for entry in entries if isinstance(entry, _Gone)), None)
    if gone is not None:
        skipped.append(node)
        values.update(dict.fromkeys(node.outputs, gone))
        return
    try:
        made = compute(node, entries, neurons)
        values[node.outputs[0]] = made
    except NotNeurons as error:
        skipped.append(node)
        before = next((name for name in node.inputs if isinstance(values.get(name), Value)), "")
        values[node.outputs[0]] = _Gone(node, str(error), before)
    for name in node.outputs[1:]:
        values[name] = _Gone(node, "only the first of its outputs is read", node.outputs[0])


def _entry(name: str, node: Node, graph: Graph, values: dict[str, Any], constants: _Constants) -> Any:
    if not name:
        return None
    found = values.get(name)
    if found is None:
        found = constants.get(name)
    if found is None:
        raise FileFormatError(f"{node.title} takes the value {named(name)}, which no node before it gives.")
    if isinstance(found, Value):
        return Value(found.ids, found.open and graph.uses.get(name, 0) == 1)
    return found


def _ends(graph: Graph, values: dict[str, Any], skipped: list[Node], neurons: Neurons) -> list[Value]:
    """The outputs of the network: the ends of the graph, or what comes before that which is not understood."""
    chosen: dict[str, Value] = {}
    for name in graph.ends:
        found = values.get(name)
        if isinstance(found, _Gone):
            _check_gone(found, skipped, values, neurons)
            _note_gone(found, neurons)
            name, found = found.before, values.get(found.before)
        if isinstance(found, Value):
            chosen[name] = found
        elif found is None:
            raise FileFormatError(f"No node gives the output {named(name)} of the graph.")
        else:
            neurons.note(f"Left out: the output {named(name)}, a constant.")
    if not chosen:
        raise FileFormatError("No output of the graph depends on its input.")
    return list(chosen.values())


def _check_gone(gone: _Gone, skipped: list[Node], values: dict[str, Any], neurons: Neurons) -> None:
    """Refuse to leave out weights, or everything."""
    first = next((value for value in values.values() if isinstance(value, _Gone) and value.node is skipped[0]), gone)
    weighted = next((node for node in skipped if node.op in _WEIGHTED), None)
    if weighted is None and not neurons.empty and isinstance(values.get(gone.before), Value):
        return
    sentence = f"{first.node.title} cannot be read: {first.why}"
    if weighted is not None and weighted is not first.node:
        sentence += f", and {weighted.label} comes after it"
    raise FileFormatError(f"{sentence}; choose a part of the graph without it, by the names of values or nodes.")


def _note_gone(gone: _Gone, neurons: Neurons) -> None:
    neurons.note(
        f"Left out: {gone.node.label} at the end, as {gone.why}; the outputs are the values before it, "
        f"{named(gone.before)}."
    )


def _input_shape(graph: Graph, constants: _Constants, neurons: Neurons, options: ReadOptions) -> tuple[int, ...]:
    """The shape of the input without the batch: all axes up to the last open one, and the first at least."""
    known = graph.shapes.get(graph.begin)
    shape: tuple[int, ...] | None = None
    if known is not None:
        last_open = max((i for i, side in enumerate(known) if side is None), default=-1)
        batch = max(last_open + 1, 1 if len(known) > 1 else 0)
        shape = tuple(side for side in known[batch:] if side is not None)
        if batch > 1 and shape:
            neurons.note(
                f"The input {named(graph.begin)} has {batch} axes of open length; its last {len(known) - batch} are "
                "the input vector."
            )
    width = _width_taken(graph, constants)
    if width is not None and (not shape or options.begin is not None):
        return (width,)
    if not shape:
        raise FileFormatError(
            f"The shape of {named(graph.begin)} is not in the model, so the number of inputs is unknown: "
            "begin at a value that a Gemm or MatMul takes."
        )
    return shape


def _width_taken(graph: Graph, constants: _Constants) -> int | None:
    """How many values the first matrix takes that the input goes into."""
    for node in graph.nodes:
        if graph.begin in node.inputs[:1] and node.op in ("Gemm", "MatMul"):
            dims = constants.dims.get(node.entry(1), ())
            if len(dims) == 2:
                return int(dims[1] if node.op == "Gemm" and node.attributes.get("transB", 0) else dims[0])
    return None


def _scalar(value: object) -> float | None:
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "iuf":
        return float(value.reshape(-1)[0])
    return None


def _origin(model: Any) -> str:
    made = " ".join(text for text in (model.producer_name, model.producer_version) if text)
    return f"ONNX model made by {made}"[:1000] if made else ""
