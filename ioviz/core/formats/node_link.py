"""Node-link JSON, as networkx and d3 write it: ``{"directed": true, "nodes": [...], "links": [...]}``.

Edges stand under ``"links"`` or ``"edges"``, attributes of the graph under ``"graph"``. What attributes mean stands in
`ioviz.core.formats.graph_data`; where ``directed`` is missing, the graph is taken to be directed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats import fields
from ioviz.core.formats.graph_data import EDGE_WORDS, GRAPH_WORDS, GraphReader
from ioviz.core.formats.graph_write import TYPE_OF, edge_lines, graph_attributes, left_out, node_attributes
from ioviz.core.formats.json_text import read_document, write_text
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import FileFormat, ReadResult
from ioviz.core.network import Network

TITLE = "node-link JSON"
_SIGN = re.compile(rb'"(?:directed|multigraph|nodes|links)"\s*:')
_STRANGER = re.compile(rb'"(?:neurons|format)"\s*:')


def read_graph(document: dict[str, Any], limits: Limits) -> ReadResult:
    """Make the network of a parsed document.

    Raises
    ------
    FileFormatError
        If a field is not what it has to be, or the graph is undirected.
    InvalidNetwork
        If the graph is not a feed-forward network.
    LimitExceeded
        If it is larger than the limits.
    """
    if not fields.a_truth(document.get("directed", True), "directed"):
        raise FileFormatError("directed is false; connections have a direction.")
    nodes = fields.a_list(document.get("nodes"), "nodes")
    key = "links" if "links" in document else "edges"
    links = fields.a_list(document.get(key), key)
    if len(links) > limits.connections:
        raise LimitExceeded(f"The graph has {len(links):,} edges; the limit is {limits.connections:,}.")
    reader = GraphReader(TITLE, limits, declared=True)
    graph = document.get("graph", {})
    # Older files have a list of pairs.
    pairs = graph if isinstance(graph, list) else list(fields.an_object(graph, "graph").items())
    for pair in pairs:
        if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str) and pair[0] in GRAPH_WORDS:
            reader.graph[pair[0]] = pair[1]
    for i, node in enumerate(nodes):
        where = _place("nodes", i)
        attributes = fields.an_object(node, f"nodes[{i}]")
        name = attributes.get("id", attributes.get("name", i))
        v = reader.node(_name(name, where), where)
        for word, value in attributes.items():
            if word not in ("id", "name"):
                reader.set_node(v, word, value, where)
    if set(map(type, links)) <= {dict} and {len(link) for link in links} <= {2, 3} and _are_plain(links):
        sources, targets = ([str(link[end]) for link in links] for end in ("source", "target"))
        weights = [link.get("weight", 1.0) for link in links]
        reader.edges(sources, targets, weights, lambda i: _place(key, i))
        return reader.result()
    for i, link in enumerate(links):
        where = _place(key, i)
        attributes = fields.an_object(link, f"{key}[{i}]")
        if "source" not in attributes or "target" not in attributes:
            raise FileFormatError(f"{where()} has no {'target' if 'source' in attributes else 'source'}.")
        source, target = (_name(attributes[end], where) for end in ("source", "target"))
        reader.edge(source, target, attributes.get("weight"), attributes.get("connection"), where)
        if len(attributes) > 3:
            for word in attributes:
                if word not in (*EDGE_WORDS, "source", "target", "key"):
                    reader.other_attribute(word)
    return reader.result()


def _are_plain(links: list[dict[str, Any]]) -> bool:
    """Whether all edges have ends with plain names, perhaps a weight, and nothing else."""
    try:
        kinds = {type(link["source"]) for link in links} | {type(link["target"]) for link in links}
    except KeyError:
        return False
    weights = {type(link.get("weight", 1.0)) for link in links}
    return kinds <= {int, str} and weights <= {int, float} and all(len(link) == 2 or "weight" in link for link in links)


def _place(key: str, i: int) -> Callable[[], str]:
    return lambda: f"{key}[{i}]"


def _name(value: object, where: Callable[[], str]) -> str:
    if type(value) is int or type(value) is str:
        return str(value)
    if isinstance(value, dict) and type(value.get("id")) in (int, str):  # d3 puts the node there
        return str(value["id"])
    raise FileFormatError(f"{where()}: the name of a node is {fields.shown(value)}; it has to be a number or a text.")


def graph_pieces(network: Network) -> Iterator[str]:
    """The text of a network, piece by piece."""
    graph: dict[str, Any] = {}
    for word, text in graph_attributes(network).items():
        graph[word] = text if word in GRAPH_WORDS[:3] else json.loads(text)
    yield f'{{\n"directed": true,\n"multigraph": false,\n"graph": {json.dumps(graph, ensure_ascii=False)},\n'
    yield '"nodes": [\n'
    for v, attributes in enumerate(node_attributes(network)):
        attributes_text = ", ".join(
            f'"{word}": {json.dumps(text) if TYPE_OF[word] == "string" else text}' for word, text in attributes.items()
        )
        yield f'{{"id": {v}, {attributes_text}}}{"," if v + 1 < network.n_neurons else ""}\n'
    yield '],\n"links": [\n'
    before = ""
    for piece in edge_lines(network, '{{"source": {}, "target": {}, "weight": {}}},\n'):
        yield before
        before = piece
    yield before.removesuffix(",\n") + "\n]\n}\n"


def _sniff(head: bytes, path: Path) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] == b"{" and _SIGN.search(start) is not None and _STRANGER.search(start) is None


def _read(path: Path, options: ReadOptions) -> ReadResult:
    return read_graph(read_document(path, options.limits), options.limits)


def _write(network: Network, path: Path) -> None:
    write_text(path, graph_pieces(network))


FILE_FORMAT = FileFormat(
    "node-link", TITLE, (".node-link.json", ".links.json"), _sniff, read=_read, write=_write, left_out=left_out
)
