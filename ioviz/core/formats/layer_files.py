"""Formats that hold one layer a file: from a network to its weight matrices, and to a folder of files.

Such a file holds the connections from each layer of neurons to the next, and nothing else; so a connection
that skips a layer, or an output before the last one, cannot be written. Neurons of a layer are counted in the
order of their indices, inputs and outputs by their entry of the user's vectors.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, InvalidArgument
from ioviz.core.formats.files import replacing, sync_folder
from ioviz.core.formats.registry import SparseWeights
from ioviz.core.kernels.jit import frozen
from ioviz.core.network import Activation, Network

_LINES = 1 << 15

Writer = Callable[[SparseWeights, BinaryIO], None]


def layer_weights(network: Network) -> tuple[SparseWeights, ...]:
    """Return the weight matrix of each layer, the connections in the order of the network.

    Raises
    ------
    FileFormatError
        If the network is not layer after layer; the text names the first connection or output that is not.
    """
    layer = network.layer
    step = layer[network.target] - layer[network.source]
    skips = np.flatnonzero(step != 1)
    if skips.size:
        c = int(skips[0])
        u, v = int(network.source[c]), int(network.target[c])
        raise FileFormatError(
            f"Connection {c} ({u} -> {v}) leads from layer {layer[u]} to layer {layer[v]}, and a format of one layer a "
            "file holds connections to the next layer only; .json and .npz hold the network."
        )
    early = network.outputs[layer[network.outputs] != network.depth]
    if early.size:
        raise FileFormatError(
            f"Output {early[0]} is in layer {layer[early[0]]} of {network.depth}, and a format of one layer a file "
            "holds outputs of the last layer only; .json and .npz hold the network."
        )
    place, widths = _places(network)
    into = layer[network.target]
    by_layer = np.argsort(into, kind="stable")
    ends = np.cumsum(np.bincount(into, minlength=network.depth + 1))
    matrices = []
    for k in range(1, network.depth + 1):
        chosen = by_layer[ends[k - 1] : ends[k]]
        matrices.append(
            SparseWeights(
                (widths[k], widths[k - 1]),
                frozen(place[network.target[chosen]]),
                frozen(place[network.source[chosen]]),
                frozen(network.weight[chosen]),
            )
        )
    return tuple(matrices)


def _places(network: Network) -> tuple[NDArray[np.int32], list[int]]:
    """The place of each neuron in its layer, and how many places each layer has."""
    layer = network.layer
    order = np.argsort(layer, kind="stable")
    widths = np.bincount(layer, minlength=network.depth + 1)
    place = np.empty(network.n_neurons, np.int32)
    place[order] = np.arange(network.n_neurons) - np.repeat(np.cumsum(widths) - widths, widths)
    place[network.inputs] = network.input_slots
    place[network.outputs] = network.output_slots
    sizes = widths.tolist()
    sizes[0], sizes[-1] = network.input_width, network.output_width
    return place, sizes


def left_out(network: Network, *, weights: bool = True) -> list[str]:
    """Return what a file of nothing but weights does not hold of a network, in words."""
    lost = [] if weights else ["weights"]
    if network.bias.any():
        lost.append("biases")
    hidden = network.activation[~network.is_input]
    if (hidden != Activation.IDENTITY).any():
        lost.append("activations")
    if not np.isnan(network.output_constants).all():
        lost.append("the values of constant outputs")
    if network.examples is not None:
        lost.append("examples")
    if network.name or network.description or network.origin:
        lost.append("the name, description and origin")
    return lost


def write_layer(network: Network, path: Path, write: Writer, title: str) -> None:
    """Write a network of one layer to a file; FileFormatError if it has more."""
    matrices = layer_weights(network)
    if len(matrices) > 1:
        raise InvalidArgument(
            f"The network has {len(matrices)} layers, and {title} holds one a file: name a folder and the format to "
            "write all of them."
        )
    with replacing(path) as file:
        write(matrices[0], file)


def write_layers(network: Network, folder: Path, write: Writer, name_of: Callable[[int, SparseWeights], str]) -> None:
    """Write each layer of a network to a file of its own, in a new or empty folder.

    The folder is made beside its place, and comes there when all of it is on the disk.

    Raises
    ------
    FileFormatError
        If the network is not layer after layer, or `folder` is there and not empty, or cannot be written.
    """
    matrices = layer_weights(network)
    final = Path(os.path.abspath(folder))
    if final.exists() and not final.is_dir():
        raise FileFormatError(f"{folder} is a file; the layers need a folder.")
    if final.is_dir() and any(final.iterdir()):
        raise FileFormatError(f"The folder {folder} is not empty; name a new one.")
    draft = final.with_name(f".{final.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        draft.mkdir()
        try:
            for k, matrix in enumerate(matrices, 1):
                with replacing(draft / name_of(k, matrix)) as file:
                    write(matrix, file)
            if final.is_dir():
                final.rmdir()  # empty, as it was checked; fails if it no longer is
            os.replace(draft, final)
        except BaseException:  # a cancelled save, too, leaves nothing behind
            shutil.rmtree(draft, ignore_errors=True)
            raise
        sync_folder(final.parent)
    except OSError as error:
        raise FileFormatError(
            f"{folder} cannot be written: {(error.strerror or type(error).__name__).rstrip('.').lower()}."
        ) from None


def row_lines(*columns: NDArray[Any], separator: str = " ") -> Iterator[bytes]:
    """Rows of numbers, one a line, piece by piece; each float32 with the shortest digits that are read back as it."""
    for start in range(0, columns[0].size, _LINES):
        part = [column[start : start + _LINES] for column in columns]
        # str of a numpy float32 is the shortest text that rounds to it.
        cells = [map(str, column if column.dtype.kind == "f" else column.tolist()) for column in part]
        yield ("\n".join(map(separator.join, zip(*cells, strict=True))) + "\n").encode()
