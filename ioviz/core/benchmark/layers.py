"""A network as a chain of sparse matrices: what every other program for sparse networks is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.benchmark.workloads import aligned_empty
from ioviz.core.network.activations import Activation, apply_activations

if TYPE_CHECKING:
    from ioviz.core.network import Network

Float32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Layer:
    """One matrix: rows `low` to `high` of the values go in, `start` to `stop` come out.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array, float32[stop - start, high - low]
        Canonical, with int32 indices.
    bias : float32[stop - start]
    kinds : uint8[stop - start]
    parameters : float32[stop - start]
        As in `Network.activation` and `activation_parameter`.
    low, high, start, stop : int
    bias_where_nonzero : bool
        As in `Network`.
    """

    matrix: Any
    bias: Float32
    kinds: NDArray[np.uint8]
    parameters: Float32
    low: int
    high: int
    start: int
    stop: int
    bias_where_nonzero: bool

    @cached_property
    def kind(self) -> Activation | None:
        """The one activation of the layer, None if there are several."""
        same = (self.kinds == self.kinds[0]).all() and (self.parameters == self.parameters[0]).all()
        return Activation(int(self.kinds[0])) if same else None

    @cached_property
    def has_bias(self) -> bool:
        """Whether any bias is not 0."""
        return bool(self.bias.any())

    @cached_property
    def bias_first(self) -> bool:
        """Whether sums can begin at the bias instead of 0, where a library adds to what is there."""
        return self.has_bias and not self.bias_where_nonzero

    def begin(self, sums: Float32) -> None:
        """Let `sums` [n, batch] begin at the bias, or at 0."""
        if self.bias_first:
            sums[...] = self.bias[:, None]
        else:
            sums.fill(0)

    def finish(self, sums: Float32, *, biased: bool = False) -> None:
        """Turn sums [n, batch] into values in place: the bias, unless they began at it, and the activation."""
        if self.has_bias and not biased:
            if self.bias_where_nonzero:
                np.add(sums, self.bias[:, None], out=sums, where=sums != 0)
            else:
                np.add(sums, self.bias[:, None], out=sums)
        if self.kind is Activation.IDENTITY:
            return
        if self.kind is Activation.RELU:
            np.maximum(sums, 0, out=sums)
        elif self.kind is Activation.CLIPPED_RELU:
            np.clip(sums, 0, self.parameters[0], out=sums)
        else:
            sums[...] = apply_activations(self.kinds, self.parameters, sums)


@dataclass(frozen=True, eq=False)
class LayerForm:
    """All neurons in the order of their layers, and a matrix for each layer after the inputs.

    The values of all neurons are an array of `rows` rows, a row a neuron. A layer takes whatever part of it holds all
    its sources: where connections lead from each layer to the next alone, that is the layer before.

    Attributes
    ----------
    rows : int
    layers : tuple of Layer
    input_rows, input_slots : int64[I]
        Row of each input, and its entry in the input vector.
    output_rows, output_slots : int64[S]
    input_width, output_width : int
    constants : float32[output_width]
        Outputs that are no neuron's; NaN elsewhere.
    """

    rows: int
    layers: tuple[Layer, ...]
    input_rows: NDArray[np.int64]
    input_slots: NDArray[np.int64]
    output_rows: NDArray[np.int64]
    output_slots: NDArray[np.int64]
    input_width: int
    output_width: int
    constants: Float32

    @cached_property
    def plain_inputs(self) -> bool:
        """Whether the first rows are the input vector as it is."""
        wanted = np.arange(self.input_width)
        return np.array_equal(self.input_rows, wanted) and np.array_equal(self.input_slots, wanted)

    @cached_property
    def plain_outputs(self) -> bool:
        """Whether the last rows are the output vector as it is."""
        first = self.rows - self.output_width
        wanted = np.arange(self.output_width)
        return np.array_equal(self.output_rows, wanted + first) and np.array_equal(self.output_slots, wanted)

    @cached_property
    def is_chain(self) -> bool:
        """Whether each layer takes exactly the one before, from the input vector to the output vector."""
        widths = [0, *(layer.start for layer in self.layers), self.rows]
        taken = [(layer.low, layer.high) for layer in self.layers]
        return self.plain_inputs and self.plain_outputs and taken == list(zip(widths, widths[1:-1]))

    @property
    def nbytes(self) -> int:
        """Of all matrices as CSR with int32 indices."""
        return sum(
            layer.matrix.data.nbytes + layer.matrix.indices.nbytes + layer.matrix.indptr.nbytes for layer in self.layers
        )

    def values(self, batch: int) -> Float32:
        """Room for the values of a batch, float32[rows, batch]."""
        return aligned_empty((self.rows, batch))

    def put_inputs(self, columns: Float32, values: Float32) -> None:
        """Copy input vectors [input_width, batch] to their rows."""
        if self.plain_inputs:
            values[: self.input_width] = columns
        else:
            values[self.input_rows] = columns[self.input_slots]

    def outputs(self, values: Float32) -> Float32:
        """The output vectors [output_width, batch]; a view where the last rows are all of them."""
        if self.plain_outputs:
            return values[self.rows - self.output_width :]
        result = np.empty((self.output_width, values.shape[1]), np.float32)
        result[...] = self.constants[:, None]
        result[self.output_slots] = values[self.output_rows]
        return result


def layer_form(network: Network) -> LayerForm:
    """A network as a chain of matrices. O(W log W)."""
    from scipy import sparse

    inputs = np.asarray(network.inputs, np.int64)
    outputs = np.asarray(network.outputs, np.int64)
    depth_of = network.layer.astype(np.int64)
    # Within its layer an input or output stands where the vector has it, so that nothing is to be gathered.
    place = np.arange(network.n_neurons, dtype=np.int64)
    place[inputs] = np.argsort(np.argsort(network.input_slots))
    place[outputs] = network.n_neurons + np.asarray(network.output_slots, np.int64)
    order = np.lexsort((place, depth_of))
    row = np.empty(network.n_neurons, np.int64)
    row[order] = np.arange(network.n_neurons)

    starts = np.searchsorted(depth_of[order], np.arange(network.depth + 2))
    source, target = row[network.source], row[network.target]
    by_target = np.lexsort((source, target))
    source, target, weight = source[by_target], target[by_target], network.weight[by_target]
    ends = np.searchsorted(target, starts)
    layers = []
    for depth in range(1, network.depth + 1):
        start, stop = int(starts[depth]), int(starts[depth + 1])
        part = slice(int(ends[depth]), int(ends[depth + 1]))
        low, high = int(source[part].min()), int(source[part].max()) + 1
        # A layer in whole, even where its first or last neuron is no source of this one.
        low = int(starts[np.searchsorted(starts, low, "right") - 1])
        high = int(starts[np.searchsorted(starts, high, "left")])
        pointers = np.searchsorted(target[part], np.arange(start, stop + 1)).astype(np.int32)
        matrix = sparse.csr_array(
            (np.ascontiguousarray(weight[part]), (source[part] - low).astype(np.int32), pointers),
            shape=(stop - start, high - low),
        )
        neurons = order[start:stop]
        layers.append(
            Layer(
                matrix,
                np.ascontiguousarray(network.bias[neurons]),
                np.ascontiguousarray(network.activation[neurons]),
                np.ascontiguousarray(network.activation_parameter[neurons]),
                low,
                high,
                start,
                stop,
                network.bias_where_nonzero,
            )
        )
    return LayerForm(
        network.n_neurons,
        tuple(layers),
        row[inputs],
        np.asarray(network.input_slots, np.int64),
        row[outputs],
        np.asarray(network.output_slots, np.int64),
        network.input_width,
        network.output_width,
        network.output_constants,
    )
