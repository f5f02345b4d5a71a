"""Make a network of layers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, InvalidNetwork, LimitExceeded
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import Layer, Layers, ReadReport, ReadResult, SparseWeights
from ioviz.core.formats.sparsify import sparsify
from ioviz.core.kernels.jit import frozen
from ioviz.core.network import build_network, parse_activation


def network_of_layers(found: Layers, options: ReadOptions, title: str) -> ReadResult:
    """Make one network of layers, in their order.

    Parameters
    ----------
    found : Layers
    options : ReadOptions
    title : str
        Of the format.

    Raises
    ------
    FileFormatError
        If there is no layer, or one does not fit the next; the message names both.
    InvalidNetwork
        If nothing is left to compute.
    LimitExceeded
        If it is larger than the limits.
    """
    layers = found.layers
    if not layers:
        raise FileFormatError("No layer of weights found.")
    check_chain(layers)
    widths = [layers[0].n_inputs, *(layer.n_outputs for layer in layers)]
    n = sum(widths)
    if n > options.limits.neurons:
        raise LimitExceeded(f"The network has {n:,} neurons; the limit is {options.limits.neurons:,}.")
    matrices, counts = sparsify(layers, options)
    starts = np.concatenate([[0], np.cumsum(widths)]).tolist()
    names, assumed = _activations(layers, options)
    try:
        network = build_network(
            n_neurons=n,
            source=_joined([m.column for m in matrices], starts[:-2]),
            target=_joined([m.row for m in matrices], starts[1:-1]),
            weight=frozen(np.concatenate([m.value for m in matrices])),
            bias=_biases(layers, starts),
            **_per_neuron(names, widths),
            inputs=np.arange(widths[0], dtype=np.int32),
            outputs=np.arange(starts[-2], n, dtype=np.int32),
            layer_hint=np.repeat(np.arange(len(widths), dtype=np.int32), widths),
            **found.settings,
        )
    except InvalidNetwork:
        for layer, matrix in zip(layers, matrices, strict=True):
            _check_once(layer.name, matrix)
        raise
    return ReadResult(network, ReadReport(title, counts, (*found.notes, *assumed)))


def _check_once(name: str, matrix: SparseWeights) -> None:
    """Raise InvalidNetwork if two weights have the same position, with the names of the file."""
    place = matrix.row.astype(np.int64) * matrix.shape[1] + matrix.column
    ordered = np.sort(place)
    again = np.flatnonzero(ordered[1:] == ordered[:-1])
    if again.size:
        row, column = divmod(int(ordered[again[0]]), matrix.shape[1])
        raise InvalidNetwork(
            f"{name} has two weights from input {column} to output {row} of the layer, counted from 0; one is allowed."
        )


def check_chain(layers: Sequence[Layer]) -> None:
    """Raise FileFormatError if a layer does not take what the one before it gives."""
    for layer in layers:
        if min(layer.weights.shape) < 1:
            raise FileFormatError(f"{layer.name} has no weights: its shape is {list(layer.weights.shape)}.")
        if layer.bias is not None and layer.bias.shape != (layer.n_outputs,):
            raise FileFormatError(
                f"The bias of {layer.name} has the shape {list(layer.bias.shape)}; it has to be [{layer.n_outputs}], "
                "one for each output."
            )
    for before, after in pairwise(layers):
        if before.n_outputs != after.n_inputs:
            raise FileFormatError(
                f"{after.name} takes {after.n_inputs} values, but {before.name} before it gives {before.n_outputs}; "
                f"each layer has to take what the one before it gives{_hint(layers)}."
            )


def _hint(layers: Sequence[Layer]) -> str:
    other_way = all(before.n_inputs == after.n_outputs for before, after in pairwise(layers))
    return "; they fit as [inputs, outputs]: set the outputs to the columns" if other_way else ""


def _joined(parts: Sequence[NDArray[np.int32]], starts: Sequence[int]) -> NDArray[np.int32]:
    """Return the neurons of all layers, numbered consecutively."""
    joined = np.concatenate(parts)
    at = 0
    for part, start in zip(parts, starts, strict=True):
        joined[at : at + part.size] += np.int32(start)
        at += part.size
    return frozen(joined)


def _biases(layers: Sequence[Layer], starts: Sequence[int]) -> NDArray[np.float32]:
    bias = np.zeros(starts[-1], np.float32)
    for layer, start in zip(layers, starts[1:]):
        if layer.bias is not None:
            with np.errstate(over="ignore"):
                values = np.asarray(layer.bias).astype(np.float32)
            wrong = np.flatnonzero(~np.isfinite(values))
            if wrong.size:
                raise FileFormatError(
                    f"Entry {wrong[0]} of the bias of {layer.name} is {layer.bias[wrong[0]]}; it has to be a finite "
                    "number of at most 3.4e38."
                )
            bias[start : start + values.size] = values
    return bias


def _activations(layers: Sequence[Layer], options: ReadOptions) -> tuple[list[str], tuple[str, ...]]:
    """Return the activation of each layer, and notes on what was assumed."""
    hidden, last = options.activation or "relu", options.output_activation or "identity"
    given = [layer.activation for layer in layers]
    names = [name or (last if i == len(given) - 1 else hidden) for i, name in enumerate(given)]
    if None in given[:-1] and options.activation is None:
        return names, ("The file has no activations: relu is assumed between the layers; an option sets another.",)
    return names, ()


def _per_neuron(names: Sequence[str], widths: Sequence[int]) -> dict[str, Any]:
    kinds, parameters = zip(*(parse_activation(name) for name in names), strict=True)
    return {
        "activation": np.repeat(np.array([0, *kinds], np.uint8), widths),
        "activation_parameter": np.repeat(np.array([0, *parameters], np.float32), widths),
    }


__all__ = ["Layer", "Layers", "SparseWeights", "check_chain", "network_of_layers"]
