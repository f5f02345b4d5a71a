"""A network as a chain of sparse matrices: what every other program for sparse networks is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
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

    def begin(self, sums: Float32, *, rows: bool = False) -> None:
        """Let `sums` [n, batch], or [batch, n] with `rows`, begin at the bias where they may, else at 0."""
        if self.bias_first:
            sums[...] = self.bias if rows else self.bias[:, None]
        else:
            sums.fill(0)

    def finish(self, sums: Float32, *, rows: bool = False, begun: bool = False) -> None:
        """Turn sums into values in place: the bias, unless they have begun at it, and the activation."""
        if self.has_bias and not (begun and self.bias_first):
            bias = self.bias if rows else self.bias[:, None]
            np.add(sums, bias, out=sums, where=sums != 0 if self.bias_where_nonzero else True)
        if self.kind is Activation.IDENTITY:
            return
        if self.kind is Activation.RELU:
            np.maximum(sums, 0, out=sums)
        elif self.kind is Activation.CLIPPED_RELU:
            np.clip(sums, 0, self.parameters[0], out=sums)
        else:
            columns = sums.T if rows else sums
            columns[...] = apply_activations(self.kinds, self.parameters, columns)


@dataclass(frozen=True, eq=False)
class LayerForm:
    """The input vector, then all other neurons in the order of their layers, and a matrix for each layer after it.

    The values are an array of `rows` rows: the first ones are the input vector as it is, with a column without
    weights for each entry that no connection leads from; each other row is a neuron. A layer takes whatever part of
    it holds all its sources: where connections lead from each layer to the next alone, that is the layer before.

    Attributes
    ----------
    rows : int
    layers : tuple of Layer
    output_rows, output_slots : int64[S]
        Row of each output that is a neuron, and its entry in the output vector.
    input_width, output_width : int
    constants : float32[output_width]
        Outputs that are no neuron's; NaN elsewhere.
    """

    rows: int
    layers: tuple[Layer, ...]
    output_rows: NDArray[np.int64]
    output_slots: NDArray[np.int64]
    input_width: int
    output_width: int
    constants: Float32

    @cached_property
    def plain_outputs(self) -> bool:
        """Whether the last rows are the output vector as it is."""
        first = self.rows - self.output_width
        wanted = np.arange(self.output_width)
        return np.array_equal(self.output_rows, wanted + first) and np.array_equal(self.output_slots, wanted)

    @cached_property
    def is_chain(self) -> bool:
        """Whether each layer takes exactly the one before, from the input vector to the output vector."""
        return not self.why_no_chain

    @cached_property
    def why_no_chain(self) -> str:
        """Why it is not a chain of layers, as a sentence; empty if it is one."""
        if not self.layers:
            return "The network has no connections."
        before = pairwise([0, *(layer.start for layer in self.layers)])
        for number, (layer, (low, high)) in enumerate(zip(self.layers, before, strict=True), start=1):
            if (layer.low, layer.high) != (low, high):
                return f"Connections into layer {number} come from more than the layer before it."
        if self.plain_outputs:
            return ""
        if self.output_rows.size < self.output_width:
            missing = self.output_width - self.output_rows.size
            are = "output is a constant" if missing == 1 else "outputs are constants"
            return f"{missing} {are}, which no connection leads to."
        return "Outputs are neurons of several layers."

    @property
    def nbytes(self) -> int:
        """Of all matrices as CSR with int32 indices."""
        return sum(
            layer.matrix.data.nbytes + layer.matrix.indices.nbytes + layer.matrix.indptr.nbytes for layer in self.layers
        )


@dataclass(frozen=True, eq=False)
class Stage:
    """A layer with where its values come from and where they go: [n, batch], or [batch, n] where rows are wanted."""

    layer: Layer
    x: Float32
    y: Float32


class Flow:
    """The buffers through which a batch goes, made once; what a library that multiplies matrices needs around it.

    In a chain of layers the values of two layers are kept, the input vectors are used where they are, and the last
    layer is written to where the outputs are wanted. In other networks the values of all neurons are kept, and each
    layer takes a part of them.

    Parameters
    ----------
    form : LayerForm
    inputs : float32[input_width, batch] or float32[batch, input_width]
    layout : {"columns", "rows"}
        Of inputs and outputs.
    native : {"columns", "rows"}
        In which the library works. If it is not the layout, inputs and outputs are transposed in each run.
    """

    def __init__(self, form: LayerForm, inputs: Float32, layout: str, native: str) -> None:
        self.form = form
        self.inputs = inputs
        self.rows = native == "rows"
        self.turned = layout != native
        batch = inputs.shape[1] if layout == "columns" else inputs.shape[0]

        def buffer(width: int) -> Float32:
            return aligned_empty((batch, width) if self.rows else (width, batch))

        self._x = buffer(form.input_width) if self.turned else inputs
        self._values: Float32 | None = None
        stages = []
        if form.is_chain:
            x = self._x
            spare: list[Float32 | None] = [None, None]
            widest = max(layer.stop - layer.start for layer in form.layers)
            for number, layer in enumerate(form.layers):
                width = layer.stop - layer.start
                if number == len(form.layers) - 1:
                    y = buffer(width)
                else:
                    kept = spare[number % 2]
                    if kept is None:
                        kept = spare[number % 2] = aligned_empty((widest * batch,))
                    y = kept[: width * batch].reshape((batch, width) if self.rows else (width, batch))
                stages.append(Stage(layer, x, y))
                x = y
        else:
            values = self._values = buffer(form.rows)
            for layer in form.layers:
                taken = values[:, layer.low : layer.high] if self.rows else values[layer.low : layer.high]
                given = values[:, layer.start : layer.stop] if self.rows else values[layer.start : layer.stop]
                stages.append(Stage(layer, taken, given))
        self.stages = tuple(stages)
        self._turned_outputs = (
            aligned_empty((form.output_width, batch) if self.rows else (batch, form.output_width))
            if self.turned
            else None
        )

    def begin(self) -> None:
        """Put the inputs in place."""
        if self.turned:
            self._x[...] = self.inputs.T
        if self._values is not None:
            values = self._values.T if self.rows else self._values
            values[: self.form.input_width] = self._x.T if self.rows else self._x

    def end(self) -> Float32:
        """The outputs, in the layout."""
        if self._values is None:
            result = self.stages[-1].y
        else:
            values = self._values.T if self.rows else self._values
            columns = np.empty((self.form.output_width, values.shape[1]), np.float32)
            columns[...] = self.form.constants[:, None]
            columns[self.form.output_slots] = values[self.form.output_rows]
            result = columns.T if self.rows else columns
        if self._turned_outputs is None:
            return result
        self._turned_outputs[...] = result.T
        return self._turned_outputs


def layer_form(network: Network) -> LayerForm:
    """A network as a chain of matrices. O(W log W)."""
    from scipy import sparse

    inputs = np.asarray(network.inputs, np.int64)
    outputs = np.asarray(network.outputs, np.int64)
    depth_of = network.layer.astype(np.int64)
    # Within its layer an output stands where the vector has it, so that nothing is to be gathered.
    place = np.arange(network.n_neurons, dtype=np.int64)
    place[outputs] = network.n_neurons + np.asarray(network.output_slots, np.int64)
    order = np.lexsort((place, depth_of))
    row = np.empty(network.n_neurons, np.int64)
    shift = network.input_width - inputs.size  # entries of the input vector that are no neurons
    row[order] = np.arange(shift, shift + network.n_neurons)
    row[inputs] = network.input_slots

    starts = shift + np.searchsorted(depth_of[order], np.arange(network.depth + 2))
    starts[0] = 0
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
        neurons = order[start - shift : stop - shift]
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
        shift + network.n_neurons,
        tuple(layers),
        row[outputs],
        np.asarray(network.output_slots, np.int64),
        network.input_width,
        network.output_width,
        network.output_constants,
    )
