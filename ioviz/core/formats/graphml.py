"""GraphML: nodes and edges with attributes, as networkx, yEd, Cytoscape and igraph write it.

What attributes mean stands in `ioviz.core.formats.graph_data`. The graph has to be directed.

References
----------
http://graphml.graphdrawing.org/specification.html
"""

from __future__ import annotations

from collections.abc import Iterator

from ioviz.core.errors import FileFormatError
from ioviz.core.formats.fields import shown
from ioviz.core.formats.graph_data import GRAPH_WORDS
from ioviz.core.formats.graph_write import (
    TYPE_OF,
    edge_lines,
    graph_attributes,
    left_out,
    node_attributes,
)
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.xml_graph import XmlGraphReader, xml_graph_format
from ioviz.core.formats.xml_stream import in_element
from ioviz.core.network import Network

TITLE = "GraphML"


class _Reader(XmlGraphReader):
    def __init__(self, limits: Limits) -> None:
        super().__init__(TITLE, limits)
        self._keys: dict[str, str] = {}  # the identifier of a key to the name of the attribute
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}, "graph": {}, "all": {}}
        self._key = self._kind = ""
        self._inside = ""  # of a node, an edge or the graph
        self._node = -1
        self._data_key = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "data":
            key = attributes.get("key", "")
            self._data_key = self._keys.get(key, key)
        elif name == "edge":
            if attributes.get("directed") == "false":
                raise FileFormatError(f"{self.where()}: the edge is undirected; a connection has a direction.")
            self.start_edge(attributes)
            self._inside = name
        elif name == "node":
            self._node = self.start_node(attributes, self._defaults["node"] | self._defaults["all"])
            self._inside = name
        elif name == "graph":
            self._start_directed_graph(attributes)
        elif name == "key":
            self._key = attributes.get("attr.name") or attributes.get("id", "")
            self._kind = attributes.get("for", "all")
            self._keys[attributes.get("id", "")] = self._key
        elif name in ("hyperedge", "port"):
            raise FileFormatError(f"{self.where()}: there is a {name}; a network has plain nodes and edges.")

    def _start_directed_graph(self, attributes: dict[str, str]) -> None:
        self.start_graph()
        if attributes.get("edgedefault") != "directed":
            raise FileFormatError(
                f"{self.where()}: edgedefault is {shown(attributes.get('edgedefault', ''))}; connections have a "
                "direction, so it has to be 'directed'."
            )
        self._inside = "graph"

    def end(self, name: str, text: str) -> None:
        if name == "data":
            self._end_data(text)
        elif name == "edge":
            weight = self._edge.get("weight", self._defaults["edge"].get("weight"))
            self.add_edge(*self._ends, weight, self._edge.get("connection"))
            self._inside = "graph"
        elif name == "node":
            self._inside = "graph"
        elif name == "default" and self._key:
            self._defaults.get(self._kind, {})[self._key] = text.strip()
        elif name == "key":
            self._key = ""

    def _end_data(self, text: str) -> None:
        word = self._data_key
        if self._inside == "edge":
            self.set_edge(word, text)
        elif self._inside == "node":
            self.graph.set_node(self._node, word, text, self.where)
        elif word in GRAPH_WORDS:
            self.graph.graph[word] = text
        elif self._inside:
            self.graph.other_attribute(word)


def graph_pieces(network: Network) -> Iterator[str]:
    """The text of a network, piece by piece."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    graph = graph_attributes(network)
    for word in graph:
        yield f'<key id="g_{word}" for="graph" attr.name="{word}" attr.type="string"/>\n'
    for word, kind in TYPE_OF.items():
        yield f'<key id="{word}" for="node" attr.name="{word}" attr.type="{kind}"/>\n'
    yield '<key id="weight" for="edge" attr.name="weight" attr.type="double"/>\n'
    yield '<graph edgedefault="directed">\n'
    for word, text in graph.items():
        yield f'<data key="g_{word}">{in_element(text)}</data>\n'
    for v, attributes in enumerate(node_attributes(network)):
        data = "".join(f'<data key="{word}">{in_element(text)}</data>' for word, text in attributes.items())
        yield f'<node id="{v}">{data}</node>\n'
    yield from edge_lines(network, '<edge source="{}" target="{}"><data key="weight">{}</data></edge>\n')
    yield "</graph>\n</graphml>\n"


FILE_FORMAT = xml_graph_format("graphml", TITLE, _Reader, graph_pieces, left_out)
