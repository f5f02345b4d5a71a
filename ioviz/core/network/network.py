"""`Network`: frozen arrays, always valid and trimmed, with derived arrays computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels import graph
from ioviz.core.kernels.jit import frozen
from ioviz.core.network.records import Examples, TrimReport


@dataclass(frozen=True, eq=False)
class Adjacency:
    """The connections grouped by neuron.

    Attributes
    ----------
    indptr : int64[N + 1]
        The group of neuron n is ``connection[indptr[n]:indptr[n + 1]]``.
    connection : int32[W]
        Connection indices.
    """

    indptr: NDArray[np.int64]
    connection: NDArray[np.int32]

    def of(self, neuron: int) -> NDArray[np.int32]:
        """Return the connections of one neuron, a view."""
        return self.connection[self.indptr[neuron] : self.indptr[neuron + 1]]

    @property
    def degree(self) -> NDArray[np.int64]:
        """The number of connections of each neuron, int64[N]."""
        return np.diff(self.indptr)


@dataclass(frozen=True, eq=False)
class Network:
    """A sparse feed-forward network: valid, trimmed, and never changed.

    Made by :func:`ioviz.core.network.build_network`. All arrays are read-only. Connection c leads from
    neuron ``source[c]`` to neuron ``target[c]``. The value of a neuron that is no input is
    ``f(bias + sum of weight * value of the source over its incoming connections)``.

    Attributes
    ----------
    source, target : int32[W]
        The two ends of each connection, as neuron indices.
    weight : float32[W]
    bias : float32[N]
        0 for inputs.
    activation : uint8[N]
        :class:`~ioviz.core.network.Activation` of each neuron; identity for inputs.
    activation_parameter : float32[N]
        Slope of leaky ReLU, cap of clipped ReLU, else 0.
    inputs : int32[I]
        Input neurons, in the order of the input vector.
    outputs : int32[S]
        Output neurons, in the order of the output vector.
    name, description, origin : str
    layer_hint : int32[N] or None
        Layers as the file names them, for drawing only.
    position : float32[N, 2] or None
        Where to draw each neuron, in units of the file's own.
    input_width : int
        Length of the vector that inference takes: inputs without a connection keep their entry.
    input_slots : int32[I]
        Neuron ``inputs[k]`` takes entry ``input_slots[k]`` of that vector.
    output_width : int
        Length of the vector that inference returns: constant outputs keep their entry.
    output_slots : int32[S]
        Neuron ``outputs[k]`` gives entry ``output_slots[k]`` of that vector.
    output_constants : float32[output_width]
        The value of a constant output; NaN where the output is computed.
    trim_report : TrimReport
        What trimming removed when the network was made.
    examples : Examples or None
    bias_where_nonzero : bool
        Whether a bias is added only where the sum of weight * value is not 0, as in the Sparse Deep Neural
        Network Graph Challenge: the value is then ``f(sum + bias)`` where the sum is not 0, else ``f(0)``.

    Notes
    -----
    12 W + 9 N bytes; each adjacency, made when first asked for, adds 4 W + 8 N.
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    activation: NDArray[np.uint8]
    activation_parameter: NDArray[np.float32]
    inputs: NDArray[np.int32]
    outputs: NDArray[np.int32]
    name: str
    description: str
    origin: str
    layer_hint: NDArray[np.int32] | None
    position: NDArray[np.float32] | None
    input_width: int
    input_slots: NDArray[np.int32]
    output_width: int
    output_slots: NDArray[np.int32]
    output_constants: NDArray[np.float32]
    trim_report: TrimReport
    examples: Examples | None
    bias_where_nonzero: bool = False

    @property
    def n_neurons(self) -> int:
        """N, the number of neurons, inputs included."""
        return self.bias.size

    @property
    def n_connections(self) -> int:
        """W, the number of connections."""
        return self.source.size

    @property
    def n_inputs(self) -> int:
        """I, the number of input neurons."""
        return self.inputs.size

    @property
    def n_outputs(self) -> int:
        """S, the number of output neurons."""
        return self.outputs.size

    @cached_property
    def is_input(self) -> NDArray[np.bool_]:
        """Which neurons are inputs, bool[N]."""
        return frozen(_mask(self.n_neurons, self.inputs))

    @cached_property
    def is_output(self) -> NDArray[np.bool_]:
        """Which neurons are outputs, bool[N]."""
        return frozen(_mask(self.n_neurons, self.outputs))

    @cached_property
    def incoming(self) -> Adjacency:
        """The connections grouped by target; in a group by source, then by connection index."""
        by_source = self.__dict__.get("outgoing")
        minor = (
            by_source.connection
            if by_source is not None
            else graph.group_connections(self.source, graph.no_order(), self.n_neurons)[1]
        )
        return Adjacency(*graph.group_connections(self.target, minor, self.n_neurons))

    @cached_property
    def outgoing(self) -> Adjacency:
        """The connections grouped by source; in a group by target, then by connection index."""
        return Adjacency(*graph.group_connections(self.source, self.incoming.connection, self.n_neurons))

    @cached_property
    def topological_order(self) -> NDArray[np.int32]:
        """The neurons in topological order, int32[N].

        Among those that are ready, the smallest index comes first.
        """
        outgoing = self.outgoing
        _, order = graph.topological_order(outgoing.indptr, outgoing.connection, self.target)
        return frozen(order)

    @cached_property
    def layer(self) -> NDArray[np.int32]:
        """The longest distance of each neuron from an input, int32[N]."""
        incoming = self.incoming
        return frozen(graph.longest_distance(self.topological_order, incoming.indptr, incoming.connection, self.source))

    @cached_property
    def depth(self) -> int:
        """The longest distance from an input to an output, in connections."""
        return int(self.layer.max())

    def __repr__(self) -> str:
        name = f"{self.name!r}, " if self.name else ""
        return f"Network({name}N={self.n_neurons}, W={self.n_connections}, I={self.n_inputs}, S={self.n_outputs})"

    def _repr_html_(self) -> str:
        """Return the HTML of a notebook: sizes and a small drawing."""
        from ioviz.core.network.html import network_html

        return network_html(
            name=self.name,
            description=self.description,
            layer=self.layer,
            source=self.source,
            target=self.target,
            is_input=self.is_input,
            is_output=self.is_output,
        )


def _mask(size: int, members: NDArray[np.int32]) -> NDArray[np.bool_]:
    mask = np.zeros(size, np.bool_)
    mask[members] = True
    return mask
