"""What the writers of graphs have in common: the attributes of a network's nodes, edges and graph, as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ioviz.core.formats.files import replacing
from ioviz.core.formats.ioviz_json import activation_text
from ioviz.core.network import Network

_CHUNK = 1 << 15

TYPE_OF = {
    "bias": "double", "activation": "string", "layer": "int", "input_slot": "int", "output_slot": "int",
    "x": "double", "y": "double",
}  # fmt: skip
"""The type of each attribute of nodes, as GraphML and GEXF name it."""


def node_attributes(network: Network) -> Iterator[dict[str, str]]:
    """Yield the attributes of each neuron; those that are as they are unless given are left out."""
    layer = (network.layer if network.layer_hint is None else network.layer_hint).tolist()
    input_slot = dict(zip(network.inputs.tolist(), network.input_slots.tolist(), strict=True))
    output_slot = dict(zip(network.outputs.tolist(), network.output_slots.tolist(), strict=True))
    kinds, parameters, biases = network.activation.tolist(), network.activation_parameter, network.bias
    for v in range(network.n_neurons):
        found = {"layer": str(layer[v])}
        if biases[v]:
            found["bias"] = str(biases[v])
        if kinds[v]:
            found["activation"] = activation_text(kinds[v], parameters[v])
        if v in input_slot:
            found["input_slot"] = str(input_slot[v])
        if v in output_slot:
            found["output_slot"] = str(output_slot[v])
        if network.position is not None:
            found["x"], found["y"] = (str(x) for x in network.position[v])
        yield found


def graph_attributes(network: Network) -> dict[str, str]:
    """Return the attributes of the graph that differ from their defaults."""
    found = {word: text for word in ("name", "description", "origin") if (text := getattr(network, word))}
    found["input_width"] = str(network.input_width)
    found["output_width"] = str(network.output_width)
    if not np.isnan(network.output_constants).all():
        texts = ["null" if np.isnan(x) else str(x) for x in network.output_constants]
        found["output_constants"] = f"[{', '.join(texts)}]"
    if network.bias_where_nonzero:
        found["bias_where_nonzero"] = "true"
    return found


def edge_lines(network: Network, line: str) -> Iterator[str]:
    """Yield ``line.format(source, target, weight)`` of all connections, some thousand at a time."""
    for start in range(0, network.n_connections, _CHUNK):
        part = slice(start, start + _CHUNK)
        ends = network.source[part].tolist(), network.target[part].tolist()
        # str of a numpy float32 is the shortest text that rounds to it.
        yield "".join(map(line.format, *ends, map(str, network.weight[part])))


def write_pieces(path: Path, pieces: Iterator[str]) -> None:
    """Write a file of text in UTF-8."""
    with replacing(path) as file:
        for piece in pieces:
            file.write(piece.encode())


def left_out(network: Network) -> list[str]:
    """Return what a graph does not hold of a network."""
    return [] if network.examples is None else ["examples"]
