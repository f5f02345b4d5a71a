"""What the formats of graphs have in common: nodes and edges with attributes on their way to and from a network.

The attributes that mean something, all of them optional:

======== ======================== ==========================================================================
of       attribute                what it is
======== ======================== ==========================================================================
a node   ``bias``                 a number, 0 unless there
         ``activation``           such as ``relu`` or ``leaky_relu:0.01``, identity unless there
         ``layer``                a whole number, for drawing
         ``input_slot``           the entry of the input vector that it takes; if no node has one, the nodes
                                  without an edge into them are the inputs
         ``output_slot``          the same for outputs
         ``x``, ``y``             where to draw it
an edge  ``weight``               a number, 1 unless there
         ``connection``           the place in the order of connections; that in the file unless all have it
a graph  ``name``, ``description``, ``origin``, ``input_width``, ``output_width``,
         ``output_constants`` (a list, null where an output is computed), ``bias_where_nonzero``
======== ======================== ==========================================================================

Nodes are neurons in the order of the file; if their names are the numbers 0 to N - 1, in that order.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.fields import FLOAT32_END, TEXT_LENGTH, shown
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.registry import ReadReport, ReadResult
from ioviz.core.kernels.jit import frozen
from ioviz.core.network import build_network

NODE_WORDS = ("bias", "activation", "layer", "input_slot", "output_slot", "x", "y")
EDGE_WORDS = ("weight", "connection")
GRAPH_WORDS = (
    "name", "description", "origin", "input_width", "output_width", "output_constants", "bias_where_nonzero",
)  # fmt: skip

Place = Callable[[], str]
"""Returns the place in the file, ``"Line 7"``; called only for error messages."""

_NOTED = 5


class GraphReader:
    """Takes nodes and edges as they come, and makes a network of them.

    Parameters
    ----------
    title : str
        Of the format.
    limits : Limits
    declared : bool
        Whether the ends of edges have to be declared as nodes.

    Attributes
    ----------
    graph : dict
        The attributes of the graph.
    """

    def __init__(self, title: str, limits: Limits, *, declared: bool) -> None:
        self.graph: dict[str, Any] = {}
        self._title = title
        self._limits = limits
        self._number: dict[str, int] = {}
        self._columns: dict[str, dict[int, Any]] = {word: {} for word in NODE_WORDS}
        self._undeclared: dict[int, Place] | None = {} if declared else None
        self._source, self._target = array("i"), array("i")
        self._weight, self._connection = array("d"), array("q")
        self._unknown: dict[str, None] = {}

    def node(self, name: str, where: Place, *, is_edge_end: bool = False) -> int:
        """Return the number of a node, a new one if it is not known yet."""
        v = self._number.get(name)
        if v is None:
            v = len(self._number)
            if v >= self._limits.neurons:
                raise LimitExceeded(f"The graph has more than {self._limits.neurons:,} nodes, the limit.")
            if len(name) > TEXT_LENGTH:
                raise FileFormatError(f"{where()}: the name of a node has {len(name):,} characters.")
            self._number[name] = v
            if is_edge_end and self._undeclared is not None:
                self._undeclared[v] = _fixed(where())
        elif self._undeclared and not is_edge_end:
            self._undeclared.pop(v, None)
        return v

    def knows(self, name: str) -> bool:
        """Whether there is such a node already."""
        return name in self._number

    def set_node(self, v: int, word: str, value: object, where: Place) -> None:
        """Keep an attribute of a node, a text or a number; FileFormatError if it cannot be."""
        column = self._columns.get(word)
        if column is None:
            self._noted(word)
        elif word == "activation":
            column[v] = str(value)[:100]
        elif word in ("layer", "input_slot", "output_slot"):
            column[v] = as_whole(value, where, f": {word}", self._limits.neurons)
        else:
            column[v] = as_number(value, where, f": {word}")

    def edge(self, source: str, target: str, weight: object, connection: object, where: Place) -> None:
        """Add an edge; `weight` and `connection` are None where it has none."""
        if len(self._source) >= self._limits.connections:
            raise LimitExceeded(f"The graph has more than {self._limits.connections:,} edges, the limit.")
        number = self._number
        u, v = number.get(source), number.get(target)
        self._source.append(self.node(source, where, is_edge_end=True) if u is None else u)
        self._target.append(self.node(target, where, is_edge_end=True) if v is None else v)
        self._weight.append(1.0 if weight is None else as_number(weight, where, ": the weight"))
        if connection is not None:
            self._connection.append(as_whole(connection, where, ": connection", self._limits.connections))

    def edges(
        self, sources: list[str], targets: list[str], weights: list[Any], place_of: Callable[[int], Place]
    ) -> None:
        """Add many edges at once; `place_of` gives the place of each."""
        if len(self._source) + len(sources) > self._limits.connections:
            raise LimitExceeded(f"The graph has more than {self._limits.connections:,} edges, the limit.")
        number = self._number.__getitem__
        try:
            ends = array("i", map(number, sources)), array("i", map(number, targets))
            values = array("d", map(float, weights))
            plain = not sources or float(np.abs(np.frombuffer(values)).max()) < FLOAT32_END
        except (KeyError, ValueError, TypeError, OverflowError):
            plain = False
        if plain:
            self._source.extend(ends[0])
            self._target.extend(ends[1])
            self._weight.extend(values)
            return
        for i, (source, target, weight) in enumerate(zip(sources, targets, weights, strict=True)):
            self.edge(source, target, weight, None, place_of(i))  # one by one, to find what is wrong

    def other_attribute(self, word: str) -> None:
        """Note an attribute of an edge or the graph that means nothing here."""
        self._noted(word)

    def _noted(self, word: str) -> None:
        if len(self._unknown) <= _NOTED:
            self._unknown[word[:40]] = None

    def result(self) -> ReadResult:
        """Make the network.

        Raises
        ------
        FileFormatError
            If an edge leads from or to a node that is not there.
        InvalidNetwork
            If the graph is not a feed-forward network.
        """
        if self._undeclared:
            v, where = next(iter(self._undeclared.items()))
            raise FileFormatError(f"{where()}: unknown node {shown(_nth(self._number, v))}.")
        n = len(self._number)
        source, target = _int32(self._source), _int32(self._target)
        weight = np.array(self._weight, np.float64).astype(np.float32)
        columns = self._columns
        if not n:
            raise FileFormatError("The graph has no node.")
        position = _by_number(self._number)
        if position is not None:
            source, target = position[source], position[target]
            columns = {word: {int(position[v]): x for v, x in column.items()} for word, column in columns.items()}
        if len(self._connection) == source.size > 0:
            place = np.array(self._connection, np.int64)
            order = np.argsort(place, kind="stable")
            if np.array_equal(place[order], np.arange(place.size)):
                source, target, weight = source[order], target[order], weight[order]
        inputs, input_slots = _ends(columns["input_slot"])
        outputs, output_slots = _ends(columns["output_slot"])
        network = build_network(
            n_neurons=n,
            source=frozen(source),
            target=frozen(target),
            weight=frozen(weight),
            bias=_filled(columns["bias"], n),
            activation=[columns["activation"].get(v, "identity") for v in range(n)],
            inputs=inputs,
            input_slots=input_slots,
            outputs=outputs,
            output_slots=output_slots,
            layer_hint=_layer_hint(columns["layer"], n),
            position=_positions(columns["x"], columns["y"], n),
            **_graph_settings(self.graph, self._limits),
        )
        if network.layer_hint is not None and np.array_equal(network.layer_hint, network.layer):
            network = replace(network, layer_hint=None)  # it adds nothing
        return ReadResult(network, ReadReport(self._title, notes=self._notes()))

    def _notes(self) -> tuple[str, ...]:
        if not self._unknown:
            return ()
        names = list(self._unknown)
        listed = ", ".join(names[:_NOTED]) + (", ..." if len(names) > _NOTED else "")
        return (f"Attributes that mean nothing for a network were left out: {listed}.",)


def as_number(value: object, where: Place, what: str) -> float:
    """Return a number, given as one or as text; FileFormatError if it is none or not finite."""
    try:
        if isinstance(value, bool) or (isinstance(value, str) and "_" in value):
            raise ValueError
        number = float(value)  # type: ignore[arg-type]  # anything else raises, and is reported
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if not abs(number) < FLOAT32_END:
        raise FileFormatError(f"{where()}{what} is {shown(value)}; it has to be a finite number of at most 3.4e38.")
    return number


def as_whole(value: object, where: Place, what: str, limit: int) -> int:
    """Return a whole number from 0 to `limit` - 1, given as one or as text; FileFormatError if it is none."""
    number = as_number(value, where, what)
    if not 0 <= number < limit or number != int(number):
        raise FileFormatError(f"{where()}{what} is {shown(value)}; it has to be a whole number from 0 to {limit - 1}.")
    return int(number)


def _fixed(text: str) -> Place:
    return lambda: text


def _graph_settings(graph: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    settings: dict[str, Any] = {word: str(graph.get(word) or "")[:TEXT_LENGTH] for word in GRAPH_WORDS[:3]}
    for word in ("input_width", "output_width"):
        if word in graph:
            settings[word] = as_whole(graph[word], _fixed("The graph"), f": {word}", limits.neurons + 1)
    if "output_constants" in graph:
        settings["output_constants"] = _constants(graph["output_constants"])
    flag = str(graph.get("bias_where_nonzero", False)).strip().lower()
    if flag not in ("true", "false", "1", "0"):
        raise FileFormatError(f"bias_where_nonzero of the graph is {shown(flag)}; it has to be true or false.")
    settings["bias_where_nonzero"] = flag in ("true", "1")
    return settings


def _constants(value: object) -> list[float]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = None
    if not isinstance(value, list):
        raise FileFormatError("The output_constants of the graph have to be a list of numbers and null.")
    graph = _fixed("The graph")
    nan = float("nan")
    return [
        nan if x is None or x != x else as_number(x, graph, f": output_constants[{i}]") for i, x in enumerate(value)
    ]


def _ends(slots: Mapping[int, int]) -> tuple[list[int] | None, list[int] | None]:
    if not slots:
        return None, None
    ordered = sorted(slots, key=lambda v: slots[v])
    return ordered, [slots[v] for v in ordered]


def _filled(column: Mapping[int, float], n: int) -> NDArray[np.float32] | None:
    if not column:
        return None
    values = np.zeros(n, np.float32)
    values[list(column)] = list(column.values())
    return frozen(values)


def _layer_hint(column: Mapping[int, int], n: int) -> NDArray[np.int32] | None:
    if len(column) < n:
        return None
    values = np.zeros(n, np.int32)
    values[list(column)] = list(column.values())
    return frozen(values)


def _positions(x: Mapping[int, float], y: Mapping[int, float], n: int) -> NDArray[np.float32] | None:
    across, down = _filled(x, n), _filled(y, n)
    if across is None or down is None or len(x) < n or len(y) < n:
        return None
    return frozen(np.stack([across, down], axis=1))


def _by_number(number: Mapping[str, int]) -> NDArray[np.int32] | None:
    """The neuron of each node, if the names of the nodes are the numbers 0 to N - 1; None if not, or as they are."""
    n = len(number)
    if not all(name.isascii() and name.isdecimal() and len(name) < 9 for name in number):
        return None
    position = np.fromiter(map(int, number), np.int32, n)
    identity = np.arange(n)
    if np.array_equal(position, identity) or not np.array_equal(np.sort(position), identity):
        return None
    return position


def _int32(values: array[int]) -> NDArray[np.int32]:
    return np.array(values, np.int32)


def _nth(names: Mapping[str, int], n: int) -> str:
    return next(name for name, number in names.items() if number == n)
