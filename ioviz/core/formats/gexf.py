"""GEXF, the format of Gephi: nodes and edges with attributes.

What attributes mean stands in `ioviz.core.formats.graph_data`; positions are those of ``viz:position``. The graph has
to be directed, and static. GEXF has a name and a description of the graph, and no other attributes of it.

References
----------
https://gexf.net
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ioviz.core.errors import FileFormatError
from ioviz.core.formats import graph_write
from ioviz.core.formats.fields import shown
from ioviz.core.formats.graph_write import TYPE_OF, edge_lines, node_attributes
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.xml_graph import XmlGraphReader, xml_graph_format
from ioviz.core.formats.xml_stream import in_attribute, in_element
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
        self._nodes: list[int] = []
        self._in_edge = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "edge":
            self._start_directed_edge(attributes)
        elif name == "attvalue":
            self._attribute(attributes)
        elif name == "node":
            self._nodes.append(self.start_node(attributes, self._defaults["node"]))
        elif name == "position" and self._nodes:
            for word in ("x", "y"):
                if word in attributes:
                    self.graph.set_node(self._nodes[-1], word, attributes[word], self.where)
        elif name == "graph":
            self.start_graph()
            if attributes.get("mode", "static") != "static":
                raise FileFormatError(f"{self.where()}: the graph changes with time; a network does not.")
            self._directed = attributes.get("defaultedgetype") == "directed"
            self.graph.graph["name"] = attributes.get("name", "")
        elif name == "attributes":
            self._class = attributes.get("class", "")
        elif name == "attribute":
            self._title = attributes.get("title") or attributes.get("id", "")
            self._titles.get(self._class, {})[attributes.get("id", "")] = self._title

    def _start_directed_edge(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "directed" if self._directed else "undirected")
        if kind != "directed":
            raise FileFormatError(
                f"{self.where()}: the edge is {shown(kind)}; a connection has a direction: defaultedgetype of the "
                "graph has to be 'directed'."
            )
        self.start_edge(attributes)
        self._in_edge = True
        self._edge |= self._defaults["edge"]
        if "weight" in attributes:
            self._edge["weight"] = attributes["weight"]

    def _attribute(self, attributes: dict[str, str]) -> None:
        key, value = attributes.get("for", attributes.get("id", "")), attributes.get("value", "")
        if self._in_edge:
            self.set_edge(self._titles["edge"].get(key, key), value)
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


FILE_FORMAT = xml_graph_format("gexf", TITLE, _Reader, graph_pieces, _left_out)
