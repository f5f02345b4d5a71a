"""`FileFormat`, and the classes for what a reader returns."""

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
    """A sparse weight matrix.

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
        As `parse_activation` reads it; None if the file has none.
    """

    name: str
    weights: SparseWeights | NDArray[Any]
    bias: NDArray[Any] | None = None
    activation: str | None = None

    @property
    def n_outputs(self) -> int:
        """The number of outputs."""
        return int(self.weights.shape[0])

    @property
    def n_inputs(self) -> int:
        """The number of inputs."""
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
        A shorter name that is accepted, too.
    """

    name: str
    shape: tuple[int, int]
    short: str


@dataclass(frozen=True, eq=False)
class Layers:
    """The layers of a file, each followed by the next.

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
    """How many weights of one matrix were kept.

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
    """What was kept, left out and assumed when a file was read.

    Attributes
    ----------
    title : str
        The name of the format.
    layers : tuple of LayerCount
        The weight matrices, in their order; none if the format holds single connections.
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
        """Return what was kept, and the notes, as sentences; empty if the network is exactly as in the file."""
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
    """A network, and the report of reading it."""

    network: Network
    report: ReadReport


@dataclass(frozen=True)
class FileLook:
    """A summary of a file that has not been read.

    Attributes
    ----------
    path : Path
    title : str
        The name of the format.
    options : tuple of str
        The names of the options of reading that apply.
    candidates : tuple of Candidate
        Its dense weight matrices; none if it holds single connections.
    """

    path: Path
    title: str
    options: tuple[str, ...]
    candidates: tuple[Candidate, ...]

    @property
    def weights(self) -> int:
        """The number of weights of these matrices, zeros included."""
        return sum(one.shape[0] * one.shape[1] for one in self.candidates)


@dataclass(frozen=True)
class FileFormat:
    """One format: how it is detected, read and written. Each format module defines one.

    Attributes
    ----------
    name : str
        One word, e.g. ``"onnx"``.
    title : str
        The displayed name, e.g. ``"ONNX"``.
    endings : tuple of str
        Of file names, in lower case, with the dot. The first is the default.
    sniff : callable
        Given the first 4096 bytes and the path, whether a file has this format. Only content counts; the
        path is for formats with a signature elsewhere in the file. Never raises for content.
    read : callable or None
        Given a path and the options, the network. Errors need not name the file.
    read_layers : callable or None
        Instead of `read`, if a file holds layers: several files can then make one network.
    write : callable or None
        Given a network and a path. Uses `files.replacing`.
    write_folder : callable or None
        Given a network and a path: writes one file for each layer to a new folder.
    left_out : callable or None
        Given a network, the parts of it that the format cannot hold; None if it holds all.
    arrange : callable or None
        Given files, returns those that are layers, in their order. Errors name the file.
    options : tuple of str
        The names of the options that apply; others are refused.
    candidates : callable or None
        Returns the dense weight matrices of a file, from its header, to choose layers from.
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
