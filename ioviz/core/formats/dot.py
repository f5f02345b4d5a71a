"""DOT, the language of Graphviz: a directed graph, its nodes and edges with attributes.

What attributes mean stands in `ioviz.core.formats.graph_data`; a position is also read from ``pos="x,y"``. Nodes need
not be declared; chains ``a -> b -> c``, groups ``{a b} -> c``, and defaults (``edge [weight=0.5]``) are understood.

References
----------
https://graphviz.org/doc/info/lang.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.fields import shown
from ioviz.core.formats.graph_data import EDGE_WORDS, GRAPH_WORDS, GraphReader
from ioviz.core.formats.graph_write import edge_lines, graph_attributes, left_out, node_attributes, write_pieces
from ioviz.core.formats.limits import MIB, Limits, in_mib
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import FileFormat, ReadResult
from ioviz.core.formats.text_stream import start_of_text, text_of
from ioviz.core.formats.utf8 import decoded
from ioviz.core.network import Network

TITLE = "DOT"
DOT_BYTES = 512 * MIB
"""A file, in bytes: it is read as a whole."""

DEEPEST = 30
GROUP_LIMIT = 1_000_000
"""Most edges that one statement with groups may make."""

# Possessive, so that a hostile text cannot make them try again in other ways without end.
_BLANK = r"(?>\s+|//[^\n]*|/\*(?s:.)*?\*/|^\#[^\n]*)*+"
_BLANKS = re.compile(_BLANK, re.MULTILINE)
_WORD = r"[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*|-?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(
    rf'{_BLANK}(?:(?P<sign>->|--|[{{}}\[\],=:+]|;(?:\s*+;)*+)|(?P<word>{_WORD})|(?P<quoted>"(?:[^"\\]|\\(?s:.))*")'
    r"|(?P<html><)|(?P<end>\Z))",
    re.MULTILINE,
)
# The statement that nearly all of a large file consists of, read in one go.
_NAME = r'(?:"([^"\\\n]*)"|([A-Za-z0-9_.]+))'
_WEIGHT = r'[ \t]*(?:\[\s*weight\s*=\s*"?([-+.0-9eE]+)"?\s*\][ \t\r]*)?'
_EDGE = re.compile(rf"\s*{_NAME}\s*(?:;|->\s*{_NAME}{_WEIGHT}(?:;|(?=\n\s*+[^\[\-:])))", re.ASCII)
_SNIFFED = re.compile(
    rb"(?>\s+|//[^\n]*\n|/\*.*?\*/|\#[^\n]*\n)*+(?:strict\s+)?(?:di)?graph\b[^:=,{]*+(?:\{|$)",
    re.IGNORECASE | re.DOTALL,
)
_KEYWORDS = ("node", "edge", "graph", "digraph", "subgraph", "strict")

Attributes = dict[str, str]


class _Parser:
    """A recursive descent through the statements of a graph."""

    def __init__(self, text: str, limits: Limits) -> None:
        self._text = text
        self._at = 0
        self._token = ""
        self._is_name = False
        self._token_at = 0
        self.graph = GraphReader(TITLE, limits, declared=False)

    def where(self) -> str:
        return f"Line {self._text.count(chr(10), 0, self._token_at) + 1}"

    def parse(self) -> None:
        self._next()
        if self._is("strict"):
            self._next()
        if self._is("graph"):
            raise FileFormatError(
                f"{self.where()}: the graph is undirected; a network is a digraph, with edges a -> b."
            )
        if not self._is("digraph"):
            raise self._unexpected("'digraph'")
        self._next()
        if self._named():
            self.graph.graph["name"] = self._token
            self._next()
        self._expect("{")
        self._statements({}, {}, depth=0)
        if self._token_at < len(self._text):
            raise self._unexpected("the end of the file")

    def _statements(self, nodes: Attributes, edges: Attributes, depth: int) -> list[str]:
        """Read up to the closing brace; returns the nodes that were named. The defaults hold inside only."""
        if depth > DEEPEST:
            raise FileFormatError(f"{self.where()}: groups are nested more than {DEEPEST} deep.")
        nodes, edges = dict(nodes), dict(edges)
        named: list[str] = []
        while True:
            if depth == 0 and not nodes:
                self._fast_edges(edges)
            if self._is_sign("}"):
                self._next()
                return named
            if self._is_sign(";"):
                self._next()
            elif self._is("node", "edge", "graph"):
                kind = self._token.lower()
                self._next()
                attributes = self._attribute_lists()
                if kind == "node":
                    nodes.update(attributes)
                elif kind == "edge":
                    edges.update(attributes)
                else:
                    for word, value in attributes.items():
                        self._graph_attribute(word, value, depth)
            else:
                named += self._node_or_edge(nodes, edges, depth)

    def _fast_edges(self, defaults: Attributes) -> None:
        """Read plain edges and nodes as long as there are some; the next token is at its place afterwards."""
        at = self._token_at
        match = _EDGE.match(self._text, at)
        if match is None or (self._is_name and self._token.lower() in _KEYWORDS):
            return
        weight, connection = defaults.get("weight"), defaults.get("connection")
        add, text = self.graph.edge, self._text
        while match is not None:
            self._token_at = max(match.start(1), match.start(2))
            source, plain_source, target, plain_target, own_weight = match.groups()
            if plain_target in _KEYWORDS or plain_source in _KEYWORDS:
                break
            if target is None and plain_target is None:
                self.graph.node(source if plain_source is None else plain_source, self.where)
                at = match.end()
                match = _EDGE.match(text, at)
                continue
            add(
                source if plain_source is None else plain_source,
                target if plain_target is None else plain_target,
                weight if own_weight is None else own_weight,
                connection,
                self.where,
            )
            at = match.end()
            match = _EDGE.match(text, at)
        self._at = at
        self._next()

    def _node_or_edge(self, nodes: Attributes, edges: Attributes, depth: int) -> list[str]:
        begins_at = self._token_at
        group = self._operand(nodes, edges, depth)
        if len(group) == 1 and self._is_sign("="):
            self._next()
            if not self._named():
                raise self._unexpected("a value")
            self._graph_attribute(group[0], self._token, depth)
            self._next()
            return []
        chain = [group]
        while self._is_sign("->", "--"):
            if self._is_sign("--"):
                raise FileFormatError(f"{self.where()}: there is an undirected edge, '--'; a digraph has '->'.")
            self._next()
            chain.append(self._operand(nodes, edges, depth))
        attributes = self._attribute_lists()
        self._token_at, after = begins_at, self._token_at
        for name in dict.fromkeys(name for group in chain for name in group):
            if not self.graph.knows(name):
                self._set_node(name, nodes)
        if len(chain) > 1:
            self._set_edges(chain, {**edges, **attributes})
        elif self._last_was_plain:
            self._set_node(group[0], attributes)
        self._token_at = after
        return [name for group in chain for name in group]

    def _set_node(self, name: str, attributes: Attributes) -> None:
        v = self.graph.node(name, self.where)
        for word, value in attributes.items():
            if word == "pos":
                across, _, down = value.rstrip("!").partition(",")
                self.graph.set_node(v, "x", across, self.where)
                self.graph.set_node(v, "y", down, self.where)
            else:
                self.graph.set_node(v, word, value, self.where)

    def _set_edges(self, chain: list[list[str]], attributes: Attributes) -> None:
        if sum(len(a) * len(b) for a, b in pairwise(chain)) > GROUP_LIMIT:
            raise LimitExceeded(f"{self.where()}: one statement makes more than {GROUP_LIMIT:,} edges, the limit.")
        for word in attributes:
            if word not in EDGE_WORDS:
                self.graph.other_attribute(word)
        for sources, targets in pairwise(chain):
            for source in sources:
                for target in targets:
                    self.graph.edge(source, target, attributes.get("weight"), attributes.get("connection"), self.where)

    def _operand(self, nodes: Attributes, edges: Attributes, depth: int) -> list[str]:
        """A node, or the nodes of a group."""
        self._last_was_plain = True
        if self._is("subgraph"):
            self._next()
            if self._named():
                self._next()
            if not self._is_sign("{"):
                raise self._unexpected("'{'")
        if self._is_sign("{"):
            self._next()
            named = list(dict.fromkeys(self._statements(nodes, edges, depth + 1)))
            self._last_was_plain = False
            return named
        if not self._named():
            raise self._unexpected("a node, an edge or '}'")
        name = self._token
        self._next()
        for _ in range(2):  # a port, and the side of it
            if self._is_sign(":"):
                self._next()
                if not self._named():
                    raise self._unexpected("a port")
                self._next()
        return [name]

    def _attribute_lists(self) -> Attributes:
        attributes: Attributes = {}
        while self._is_sign("["):
            self._next()
            while not self._is_sign("]"):
                if not self._named():
                    raise self._unexpected("an attribute or ']'")
                word = self._token
                self._next()
                value = "true"
                if self._is_sign("="):
                    self._next()
                    if not self._named():
                        raise self._unexpected("a value")
                    value = self._token
                    self._next()
                attributes[word] = value
                if self._is_sign(",", ";"):
                    self._next()
            self._next()
        return attributes

    def _graph_attribute(self, word: str, value: str, depth: int) -> None:
        if word in GRAPH_WORDS and depth == 0:
            self.graph.graph[word] = value
        else:
            self.graph.other_attribute(word)

    def _next(self) -> None:
        """Take the next token; a name is one with its quotes taken off."""
        text = self._text
        match = _TOKEN.match(text, self._at)
        if match is None:
            blanks = _BLANKS.match(text, self._at)
            at = self._token_at = blanks.end() if blanks else self._at
            raise self._unexpected("a name or a sign of DOT", text[at : at + 10])
        kind = match.lastgroup or ""
        self._token_at, self._at = match.start(kind), match.end()
        self._token = match[kind]
        self._is_name = kind in ("word", "quoted")
        if kind == "sign" and self._token[0] == ";":
            self._token = ";"  # several are as one
        elif kind == "html":
            raise FileFormatError(f"{self.where()}: there is text in <...>, which ioviz does not read.")
        elif kind == "quoted":
            self._token = _unquoted(self._token)
            while plus := _PLUS.match(text, self._at):
                self._token += _unquoted(plus[1])
                self._at = plus.end()

    def _named(self) -> bool:
        return self._is_name

    def _is_sign(self, *signs: str) -> bool:
        return not self._is_name and self._token in signs

    def _is(self, *keywords: str) -> bool:
        return self._is_name and self._token.lower() in keywords and self._text[self._token_at] != '"'

    def _expect(self, sign: str) -> None:
        if not self._is_sign(sign):
            raise self._unexpected(repr(sign))
        self._next()

    def _unexpected(self, wanted: str, found: str | None = None) -> FileFormatError:
        token = self._token if found is None else found
        what = shown(token) if token else "the end of the file"
        return FileFormatError(f"{self.where()}: there is {what}; it has to be {wanted}.")


_PLUS = re.compile(r'\s*\+\s*("(?:[^"\\]|\\(?s:.))*")')


def _unquoted(text: str) -> str:
    inside = text[1:-1]
    return inside.replace("\\\n", "").replace('\\"', '"').replace("\\\\", "\\") if "\\" in inside else inside


def read_graph(path: Path, limits: Limits) -> ReadResult:
    """Read the network of a file.

    Raises
    ------
    FileFormatError
        If it is not a digraph in DOT, or an attribute is invalid.
    InvalidNetwork
        If the graph is not a feed-forward network.
    LimitExceeded
        If it is larger than the limits.
    """
    with text_of(path, limits) as stream:
        pieces, size = [], 0
        for piece in stream.pieces(whole_lines=False):
            size += piece.size
            if size > DOT_BYTES:
                raise LimitExceeded(f"The file has more than {in_mib(DOT_BYTES)}, the limit of DOT.")
            pieces.append(piece.tobytes())
    content = b"".join(pieces)
    pieces.clear()
    text = decoded(content)
    del content
    parser = _Parser(text, limits)
    parser.parse()
    return parser.graph.result()


def graph_pieces(network: Network) -> Iterator[str]:
    """The text of a network, piece by piece."""
    yield "digraph {\n"
    for word, text in graph_attributes(network).items():
        yield f"{word}={_quoted(text)};\n"
    for v, attributes in enumerate(node_attributes(network)):
        across, down = attributes.pop("x", None), attributes.pop("y", None)
        listed = [f"{word}={_quoted(text)}" for word, text in attributes.items()]
        if across is not None:
            listed.append(f'pos="{across},{down}"')
        yield f"{v} [{', '.join(listed)}];\n"
    # In quotes: a number of DOT has no exponent.
    yield from edge_lines(network, '{} -> {} [weight="{}"];\n')
    yield "}\n"


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z_]\w*|-?[0-9]+(\.[0-9]+)?", text, re.ASCII) else _in_quotes(text)


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\0", "") + '"'


def _sniff(head: bytes, path: Path) -> bool:
    return _SNIFFED.match(start_of_text(head)) is not None


def _read(path: Path, options: ReadOptions) -> ReadResult:
    return read_graph(path, options.limits)


def _write(network: Network, path: Path) -> None:
    write_pieces(path, graph_pieces(network))


FILE_FORMAT = FileFormat("dot", TITLE, (".dot", ".gv"), _sniff, read=_read, write=_write, left_out=left_out)
