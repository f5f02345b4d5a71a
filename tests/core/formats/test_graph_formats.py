"""GraphML, GEXF, DOT and node-link JSON: what is written comes back, and what others write is read as they read it."""

# ruff: noqa: E501  # tables of bad files: one a line

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.errors import FileFormatError, InvalidNetwork
from ioviz.core.formats import not_kept, read_network
from ioviz.core.network import build_network, from_networkx
from tests.core.formats.samples import assert_same_network, full_network
from tests.graphs import networks

shared_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
ALL_KEPT = [".graphml", ".dot", ".node-link.json"]
ENDINGS = [*ALL_KEPT, ".gexf"]


@pytest.mark.parametrize("ending", ALL_KEPT)
@pytest.mark.parametrize("where_nonzero", [False, True])
def test_everything_but_examples(tmp_path, ending, where_nonzero):
    network = dataclasses.replace(full_network(), bias_where_nonzero=where_nonzero)
    path = tmp_path / f"x{ending}"
    assert not_kept(network, path).endswith("left out: examples.")
    ioviz.save(network, path)
    assert_same_network(dataclasses.replace(network, examples=None), ioviz.load(path))
    assert not_kept(dataclasses.replace(network, examples=None), path) == ""
    renamed = tmp_path / "x.dat"
    path.rename(renamed)
    assert ioviz.load(renamed).n_connections == network.n_connections


def test_what_gexf_does_not_hold_is_told(tmp_path):
    network = dataclasses.replace(full_network(), bias_where_nonzero=True)
    lost_text = not_kept(network, tmp_path / "x.gexf")
    for lost in ("examples", "the origin", "biases count only", "constant outputs"):
        assert lost in lost_text
    ioviz.save(network, tmp_path / "x.gexf")
    again = ioviz.load(tmp_path / "x.gexf")
    for name in ("source", "target", "weight", "bias", "activation", "inputs", "outputs", "position", "layer_hint"):
        assert getattr(again, name).tobytes() == getattr(network, name).tobytes(), name
    assert (again.name, again.description) == (network.name, network.description)
    assert again.output_slots.tolist() == [0, 1]


@pytest.mark.parametrize("ending", ENDINGS)
@shared_folder
@given(network=networks())
def test_networks(tmp_path, ending, network):
    path = tmp_path / f"x{ending}"
    ioviz.save(network, path)
    again = ioviz.load(path)
    if ending != ".gexf":
        assert_same_network(network, again)
    for name in ("source", "target", "weight", "bias", "activation", "activation_parameter", "inputs", "outputs"):
        assert getattr(again, name).tobytes() == getattr(network, name).tobytes(), name


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x0b\x0c"), max_size=8)


@pytest.mark.parametrize("ending", ALL_KEPT)
@shared_folder
@given(name=texts, description=texts)
def test_any_text(tmp_path, ending, name, description):
    path = tmp_path / f"x{ending}"
    ioviz.save(build_network(n_neurons=2, source=[0], target=[1], name=name, description=description), path)
    again = ioviz.load(path)
    if ending == ".graphml":  # XML has no characters for steering
        name, description = (
            "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
            for text in (name, description)
        )
    assert (again.name, again.description) == (name, description)


def small_graph():
    graph = nx.DiGraph(name="made")
    graph.add_node("in", bias=0.0)
    graph.add_node("mid", bias=0.5, activation="relu", color="red")
    graph.add_node("out", activation="leaky_relu:0.5")
    graph.add_edge("in", "mid", weight=2.0)
    graph.add_edge("mid", "out", weight=-1.5, style="bold")
    graph.add_edge("in", "out")
    return graph


@pytest.mark.parametrize("ending", [".graphml", ".gexf", ".node-link.json"])
def test_what_networkx_writes(tmp_path, ending):
    graph, path = small_graph(), tmp_path / f"x{ending}"
    if ending == ".graphml":
        nx.write_graphml(graph, path)
    elif ending == ".gexf":
        nx.write_gexf(graph, path)
    else:
        path.write_text(json.dumps(nx.node_link_data(graph, edges="edges")))
    result = read_network(path)
    expected = from_networkx(graph)
    for name in ("source", "target", "weight", "bias", "activation", "activation_parameter", "name"):
        assert np.array_equal(getattr(result.network, name), getattr(expected, name)), name
    assert any("color" in note and "style" in note for note in result.report.notes)


def test_networkx_reads_what_we_write(tmp_path):
    network = dataclasses.replace(full_network(), examples=None)
    for ending, read in ((".graphml", nx.read_graphml), (".gexf", nx.read_gexf)):
        ioviz.save(network, tmp_path / f"x{ending}")
        graph = read(tmp_path / f"x{ending}")
        assert [(int(u), int(v)) for u, v in graph.edges] == sorted(
            zip(network.source.tolist(), network.target.tolist())
        )
        assert np.float32(graph.edges["1", "2"]["weight"]) == -2.5
        assert graph.nodes["4"]["activation"] == "gelu"
    ioviz.save(network, tmp_path / "x.node-link.json")
    graph = nx.node_link_graph(json.loads((tmp_path / "x.node-link.json").read_text()), edges="links")
    assert from_networkx(graph).n_connections == 5


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pydot is older than its parser
def test_pydot_reads_what_we_write(tmp_path):
    pydot = pytest.importorskip("pydot")
    ioviz.save(dataclasses.replace(full_network(), examples=None), tmp_path / "x.dot")
    (graph,) = pydot.graph_from_dot_file(str(tmp_path / "x.dot"))
    weights = [edge.get("weight").strip('"') for edge in graph.get_edges()]
    assert weights == ["0.1", "-2.5", "1e-42", "3.4e+38", "0.333333"]
    (tmp_path / "y.dot").write_text(graph.to_string())
    assert ioviz.load(tmp_path / "y.dot").n_connections == 5


DOT = """\
/* a network */ strict digraph "my net" { // of mine
# a comment
  rankdir = LR; graph [label="x", description="two" + " parts"]
  node [activation=relu, shape=circle];
  edge [weight=0.5]
  a; b [bias=.25 label="B \\"b\\""]; "c d" [activation="leaky_relu:0.1", pos="1,2!"];
  a -> b -> "c d" [weight="-1e-1"];
  subgraph cluster_0 { e f [bias=-1] } -> { g h:port:n }
  edge [weight=2];
  b -> e; c_2 -> e; a -> f;
  a -> c_2
  [weight=3]
}
"""


def test_the_language_of_dot(tmp_path):
    path = tmp_path / "x"
    path.write_text(DOT)
    network = ioviz.load(path)
    names = ["a", "b", "c d", "e", "f", "g", "h", "c_2"]
    edges = {
        (names[u], names[v]): float(w)
        for u, v, w in zip(network.source.tolist(), network.target.tolist(), network.weight)
    }
    expected = {
        ("a", "b"): -0.1,
        ("b", "c d"): -0.1,
        ("e", "g"): 0.5,
        ("e", "h"): 0.5,
        ("f", "g"): 0.5,
        ("f", "h"): 0.5,
    }
    expected |= {("b", "e"): 2, ("c_2", "e"): 2, ("a", "c_2"): 3, ("a", "f"): 2}
    assert edges.keys() == expected.keys()
    for pair, weight in expected.items():
        assert edges[pair] == np.float32(weight), pair
    assert network.bias.tolist() == [0, 0.25, 0, 0, -1, 0, 0, 0]
    assert network.activation.tolist() == [0, 1, 2, 1, 1, 1, 1, 1]
    assert (network.name, network.description) == ("my net", "two parts")


def test_nodes_named_by_numbers_keep_them(tmp_path):
    path = tmp_path / "x.gv"
    path.write_text("digraph { 2 -> 0 [weight=5]; 1 -> 0 }")
    network = ioviz.load(path)
    assert list(zip(network.source.tolist(), network.target.tolist())) == [(2, 0), (1, 0)]


def test_connections_keep_their_order_if_the_file_tells_it(tmp_path):
    nodes = [{"id": v} for v in range(3)]
    links = [{"source": 0, "target": 2, "connection": 1}, {"source": 1, "target": 2, "connection": 0}]
    path = tmp_path / "x"
    path.write_text(json.dumps({"nodes": nodes, "links": links}))
    assert ioviz.load(path).source.tolist() == [1, 0]


GRAPHML = '<graphml><key id="w" for="edge" attr.name="weight"/><graph edgedefault="directed">\n{}\n</graph></graphml>'
NODES = '<node id="a"/><node id="b"/>'
GEXF = '<gexf><graph defaultedgetype="directed">{}</graph></gexf>'
BAD = {
    "entities": ('<!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><graphml>&b;</graphml>', "Line 1: a document type is not allowed"),
    "external": ('<?xml version="1.0"?>\n<!DOCTYPE graphml SYSTEM "file:///etc/passwd"><graphml/>', "Line 2: a document type is not allowed"),
    "cut off": ("<graphml><graph edgedefault='directed'>", "Invalid XML: no element found in line 1"),
    "tags": ("<graphml>\n</graph>", "Invalid XML: mismatched tag in line 2"),
    "undirected": ('<graphml><graph edgedefault="undirected">', "edgedefault is 'undirected'; connections have a direction"),
    "undirected edge": (GRAPHML.format(NODES + '<edge source="a" target="b" directed="false"/>'), "Line 2: the edge is undirected"),
    "no node": (GRAPHML.format(NODES + '\n\n<edge source="a" target="x"/>'), "Line 4: unknown node 'x'"),
    "no source": (GRAPHML.format('<edge target="b"/>'), "Line 2: the edge has no source"),
    "nan": (GRAPHML.format(NODES + '<edge source="a" target="b"><data key="w">nan</data></edge>'), "Line 2: the weight is 'nan'; it has to be a finite number"),
    "bias": (GRAPHML.format('<node id="a">\n<data key="bias">1e39</data></node>'), "Line 3: bias is '1e39'"),
    "nested": (GRAPHML.format("<a>" * 40), "elements are nested more than 30 deep"),
    "hyperedge": (GRAPHML.format("<hyperedge/>"), "Line 2: there is a hyperedge"),
    "two graphs": (GRAPHML.format("<graph edgedefault='directed'/>"), "there is a second graph"),
    "nothing": (GRAPHML.format(""), "The graph has no node"),
    "gexf undirected": ('<gexf><graph>\n<edges><edge source="0" target="1"/></edges></graph></gexf>', "Line 2: the edge is 'undirected'"),
    "gexf dynamic": ('<gexf><graph mode="dynamic"/></gexf>', "the graph changes with time"),
    "gexf slot": (GEXF.format('<nodes><node id="0"><attvalues><attvalue for="input_slot" value="-1"/></attvalues></node></nodes>'), "input_slot is '-1'; it has to be a whole number"),
    "dot graph": ("graph { a -- b }", "Line 1: the graph is undirected"),
    "dot edge": ("digraph {\n a -- b }", "Line 2: there is an undirected edge, '--'"),
    "dot end": ("digraph {\n a -> b [weight=1]\n", "Line 3: there is the end of the file; it has to be a node, an edge or '}'"),
    "dot junk": ("digraph { a -> b }\n c", "Line 2: there is 'c'; it has to be the end of the file"),
    "dot html": ("digraph { a [label=<b>] }", "there is text in <...>"),
    "dot weight": ("digraph {\na -> b [weight=heavy]\n}", "Line 2: the weight is 'heavy'"),
    "dot fast weight": ("digraph {\na -> b;\n\nb -> c [weight=1e99];\n}", "Line 4: the weight is '1e99'"),
    "dot nested": ("digraph {" + "{" * 50, "groups are nested more than 30 deep"),
    "dot sign": ("digraph { a -> & }", "there is '& }'; it has to be a name or a sign of DOT"),
    "cycle": ("digraph { a -> b -> a }", "form a cycle of 2 neurons"),
    "twice": ("digraph { a -> b; a -> b }", "Connection 1 (0 -> 1) repeats connection 0"),
    "json undirected": ('{"directed": false, "nodes": [], "links": []}', "directed is false; connections have a direction"),
    "json no links": ('{"directed": true, "nodes": []}', "edges is null; it has to be a list"),
    "json node": ('{"nodes": [{"id": 0}], "links": [{"source": 0, "target": 1}]}', "links[0]: unknown node '1'"),
    "json weight": ('{"nodes": [{"id": 0}, {"id": 1}], "links": [{"source": 0, "target": 1, "weight": true}]}', "links[0]: the weight is true"),
    "json name": ('{"nodes": [{"id": []}], "links": []}', "nodes[0]: the name of a node is a list of 0"),
    "json target": ('{"nodes": [{"id": 0}], "links": [{"source": 0}]}', "links[0] has no target"),
    "json constants": ('{"nodes": [{"id": 0}], "links": [], "graph": {"output_constants": "x"}}', "have to be a list of numbers and null"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_files(tmp_path, name):
    content, sentence = BAD[name]
    path = tmp_path / "x"
    path.write_text(content)
    with pytest.raises((FileFormatError, InvalidNetwork)) as caught:
        ioviz.load(path)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert str(caught.value).endswith(".")


def test_xml_in_other_encodings_and_line_ends(tmp_path):
    text = GRAPHML.format(NODES + '<edge source="a" target="b"/>')
    for encoding in ("utf-16", "utf-8-sig", "latin-1"):
        declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\r\n'
        (tmp_path / "x").write_bytes((declared + text.replace("\n", "\r\n")).encode(encoding))
        assert ioviz.load(tmp_path / "x").n_connections == 1
    (tmp_path / "x").write_bytes(b'<?xml version="1.0" encoding="nonsense"?>' + text.encode())
    with pytest.raises(FileFormatError, match="encoding"):
        ioviz.load(tmp_path / "x")


def test_a_tag_without_end_is_refused_before_it_fills_the_memory(tmp_path):
    with (tmp_path / "x").open("wb") as file:
        file.write(b'<graphml><graph edgedefault="directed"><node id="')
        for _ in range(12):
            file.write(b"a" * (1 << 20))
    with pytest.raises(FileFormatError, match="a tag or a text has more than 4 MiB"):
        ioviz.load(tmp_path / "x")


def test_comments_of_dot_do_not_take_for_ever(tmp_path):
    """What a pattern might try again and again in other ways."""
    code = (
        "import ioviz, sys\n"
        "for path in sys.argv[1:]:\n"
        "    try: ioviz.load(path)\n"
        "    except ioviz.IovizError: print('refused')\n"
    )
    files = []
    for content in ("/* */ " * 600 + "grap", " " * 4000 + "x", "digraph {" + "/* */ \n" * 200_000 + "&"):
        files.append(tmp_path / str(len(files)))
        files[-1].write_text(content)
    done = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "refused\n" * 3
