"""What a format is, and what reading a file gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.formats.options import ReadOptions
from ioviz.core.network import Network


@dataclass(frozen=True, eq=False)
class SparseWeights:
    """A weight matrix of the connections that there are.

    Attributes
    ----------
    shape : (outputs, inputs)
    row : int32[w]
        The output of each connection, counted within the layer.
    column : int32[w]
        The input of each.
    value : float32[w]
    """

    shape: tuple[int, int]
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    value: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Layer:
    """The connections from one layer of neurons to the next.

    Attributes
    ----------
    name : str
        The place in the file: a tensor, a node, or the name of the file.
    weights : SparseWeights, or float array [outputs, inputs]
        A dense array becomes sparse by `ioviz.core.formats.sparsify`.
    bias : float32[outputs] or None
    activation : str or None
        As `parse_activation` reads it; None where the file says nothing of it.
    """

    name: str
    weights: SparseWeights | NDArray[Any]
    bias: NDArray[Any] | None = None
    activation: str | None = None

    @property
    def n_outputs(self) -> int:
        """Neurons that it leads to."""
        return int(self.weights.shape[0])

    @property
    def n_inputs(self) -> int:
        """Neurons that it comes from."""
        return int(self.weights.shape[1])


@dataclass(frozen=True)
class Candidate:
    """A weight matrix that can be chosen from a file of several.

    Attributes
    ----------
    name : str
        In the file.
    shape : (outputs, inputs)
    short : str
        A shorter name that is understood, too.
    """

    name: str
    shape: tuple[int, int]
    short: str


@dataclass(frozen=True, eq=False)
class Layers:
    """What a file of layers holds: each leads to the next.

    Attributes
    ----------
    layers : tuple of Layer
    notes : tuple of str
        Sentences about what was left out or assumed.
    settings : mapping
        Further arguments of `build_network`, such as a description.
    """

    layers: tuple[Layer, ...]
    notes: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LayerCount:
    """What became of one weight matrix.

    Attributes
    ----------
    name : str
    shape : (outputs, inputs)
    entries : int
        The weights in the file, zeros included.
    nonzero : int
        Those that are not 0.
    kept : int
        Those that became connections.
    """

    name: str
    shape: tuple[int, int]
    entries: int
    nonzero: int
    kept: int


@dataclass(frozen=True)
class ReadReport:
    """What reading a file did.

    Attributes
    ----------
    title : str
        The format, for people.
    layers : tuple of LayerCount
        The weight matrices, in their order; none where the format holds single connections.
    notes : tuple of str
        Sentences about what was left out, changed or assumed, each with its place in the file.
    """

    title: str
    layers: tuple[LayerCount, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def entries(self) -> int:
        """All weights in the file, zeros included."""
        return sum(layer.entries for layer in self.layers)

    @property
    def nonzero(self) -> int:
        """All weights in the file that are not 0."""
        return sum(layer.nonzero for layer in self.layers)

    @property
    def kept(self) -> int:
        """All weights that became connections, before the network was trimmed."""
        return sum(layer.kept for layer in self.layers)

    def sentences(self) -> tuple[str, ...]:
        """Return what was kept and what was noted, for people; nothing where all is as it was in the file."""
        if self.kept == self.entries:
            return self.notes
        share = f"{100 * self.kept / self.entries:.3g} %"
        text = f"Kept {self.kept:,} of {self.entries:,} weights ({share})"
        zeros = self.entries - self.nonzero
        if zeros:
            text += f"; {zeros:,} of them are 0"
        return (f"{text}.", *self.notes)


@dataclass(frozen=True, eq=False)
class ReadResult:
    """A network, and how it was read."""

    network: Network
    report: ReadReport


@dataclass(frozen=True)
class FileLook:
    """What is known of a file before it is read.

    Attributes
    ----------
    path : Path
    title : str
        The format, for people.
    options : tuple of str
        The names of the options of reading that it takes.
    candidates : tuple of Candidate
        Its dense weight matrices; none where it holds single connections.
    """

    path: Path
    title: str
    options: tuple[str, ...]
    candidates: tuple[Candidate, ...]

    @property
    def weights(self) -> int:
        """How many weights these matrices have, zeros included."""
        return sum(one.shape[0] * one.shape[1] for one in self.candidates)


@dataclass(frozen=True)
class FileFormat:
    """One format: how it is told from others, read, and written. One of them stands in each module.

    Attributes
    ----------
    name : str
        One word, e.g. ``"onnx"``.
    title : str
        For people, e.g. ``"ONNX"``.
    endings : tuple of str
        Of names of files, in small letters, with the dot. The first is the usual one.
    sniff : callable
        Given the first 4096 bytes and the path, whether a file is of this format. Content alone counts; the
        path is for formats whose sign stands elsewhere in the file. Never raises for content.
    read : callable or None
        Given a path and the options, the network. Errors need not name the file.
    read_layers : callable or None
        In place of `read`, where a file holds layers: several files then make one network.
    write : callable or None
        Given a network and a path. Uses `files.replacing`.
    write_folder : callable or None
        Given a network and a path: the same for all layers of a network, in files of a new folder.
    left_out : callable or None
        Given a network, what of it the format does not hold, a few words each; None if it holds all.
    arrange : callable or None
        Given the files of a folder or a list, those that are layers, in their order. Errors name the file.
    options : tuple of str
        The names of the options that it takes; others are refused.
    candidates : callable or None
        The dense weight matrices of a file, told by its header: from them layers, or a part, can be chosen.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    sniff: Callable[[bytes, Path], bool]
    read: Callable[[Path, ReadOptions], ReadResult] | None = None
    read_layers: Callable[[Path, ReadOptions], Layers] | None = None
    write: Callable[[Network, Path], None] | None = None
    options: tuple[str, ...] = ()
    write_folder: Callable[[Network, Path], None] | None = None
    left_out: Callable[[Network], Sequence[str]] | None = None
    arrange: Callable[[Sequence[Path]], Sequence[Path]] | None = None
    candidates: Callable[[Path, ReadOptions], tuple[Candidate, ...]] | None = None
