"""What GraphML and GEXF have in common: their reader's frame, and the file format of both.

Edges are gathered and added many at once, each with the line where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ioviz.core.errors import FileFormatError
from ioviz.core.formats.graph_data import EDGE_WORDS, GraphReader, Place
from ioviz.core.formats.graph_write import write_pieces
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import FileFormat, ReadResult
from ioviz.core.formats.xml_stream import XmlReader, sign_of_xml
from ioviz.core.network import Network

_AT_ONCE = 1 << 15


class XmlGraphReader(XmlReader):
    """Reads the one directed graph of a file.

    Attributes
    ----------
    graph : GraphReader
    """

    def __init__(self, title: str, limits: Limits) -> None:
        super().__init__()
        self.graph = GraphReader(title, limits, declared=True)
        self._seen_graph = False
        self._ends = ("", "")
        self._edge: dict[str, str] = {}
        self._sources: list[str] = []
        self._targets: list[str] = []
        self._weights: list[str | float] = []
        self._lines: list[int] = []

    def start_graph(self) -> None:
        """The graph begins; there is one."""
        if self._seen_graph:
            raise FileFormatError(f"{self.where()}: there is a second graph; a network is one.")
        self._seen_graph = True

    def start_node(self, attributes: dict[str, str], defaults: dict[str, str]) -> int:
        """A node begins; return its number."""
        if "id" not in attributes:
            raise FileFormatError(f"{self.where()}: the node has no id.")
        v = self.graph.node(attributes["id"], self.where)
        for word, value in defaults.items():
            self.graph.set_node(v, word, value, self.where)
        return v

    def start_edge(self, attributes: dict[str, str]) -> None:
        """An edge begins."""
        try:
            self._ends = attributes["source"], attributes["target"]
        except KeyError as error:
            raise FileFormatError(f"{self.where()}: the edge has no {error.args[0]}.") from None
        self._edge = {}

    def set_edge(self, word: str, value: str) -> None:
        """The edge that has begun has an attribute."""
        if word in EDGE_WORDS:
            self._edge[word] = value
        else:
            self.graph.other_attribute(word)

    def add_edge(self, source: str, target: str, weight: str | None, connection: str | None) -> None:
        """Add an edge; `weight` and `connection` are None where it has none."""
        if connection is not None:
            self._flush()
            self.graph.edge(source, target, weight, connection, self.where)
            return
        self._sources.append(source)
        self._targets.append(target)
        self._weights.append(1.0 if weight is None else weight)
        self._lines.append(self._parser.CurrentLineNumber)
        if len(self._lines) == _AT_ONCE:
            self._flush()

    def result(self) -> ReadResult:
        """Make the network. Raises as `GraphReader.result`."""
        self._flush()
        return self.graph.result()

    def _flush(self) -> None:
        if self._lines:
            self.graph.edges(self._sources, self._targets, self._weights, self._place)
            for gathered in (self._sources, self._targets, self._weights, self._lines):
                gathered.clear()

    def _place(self, i: int) -> Place:
        line = self._lines[i]
        return lambda: f"Line {line}"


def xml_graph_format(
    name: str,
    title: str,
    reader: Callable[[Limits], XmlGraphReader],
    pieces: Callable[[Network], Iterator[str]],
    left_out: Callable[[Network], list[str]],
) -> FileFormat:
    """The format of files whose first element, ending and `name` are the same.

    `pieces` gives the text of a network, piece by piece. Reading raises FileFormatError if the file does not hold one
    directed graph or an attribute is invalid, InvalidNetwork if the graph is not a feed-forward network,
    and LimitExceeded if it is larger than the limits.
    """

    def sniff(head: bytes, path: Path) -> bool:
        return sign_of_xml(head, name.encode())

    def read(path: Path, options: ReadOptions) -> ReadResult:
        made = reader(options.limits)
        made.parse(path, options.limits)
        return made.result()

    def write(network: Network, path: Path) -> None:
        write_pieces(path, pieces(network))

    return FileFormat(name, title, (f".{name}",), sniff, read=read, write=write, left_out=left_out)
