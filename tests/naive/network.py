"""Networks as the model defines them, in plain Python: slow and obvious.

A network is `n` neurons and a list of `connections`, (source, target).
"""

from __future__ import annotations

import math


def incoming(n, connections):
    """For each neuron the connections into it, by source, then by index."""
    return [
        sorted((c for c, (_, v) in enumerate(connections) if v == neuron), key=lambda c: (connections[c][0], c))
        for neuron in range(n)
    ]


def outgoing(n, connections):
    """For each neuron the connections out of it, by target, then by index."""
    return [
        sorted((c for c, (u, _) in enumerate(connections) if u == neuron), key=lambda c: (connections[c][1], c))
        for neuron in range(n)
    ]


def first_duplicate(connections):
    """The first connection that an earlier one has made already, and that one."""
    for c, pair in enumerate(connections):
        if pair in connections[:c]:
            return c, max(b for b in range(c) if connections[b] == pair)
    return None


def topological_order(n, connections):
    """Again and again the smallest neuron whose sources are all there; None if there is a cycle."""
    order = []
    while len(order) < n:
        ready = [v for v in range(n) if v not in order and all(u in order for u, target in connections if target == v)]
        if not ready:
            return None
        order.append(min(ready))
    return order


def layers(n, connections):
    """The longest distance from a neuron without incoming connections, by its definition."""

    def distance(v):
        return max((1 + distance(u) for u, target in connections if target == v), default=0)

    return [distance(v) for v in range(n)]


def leads_to(connections, start):
    """The neurons from which one in `start` is reached."""
    found = set(start)
    while True:
        more = {u for u, v in connections if v in found} - found
        if not more:
            return found
        found |= more


def trim(n, connections, inputs, outputs):
    """Remove one thing at a time, as long as anything is there that the model does not allow.

    Returns what was removed, and the neurons and connections that are left.
    """
    neurons = set(range(n))
    left = list(range(len(connections)))
    reaching = leads_to(connections, outputs)
    dropped = {v for v in neurons if v not in reaching and v not in inputs}
    neurons -= dropped
    left = [c for c in left if connections[c][0] in neurons and connections[c][1] in neurons]
    constants, dropped_inputs, constant_outputs = set(), set(), set()
    changed = True
    while changed:
        changed = False
        for v in sorted(neurons):
            has_in = any(connections[c][1] == v for c in left)
            has_out = any(connections[c][0] == v for c in left)
            if v in inputs and not has_out:
                dropped_inputs.add(v)
            elif v not in inputs and not has_in:
                (constant_outputs if v in outputs else constants).add(v)
            else:
                continue
            neurons.remove(v)
            left = [c for c in left if v not in connections[c]]
            changed = True
    return {
        "dropped_neurons": sorted(dropped),
        "folded_constants": sorted(constants),
        "dropped_inputs": sorted(dropped_inputs),
        "constant_outputs": sorted(constant_outputs),
        "neurons": sorted(neurons),
        "connections": left,
    }


def activate(kind, parameter, x):
    """The activation functions by their names."""
    if kind == "identity":
        return x
    if kind == "relu":
        return max(x, 0.0)
    if kind == "leaky_relu":
        return x if x >= 0 else parameter * x
    if kind == "tanh":
        return math.tanh(x)
    if kind == "sigmoid":
        return 1 / (1 + math.exp(-x))
    if kind == "gelu":
        return x * (1 + math.erf(x / math.sqrt(2))) / 2
    assert kind == "clipped_relu"
    return min(max(x, 0.0), parameter)


def values(n, connections, weights, biases, activations, given, bias_where_nonzero=False):
    """The value of every neuron in double precision; `given` are those of the inputs."""
    result = {}
    for v in topological_order(n, connections):
        if v in given:
            result[v] = given[v]
            continue
        total = 0.0 if bias_where_nonzero else biases[v]
        for (u, target), w in zip(connections, weights):
            if target == v:
                total += w * result[u]
        if bias_where_nonzero and total != 0:
            total += biases[v]
        result[v] = activate(*activations[v], total)
    return [result[v] for v in range(n)]


def run_schedule(n, connections, weights, biases, activations, given, order, number, bias_where_nonzero=False):
    """Yield the values of all neurons before the first and after each connection of `order`.

    Every product and every sum is rounded by `number`, a floating-point type.
    """
    waiting = [sum(target == v for _, target in connections) for v in range(n)]
    start = [0.0] * n if bias_where_nonzero else biases
    held = [number(given[v]) if v in given else number(start[v]) for v in range(n)]
    yield list(held)
    for c in order:
        u, v = connections[c]
        assert waiting[u] == 0
        held[v] = number(held[v] + number(number(weights[c]) * held[u]))
        waiting[v] -= 1
        if waiting[v] == 0:
            if bias_where_nonzero and held[v] != 0:
                held[v] = number(held[v] + number(biases[v]))
            kind, parameter = activations[v]
            held[v] = number(activate(kind, number(parameter), held[v]))
        yield list(held)
