"""Random networks for property tests: small directed acyclic graphs, with and without what has to be trimmed."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import assume
from hypothesis import strategies as st

from ioviz.core.errors import InvalidNetwork
from ioviz.core.network import build_network

PIECEWISE = (("identity", 0.0), ("relu", 0.0), ("leaky_relu", 0.25), ("clipped_relu", 1.5))
SMOOTH = (("tanh", 0.0), ("sigmoid", 0.0), ("gelu", 0.0))

eighths = st.integers(-12, 12).map(lambda i: i / 8)
"""Numbers that float32 holds exactly."""


@dataclass(frozen=True)
class Plain:
    """A network in plain Python lists, as the naive twins take it."""

    n: int
    connections: list
    weights: list
    biases: list
    activations: list
    inputs: list
    outputs: list

    def build(self, **more):
        return build_network(
            n_neurons=self.n,
            source=[u for u, _ in self.connections],
            target=[v for _, v in self.connections],
            weight=self.weights,
            bias=self.biases,
            activation=[{"kind": k, "parameter": p} if p else k for k, p in self.activations],
            inputs=self.inputs,
            outputs=self.outputs,
            **more,
        )


@st.composite
def dags(draw, most_neurons=9, least_connections=1):
    """The number of neurons and some connections without a cycle, in any numbering and sequence."""
    n = draw(st.integers(2, most_neurons))
    rank = draw(st.permutations(range(n)))
    pairs = [(rank[i], rank[j]) for i in range(n) for j in range(i + 1, n)]
    some = st.lists(st.sampled_from(pairs), unique=True, min_size=least_connections, max_size=3 * n)
    return n, draw(some)


@st.composite
def junk_networks(draw, kinds=PIECEWISE + SMOOTH, **size):
    """Valid networks before trimming: constants, dead ends and idle inputs are likely."""
    n, connections = draw(dags(**size))
    free_in = [v for v in range(n) if all(t != v for _, t in connections)]
    free_out = [v for v in range(n) if all(s != v for s, _ in connections)]
    inputs = draw(st.permutations(draw(st.lists(st.sampled_from(free_in), unique=True, min_size=1))))
    ends = [v for v in free_out if v not in inputs]
    assume(ends)
    outputs = draw(st.lists(st.sampled_from(ends), unique=True, min_size=1))
    per_neuron = {"min_size": n, "max_size": n}
    biases = draw(st.lists(eighths, **per_neuron))
    return Plain(
        n=n,
        connections=connections,
        weights=draw(st.lists(eighths, min_size=len(connections), max_size=len(connections))),
        biases=[0.0 if v in inputs else bias for v, bias in enumerate(biases)],
        activations=draw(st.lists(st.sampled_from(kinds), **per_neuron)),
        inputs=list(inputs),
        outputs=outputs,
    )


@st.composite
def networks(draw, **settings):
    """Built networks, trimmed."""
    plain = draw(junk_networks(**settings))
    try:
        return plain.build()
    except InvalidNetwork:  # nothing is left of it
        assume(False)


def plain_of(network):
    """A built network as plain lists."""
    from ioviz.core.network import Activation

    kinds = [Activation(kind).label for kind in network.activation.tolist()]
    return Plain(
        n=network.n_neurons,
        connections=list(zip(network.source.tolist(), network.target.tolist())),
        weights=network.weight.tolist(),
        biases=network.bias.tolist(),
        activations=list(zip(kinds, network.activation_parameter.tolist())),
        inputs=network.inputs.tolist(),
        outputs=network.outputs.tolist(),
    )
