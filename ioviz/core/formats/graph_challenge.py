"""The Sparse Deep Neural Network Graph Challenge: a layer a file, ``neuron1024-l1.tsv`` or ``n1024-l1.tsv``.

Each line is row, column and value, with tabs between, counted from 1: the weight from neuron *row* of the layer before
to neuron *column* of this one. The name holds the neurons of a layer and the number of the layer. All biases are the
same, by the number of neurons: -0.3 for 1024, -0.35 for 4096, -0.4 for 16384, -0.45 for 65536; they are added only
where a sum is not 0; the activation is ReLU capped at 32.

References
----------
Kepner, Alford, Gadepally, Jones, Milechin, Robinett, Samsi, Sparse Deep Neural Network Graph Challenge,
arXiv 1909.05631.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.layer_files import layer_weights, left_out, row_lines, write_layer, write_layers
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.options import SPARSIFYING, ReadOptions
from ioviz.core.formats.registry import FileFormat, Layer, Layers, SparseWeights
from ioviz.core.formats.text_rows import RowKind, read_all
from ioviz.core.formats.text_stream import TextStream, start_of_text, text_of
from ioviz.core.kernels.jit import frozen
from ioviz.core.network import Activation, Network
from ioviz.core.network.graph_challenge import BIASES, CAP

TITLE = "Graph Challenge"

_NAME = re.compile(r"(?:neuron|n)([0-9]{1,9})-l([0-9]{1,9})\.tsv(?:\.gz)?", re.IGNORECASE)
_SNIFFED = re.compile(rb"\s*[0-9]{1,12}[ \t]+[0-9]{1,12}[ \t]+[-+.0-9eE]{1,40}[ \t\r]*(?:\n|$)")


def size_and_layer(path: Path) -> tuple[int, int] | None:
    """Return the neurons of a layer and the number of the layer in a file name, None if it has none."""
    match = _NAME.fullmatch(path.name)
    return None if match is None else (int(match[1]), int(match[2]))


def arrange(files: Sequence[Path]) -> list[Path]:
    """Return the files that are layers, by their number; others, such as the images, are skipped.

    Raises
    ------
    FileFormatError
        If a layer is missing or there twice, or they have different numbers of neurons.
    """
    named = sorted(
        ((found[1], found[0], file) for file in files if (found := size_and_layer(file)) is not None),
        key=lambda entry: entry[:2],
    )
    if not named:
        return list(files)
    for place, (number, size, file) in enumerate(named, named[0][0]):
        if size != named[0][1]:
            raise FileFormatError(
                f"{file}: The name has {size} neurons a layer, that of {named[0][2].name} {named[0][1]}; choose "
                "the files of one network."
            )
        if number != place:
            what = f"layer {place} is missing" if number > place else f"layer {number} is there twice"
            raise FileFormatError(f"{file}: By the names of the files, {what}.")
    return [file for _, _, file in named]


def read_matrix(stream: TextStream, size: int, limits: Limits) -> SparseWeights:
    """Read the weights of a layer of `size` neurons.

    Raises
    ------
    FileFormatError
        If a line is not as it has to be.
    LimitExceeded
        If there are more than the limits.
    """
    if 2 * size > limits.neurons:
        raise LimitExceeded(f"Two layers of {size:,} neurons; the limit of neurons is {limits.neurons:,}.")
    source, target, value = read_all(stream, RowKind(size, size, base=1), limits.connections)
    if value.size > limits.connections:
        raise LimitExceeded(f"The file has more than {limits.connections:,} entries, the limit.")
    return SparseWeights((size, size), frozen(target), frozen(source), frozen(value))


def write_matrix(matrix: SparseWeights, file: BinaryIO) -> None:
    """Write the weights of a layer."""
    for piece in row_lines(matrix.column + 1, matrix.row + 1, matrix.value, separator="\t"):
        file.write(piece)


def _sniff(head: bytes, path: Path) -> bool:
    return _SNIFFED.match(start_of_text(head)) is not None


def _read_layers(path: Path, options: ReadOptions) -> Layers:
    named = size_and_layer(path)
    if named is None:
        raise FileFormatError(
            "Invalid file name: it has to hold the neurons of a layer and the number of the layer, such as "
            "neuron1024-l1.tsv or n1024-l1.tsv."
        )
    size = named[0]
    if size == 0:
        raise FileFormatError("Invalid file name: a layer of 0 neurons.")
    with text_of(path, options.limits) as stream:
        matrix = read_matrix(stream, size, options.limits)
    bias = options.bias
    notes = [
        "As in the Graph Challenge: the activation is ReLU capped at 32, and biases are added only where a sum is "
        "not 0."
    ]
    if bias is None:
        bias = BIASES.get(size, 0.0)
        if size not in BIASES:
            notes.append(
                f"The challenge has no bias for layers of {size} neurons: 0 is assumed; an option sets another."
            )
    layer = Layer(path.name, matrix, np.full(size, bias, np.float32), f"clipped_relu:{CAP:g}")
    return Layers((layer,), tuple(notes), {"bias_where_nonzero": True})


def _check_square(network: Network) -> None:
    for k, matrix in enumerate(layer_weights(network), 1):
        if matrix.shape[0] != matrix.shape[1]:
            raise FileFormatError(
                f"Layer {k} leads from {matrix.shape[1]} to {matrix.shape[0]} neurons; in the Graph Challenge all "
                "layers have the same number."
            )


def _write(network: Network, path: Path) -> None:
    _check_square(network)
    write_layer(network, path, write_matrix, TITLE)


def _write_folder(network: Network, folder: Path) -> None:
    _check_square(network)
    write_layers(network, folder, write_matrix, lambda k, matrix: f"n{matrix.shape[0]}-l{k}.tsv")


def _left_out(network: Network) -> list[str]:
    """Return what the format cannot hold, without what reading restores."""
    lost = left_out(network)
    hidden = ~network.is_input
    bias = np.float32(BIASES.get(network.output_width, 0.0))
    if network.bias_where_nonzero and (network.bias[hidden] == bias).all() and "biases" in lost:
        lost.remove("biases")
    capped = network.activation[hidden] == Activation.CLIPPED_RELU
    if capped.all() and (network.activation_parameter[hidden] == CAP).all():
        lost.remove("activations")
    return lost


FILE_FORMAT = FileFormat(
    "tsv",
    TITLE,
    (".tsv",),
    _sniff,
    read_layers=_read_layers,
    write=_write,
    write_folder=_write_folder,
    left_out=_left_out,
    arrange=arrange,
    options=(*SPARSIFYING, "bias"),
)
