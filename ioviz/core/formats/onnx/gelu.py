"""GELU as it is written without an operation of its own: x * (1 + erf(x / sqrt(2))) / 2, in one of several orders."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from ioviz.core.formats.onnx.graph import Graph, Node

_ROOT = math.sqrt(2)

Scalar = Callable[[str], float | None]
"""The single number that a constant is, None if it is none."""


def with_gelu(graph: Graph, scalar: Scalar) -> Graph:
    """Return the graph with one node Gelu in the place of each written-out one."""
    takers: dict[str, list[Node]] = {}
    makers: dict[str, Node] = {}
    for node in graph.nodes:
        for name in node.inputs:
            takers.setdefault(name, []).append(node)
        for name in node.outputs:
            makers[name] = node
    gone: set[int] = set()
    put: dict[int, Node] = {}
    for node in graph.nodes:
        if node.op == "Erf" and len(node.inputs) == 1:
            found = _match(node, makers, takers, scalar)
            if found is not None:
                x, parts = found
                gone |= {id(part) for part in parts}
                put[id(parts[-1])] = Node("Gelu", node.name, (x,), parts[-1].outputs)
    if not put:
        return graph
    nodes = tuple(put.get(id(node), node) for node in graph.nodes if id(node) in put or id(node) not in gone)
    uses: dict[str, int] = {}
    for name in (*(name for node in nodes for name in node.inputs), *graph.ends):
        uses[name] = uses.get(name, 0) + 1
    return replace(graph, nodes=nodes, uses=uses)


def _match(
    erf: Node, makers: dict[str, Node], takers: dict[str, list[Node]], scalar: Scalar
) -> tuple[str, list[Node]] | None:
    """x, and the nodes of its GELU, the last one last."""
    divided = makers.get(erf.inputs[0])
    if divided is None:
        return None
    x = _times(divided, 1 / _ROOT, scalar)
    added = _only_taker(erf, takers)
    if x is None or added is None or added.op != "Add" or _other(added, erf.outputs[0], scalar) != 1:
        return None
    product = _only_taker(added, takers)
    if product is None or product.op != "Mul":
        return None
    parts = [divided, erf, added, product]
    factor = _factor_beside(product, added.outputs[0])
    halved = makers.get(factor)
    if halved is not None and _times(halved, 0.5, scalar) == x:  # (x / 2) * (1 + erf)
        return x, [halved, *parts]
    last = _only_taker(product, takers)
    if last is None:
        return None
    if factor == x and _times(last, 0.5, scalar) == product.outputs[0]:  # x * (1 + erf) / 2
        return x, [*parts, last]
    if scalar(factor) == 0.5 and last.op == "Mul" and _factor_beside(last, product.outputs[0]) == x:
        return x, [*parts, last]
    return None


def _times(node: Node, factor: float, scalar: Scalar) -> str | None:
    """The value that a node multiplies by `factor`, None if it does something else."""
    if len(node.inputs) != 2:
        return None
    one, two = node.inputs
    if node.op == "Div" and (by := scalar(two)) is not None and math.isclose(by, 1 / factor, rel_tol=1e-3):
        return one
    if node.op == "Mul":
        for value, other in ((one, two), (two, one)):
            if (by := scalar(other)) is not None and math.isclose(by, factor, rel_tol=1e-3):
                return value
    return None


def _other(node: Node, name: str, scalar: Scalar) -> float | None:
    return scalar(_factor_beside(node, name))


def _factor_beside(node: Node, name: str) -> str:
    if len(node.inputs) != 2:
        return ""
    return node.inputs[1] if node.inputs[0] == name else node.inputs[0]


def _only_taker(node: Node, takers: dict[str, list[Node]]) -> Node | None:
    found: Sequence[Node] = takers.get(node.outputs[0], ()) if node.outputs else ()
    return found[0] if len(found) == 1 else None
