"""Inference in double precision, with how far any order of float32 operations may be from it."""

from __future__ import annotations

from tests.naive.network import activate, topological_order

HALF_UNIT = 2.0**-24
"""The largest relative error of one rounding to float32."""
TINY = 2.0**-140
"""The error of one operation by underflow, with a margin."""


def steepest(kind, parameter):
    """The largest slope of an activation function."""
    if kind == "leaky_relu":
        return max(1.0, abs(parameter))
    return {"sigmoid": 0.25, "gelu": 1.13}.get(kind, 1.0)


def values_and_bounds(n, connections, weights, biases, activations, given, bias_where_nonzero=False):
    """The value of every neuron, and the largest difference that rounding in float32 can make of it.

    A sum of k products in any order is off by at most k + 1 roundings of what its terms add up to without their
    signs; a difference of a source counts with its weight; an activation function stretches by its steepest slope and
    is itself exact within 10 units in the last place.
    """
    value, bound = {}, {}
    for v in topological_order(n, connections):
        if v in given:
            value[v], bound[v] = given[v], 0.0
            continue
        terms = [(w * value[u], abs(w) * bound[u]) for (u, t), w in zip(connections, weights) if t == v]
        total = sum(product for product, _ in terms)
        size = sum(abs(product) + error for product, error in terms)
        error = sum(error for _, error in terms) + (len(terms) + 4) * HALF_UNIT * (size + abs(biases[v]))
        error += TINY if size else 0.0
        if not bias_where_nonzero:
            total += biases[v]
        elif size == 0:
            error = 0.0
        else:  # whether the bias is added may hang on rounding
            if abs(total) <= error:
                error += abs(biases[v])
            total += biases[v] if total != 0 else 0.0
        kind, parameter = activations[v]
        value[v] = activate(kind, parameter, total)
        bound[v] = steepest(kind, parameter) * error + 20 * HALF_UNIT * abs(value[v]) + TINY
    return [value[v] for v in range(n)], [bound[v] for v in range(n)]
