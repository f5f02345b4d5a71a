"""Graphs in XML: edges are gathered and added many at once, each with the line where it stands."""

from __future__ import annotations

from ioviz.core.formats.graph_data import GraphReader, Place
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.registry import ReadResult
from ioviz.core.formats.xml_stream import XmlReader

_AT_ONCE = 1 << 15


class XmlGraphReader(XmlReader):
    """What the readers of GraphML and GEXF have in common.

    Attributes
    ----------
    graph : GraphReader
    """

    def __init__(self, title: str, limits: Limits) -> None:
        super().__init__()
        self.graph = GraphReader(title, limits, declared=True)
        self._sources: list[str] = []
        self._targets: list[str] = []
        self._weights: list[str | float] = []
        self._lines: list[int] = []

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
