"""The part of an ONNX graph that is read: its nodes, constants, and where it begins and ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ioviz.core.errors import FileFormatError

NODES_LIMIT = 200_000
_NAME_LENGTH = 120
"""Names of nodes are copied from error messages, and exporters make long ones."""


def named(name: str) -> str:
    """Return a name of the graph as it is shown in an error message."""
    text = repr(name)
    return text if len(text) <= _NAME_LENGTH else f"{text[: _NAME_LENGTH - 3]}..."


@dataclass(frozen=True, eq=False)
class Node:
    """One operation.

    Attributes
    ----------
    op : str
        E.g. ``"Gemm"``.
    name : str
        As the file has it, or the name of its first output.
    inputs, outputs : tuple of str
        Names of values; ``""`` where one is left out.
    attributes : mapping
        Python values: int, float, str, tuples, or a TensorProto.
    """

    op: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The node in error messages."""
        return f"the node {named(self.name)} ({self.op})"

    @property
    def title(self) -> str:
        """The node at the beginning of a sentence."""
        return f"The node {named(self.name)} ({self.op})"

    def entry(self, i: int) -> str:
        """The name of an input, ``""`` if there are not so many."""
        return self.inputs[i] if i < len(self.inputs) else ""


@dataclass(frozen=True, eq=False)
class Graph:
    """A part of a graph.

    Attributes
    ----------
    nodes : tuple of Node
        Those that the end needs, in their order.
    begin : str
        The value that is the input of the network.
    ends : tuple of str
        The values that are its outputs.
    uses : mapping
        How often each value is taken, by nodes of the part and as an end.
    shapes : mapping
        The shapes in the file; a side is None if it is open.
    """

    nodes: tuple[Node, ...]
    begin: str
    ends: tuple[str, ...]
    uses: Mapping[str, int]
    shapes: Mapping[str, tuple[int | None, ...]]


def read_nodes(graph: Any) -> tuple[Node, ...]:
    """Return the nodes of a GraphProto."""
    if len(graph.node) > NODES_LIMIT:
        raise FileFormatError(f"The graph has {len(graph.node):,} nodes; the limit is {NODES_LIMIT:,}.")
    return tuple(
        Node(
            proto.op_type,
            proto.name or (proto.output[0] if proto.output else ""),
            tuple(proto.input),
            tuple(proto.output),
            {attribute.name: _attribute(attribute) for attribute in proto.attribute},
        )
        for proto in graph.node
    )


def read_shapes(graph: Any) -> dict[str, tuple[int | None, ...]]:
    """Return the shapes of the values of a GraphProto."""
    shapes = {}
    for value in (*graph.input, *graph.value_info, *graph.output):
        kind = value.type.tensor_type
        if value.type.HasField("tensor_type") and kind.HasField("shape"):
            shapes[value.name] = tuple(
                int(side.dim_value) if side.HasField("dim_value") and side.dim_value > 0 else None
                for side in kind.shape.dim
            )
    return shapes


def chosen_part(
    nodes: Sequence[Node],
    inputs: Sequence[str],
    outputs: Sequence[str],
    constants: set[str],
    shapes: Mapping[str, tuple[int | None, ...]],
    *,
    begin: str | None,
    end: str | None,
) -> Graph:
    """Return the part of a graph between two values, or nodes; all of it unless given.

    Parameters
    ----------
    nodes : sequence of Node
    inputs, outputs : sequence of str
        Of the graph; constants are no inputs.
    constants : set of str
        Names of initialisers, and of what is made of them alone.
    shapes : mapping
    begin : str or None
        A value, or a node, which stands for its first input that is not a constant.
    end : str or None
        A value, or a node, whose first output is meant.

    Raises
    ------
    FileFormatError
        If a name is unknown, or the part needs another value from before its begin.
    """
    made = {name: node for node in nodes for name in node.outputs if name}
    by_name = {node.name: node for node in nodes}
    if begin is None:
        if not inputs:
            raise FileFormatError("The graph has no input.")
        start = None
    else:
        start = _begin_value(begin, made, by_name, inputs, constants)
    ends = tuple(outputs) if end is None else (_end_value(end, made, by_name),)
    if not ends:
        raise FileFormatError("The graph has no output.")
    needed, taken = _before(ends, made, start)
    roots = [name for name in inputs if name in taken]
    if start is None:
        if len(roots) != 1:
            listed = ", ".join(map(named, (roots or inputs)[:5]))
            wanted = "several" if len(roots) > 1 else "none of its"
            raise FileFormatError(
                f"The outputs depend on {wanted} inputs ({listed}); choose a part of the graph with one: from VALUE."
            )
        start = roots[0]
    elif start not in taken:
        raise FileFormatError(f"The end of the part does not depend on {named(start)}, where it begins.")
    elif any(name != start for name in roots):
        other = next(name for name in roots if name != start)
        raise FileFormatError(
            f"The part takes more than {named(start)}: it depends on the input {named(other)}, too; begin where one "
            "value is all that is needed."
        )
    chosen = tuple(node for node in nodes if id(node) in needed)
    uses: dict[str, int] = {}
    for name in (*(name for node in chosen for name in node.inputs), *ends):
        uses[name] = uses.get(name, 0) + 1
    return Graph(chosen, start, ends, uses, shapes)


def _before(ends: Sequence[str], made: Mapping[str, Node], start: str | None) -> tuple[set[int], set[str]]:
    """The nodes that the ends need, and the values that are taken on the way; it goes no further back than `start`."""
    needed: set[int] = set()
    taken: set[str] = set()
    stack = list(ends)
    while stack:
        name = stack.pop()
        if name in taken:
            continue
        taken.add(name)
        node = made.get(name)
        if name == start or node is None or id(node) in needed:
            continue
        needed.add(id(node))
        stack.extend(entry for entry in node.inputs if entry)
    return needed, taken


def _begin_value(
    name: str, made: Mapping[str, Node], by_name: Mapping[str, Node], inputs: Sequence[str], constants: set[str]
) -> str:
    if name in by_name:  # nodes first: where a layer and its value share a name, the layer is meant
        found = next((entry for entry in by_name[name].inputs if entry and entry not in constants), None)
        if found is not None:
            return found
    if name in made or name in inputs:
        return name
    raise FileFormatError(f"Unknown value or node {named(name)}: reading cannot begin there.")


def _end_value(name: str, made: Mapping[str, Node], by_name: Mapping[str, Node]) -> str:
    if name in made:
        return name
    if name in by_name and by_name[name].outputs:
        return by_name[name].outputs[0]
    raise FileFormatError(f"Unknown value or node {named(name)}: reading cannot end there.")


def _attribute(attribute: Any) -> Any:
    kind = attribute.type
    if kind == 1:
        return float(attribute.f)
    if kind == 2:
        return int(attribute.i)
    if kind == 3:
        return attribute.s.decode("utf-8", "replace")
    if kind == 4:
        return attribute.t
    if kind == 6:
        return tuple(map(float, attribute.floats))
    if kind == 7:
        return tuple(map(int, attribute.ints))
    if kind == 8:
        return tuple(text.decode("utf-8", "replace") for text in attribute.strings)
    return attribute.sparse_tensor if kind == 11 else None
