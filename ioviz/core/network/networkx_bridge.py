"""Convert networks to and from networkx."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ioviz.core.errors import InvalidNetwork
from ioviz.core.network.activations import DEFAULT_PARAMETER, Activation
from ioviz.core.network.build import build_network
from ioviz.core.network.limits import check_limits
from ioviz.core.network.network import Network

if TYPE_CHECKING:
    import networkx as nx

_SETTINGS = ("input_width", "output_width", "output_constants", "bias_where_nonzero")
_WORDS = ("name", "description", "origin")


def to_networkx(network: Network) -> nx.DiGraph[Any]:
    """Return `network` as a directed graph with the nodes 0..N - 1.

    Nodes have ``bias``, ``activation`` (as ``"leaky_relu:0.01"``), ``layer`` (the layer hint where there
    is one, else the longest distance from an input), inputs ``input_slot``, outputs ``output_slot``, and
    ``position`` if the network has one. Edges have ``weight`` and ``connection``, the connection index.
    The graph has ``name``, ``description``, ``origin``, ``input_width``, ``output_width`` and
    ``output_constants``, and ``bias_where_nonzero`` if it is so. Examples and the trim report are left behind.

    Examples
    --------
    >>> from ioviz.core.network import build_network
    >>> graph = to_networkx(build_network(n_neurons=3, source=[0, 1], target=[1, 2], weight=[2, 3]))
    >>> graph.edges[0, 1]["weight"]
    2.0
    """
    import networkx as nx

    graph: nx.DiGraph[Any] = nx.DiGraph(**{word: getattr(network, word) for word in _WORDS})
    graph.graph.update(input_width=network.input_width, output_width=network.output_width)
    graph.graph["output_constants"] = network.output_constants.tolist()
    if network.bias_where_nonzero:
        graph.graph["bias_where_nonzero"] = True
    layer = network.layer if network.layer_hint is None else network.layer_hint
    for v in range(network.n_neurons):
        kind = Activation(network.activation[v])
        label = kind.label
        if kind in DEFAULT_PARAMETER:
            label += f":{network.activation_parameter[v]!s}"
        graph.add_node(v, bias=float(network.bias[v]), activation=label, layer=int(layer[v]))
        if network.position is not None:
            graph.nodes[v]["position"] = tuple(network.position[v].tolist())
    for v, slot in zip(network.inputs.tolist(), network.input_slots.tolist(), strict=True):
        graph.nodes[v]["input_slot"] = slot
    for v, slot in zip(network.outputs.tolist(), network.output_slots.tolist(), strict=True):
        graph.nodes[v]["output_slot"] = slot
    ends = zip(network.source.tolist(), network.target.tolist(), network.weight.tolist(), strict=True)
    graph.add_edges_from((u, v, {"weight": w, "connection": c}) for c, (u, v, w) in enumerate(ends))
    return graph


def from_networkx(graph: nx.DiGraph[Any]) -> Network:
    """Make a network of a directed graph.

    Neurons are numbered in the order of the graph's nodes, whatever these are, and connections by the
    edge attribute ``connection`` if all have it, else in the order of the edges. Attributes are those of
    `to_networkx`, all of them optional: ``weight`` is 1, ``bias`` 0, ``activation`` identity. Nodes with
    ``input_slot`` are the inputs, ordered by it; if none has it, all without incoming edges are. The same
    for ``output_slot`` and outputs.

    Raises
    ------
    InvalidNetwork
        If the graph is undirected or has parallel edges, or as `build_network`.
    """
    if not graph.is_directed() or graph.is_multigraph():
        raise InvalidNetwork("A network is made of a DiGraph: directed, without parallel edges.")
    check_limits(graph.number_of_nodes(), graph.number_of_edges())
    number = {node: v for v, node in enumerate(graph)}
    edges = [(number[u], number[v], data) for u, v, data in graph.edges(data=True)]
    if {data.get("connection") for _, _, data in edges} == set(range(len(edges))):
        edges.sort(key=lambda edge: int(edge[2]["connection"]))
    nodes: list[dict[str, Any]] = [data for _, data in graph.nodes(data=True)]
    inputs, input_slots = _by_slot(nodes, "input_slot")
    outputs, output_slots = _by_slot(nodes, "output_slot")
    settings: dict[str, Any] = {word: str(graph.graph.get(word, "")) for word in _WORDS}
    settings.update((key, graph.graph[key]) for key in _SETTINGS if key in graph.graph)
    network = build_network(
        n_neurons=len(nodes),
        source=[u for u, _, _ in edges],
        target=[v for _, v, _ in edges],
        weight=[data.get("weight", 1.0) for _, _, data in edges],
        bias=[data.get("bias", 0.0) for data in nodes],
        activation=[data.get("activation", "identity") for data in nodes],
        inputs=inputs,
        outputs=outputs,
        layer_hint=[data["layer"] for data in nodes] if all("layer" in data for data in nodes) else None,
        position=[data["position"] for data in nodes] if all("position" in data for data in nodes) else None,
        input_slots=input_slots,
        output_slots=output_slots,
        **settings,
    )
    if network.layer_hint is not None and np.array_equal(network.layer_hint, network.layer):
        return replace(network, layer_hint=None)  # it adds nothing
    return network


def _by_slot(nodes: list[dict[str, Any]], key: str) -> tuple[list[int] | None, list[int] | None]:
    """Return the nodes that have a slot, ordered by it, and their slots; None if no node has one."""
    slots = {v: data[key] for v, data in enumerate(nodes) if key in data}
    if not slots:
        return None, None
    for v, slot in slots.items():
        if isinstance(slot, bool) or not isinstance(slot, int | np.integer):
            raise InvalidNetwork(f"The {key} of neuron {v} has to be a whole number, not {slot!r}.")
    ordered = sorted(slots, key=lambda v: int(slots[v]))
    return ordered, [slots[v] for v in ordered]
