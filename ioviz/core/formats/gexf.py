"""GEXF, the format of Gephi: nodes and edges with attributes.

What attributes mean stands in `ioviz.core.formats.graph_data`; positions are those of ``viz:position``. The graph has
to be directed, and static. GEXF has a name and a description of the graph, and no other attributes of it.

References
----------
https://gexf.net
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ioviz.core.errors import FileFormatError
from ioviz.core.formats import graph_write
from ioviz.core.formats.fields import shown
from ioviz.core.formats.graph_data import EDGE_WORDS
from ioviz.core.formats.graph_write import TYPE_OF, edge_lines, node_attributes, write_pieces
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import FileFormat, ReadResult
from ioviz.core.formats.xml_graph import XmlGraphReader
from ioviz.core.formats.xml_stream import in_attribute, in_element, sign_of_xml
from ioviz.core.network import Network

TITLE = "GEXF"
_TYPES = {word: {"int": "integer"}.get(kind, kind) for word, kind in TYPE_OF.items() if word not in ("x", "y")}


class _Reader(XmlGraphReader):
    def __init__(self, limits: Limits) -> None:
        super().__init__(TITLE, limits)
        self._titles: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        self._class = self._title = ""
        self._directed = False
        self._seen_graph = False
        self._nodes: list[int] = []
        self._in_edge = False
        self._ends = ("", "")
        self._edge: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "edge":
            self._start_edge(attributes)
        elif name == "attvalue":
            self._attribute(attributes)
        elif name == "node":
            if "id" not in attributes:
                raise FileFormatError(f"{self.where()}: the node has no id.")
            v = self.graph.node(attributes["id"], self.where)
            self._nodes.append(v)
            for word, value in self._defaults["node"].items():
                self.graph.set_node(v, word, value, self.where)
        elif name == "position" and self._nodes:
            for word in ("x", "y"):
                if word in attributes:
                    self.graph.set_node(self._nodes[-1], word, attributes[word], self.where)
        elif name == "graph":
            if self._seen_graph:
                raise FileFormatError(f"{self.where()}: there is a second graph; a network is one.")
            if attributes.get("mode", "static") != "static":
                raise FileFormatError(f"{self.where()}: the graph changes with time; a network does not.")
            self._seen_graph = True
            self._directed = attributes.get("defaultedgetype") == "directed"
            self.graph.graph["name"] = attributes.get("name", "")
        elif name == "attributes":
            self._class = attributes.get("class", "")
        elif name == "attribute":
            self._title = attributes.get("title") or attributes.get("id", "")
            self._titles.get(self._class, {})[attributes.get("id", "")] = self._title

    def _start_edge(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "directed" if self._directed else "undirected")
        if kind != "directed":
            raise FileFormatError(
                f"{self.where()}: the edge is {shown(kind)}; a connection has a direction: defaultedgetype of the "
                "graph has to be 'directed'."
            )
        try:
            self._ends = attributes["source"], attributes["target"]
        except KeyError as error:
            raise FileFormatError(f"{self.where()}: the edge has no {error.args[0]}.") from None
        self._in_edge = True
        self._edge = {**self._defaults["edge"]}
        if "weight" in attributes:
            self._edge["weight"] = attributes["weight"]

    def _attribute(self, attributes: dict[str, str]) -> None:
        key, value = attributes.get("for", attributes.get("id", "")), attributes.get("value", "")
        if self._in_edge:
            word = self._titles["edge"].get(key, key)
            if word in EDGE_WORDS:
                self._edge[word] = value
            else:
                self.graph.other_attribute(word)
        elif self._nodes:
            self.graph.set_node(self._nodes[-1], self._titles["node"].get(key, key), value, self.where)

    def end(self, name: str, text: str) -> None:
        if name == "edge":
            self.add_edge(*self._ends, self._edge.get("weight"), self._edge.get("connection"))
            self._in_edge = False
        elif name == "node":
            if self._nodes:
                self._nodes.pop()
        elif name == "description":
            self.graph.graph["description"] = text.strip()
        elif name == "default" and self._class in self._defaults:
            self._defaults[self._class][self._title] = text.strip()
        elif name == "attributes":
            self._class = ""


def read_graph(path: Path, limits: Limits) -> ReadResult:
    """Read the network of a file.

    Raises
    ------
    FileFormatError
        If it is no GEXF of one directed graph, or an attribute is not what it has to be.
    InvalidNetwork
        If the graph is no feed-forward network.
    LimitExceeded
        If it is larger than the limits.
    """
    reader = _Reader(limits)
    reader.parse(path, limits)
    return reader.result()


def graph_pieces(network: Network) -> Iterator[str]:
    """The text of a network, piece by piece."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
    )
    if network.description:
        yield f"<meta><description>{in_element(network.description)}</description></meta>\n"
    yield f'<graph defaultedgetype="directed" mode="static" name={in_attribute(network.name)}>\n'
    yield '<attributes class="node">\n'
    for word, kind in _TYPES.items():
        yield f'<attribute id="{word}" title="{word}" type="{kind}"/>\n'
    yield "</attributes>\n<nodes>\n"
    # Without the values of constant outputs, which have no place here, the others move up.
    place = {str(slot): str(k) for k, slot in enumerate(network.output_slots.tolist())}
    for v, attributes in enumerate(node_attributes(network)):
        if "output_slot" in attributes:
            attributes["output_slot"] = place[attributes["output_slot"]]
        values = "".join(
            f'<attvalue for="{word}" value={in_attribute(text)}/>'
            for word, text in attributes.items()
            if word not in ("x", "y")
        )
        shape = f'<viz:position x="{attributes["x"]}" y="{attributes["y"]}"/>' if "x" in attributes else ""
        yield f'<node id="{v}" label="{v}"><attvalues>{values}</attvalues>{shape}</node>\n'
    yield "</nodes>\n<edges>\n"
    yield from edge_lines(network, '<edge source="{}" target="{}" weight="{}"/>\n')
    yield "</edges>\n</graph>\n</gexf>\n"


def _sniff(head: bytes, path: Path) -> bool:
    return sign_of_xml(head, b"gexf")


def _read(path: Path, options: ReadOptions) -> ReadResult:
    return read_graph(path, options.limits)


def _write(network: Network, path: Path) -> None:
    write_pieces(path, graph_pieces(network))


def _left_out(network: Network) -> list[str]:
    lost = graph_write.left_out(network)
    if network.origin:
        lost.append("the origin")
    if network.bias_where_nonzero:
        lost.append("that biases count only where a sum is not 0")
    if not np.isnan(network.output_constants).all():
        lost.append("the values of constant outputs")
    if network.input_width > network.input_slots.max() + 1:
        lost.append("unused entries at the end of the input vector")
    return lost


FILE_FORMAT = FileFormat("gexf", TITLE, (".gexf",), _sniff, read=_read, write=_write, left_out=_left_out)
