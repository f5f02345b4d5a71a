"""Weight matrices of numpy and scipy: ``.npy``, ``.npz`` with plain arrays, and ``.npz`` of ``scipy.sparse.save_npz``.

A matrix is [outputs, inputs], as a linear layer has it, unless the option ``outputs`` is ``"columns"``.
The arrays of an ``.npz`` are layers in the order in which they were written; an array of one axis is the bias of the
matrix before it. Nothing is ever unpickled.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, IovizError, LimitExceeded
from ioviz.core.formats.chains import chosen_chain
from ioviz.core.formats.files import opened
from ioviz.core.formats.limits import in_mib
from ioviz.core.formats.npz import MAGIC, NPY_MAGIC, NpzReader, npy_header
from ioviz.core.formats.options import LAYERED, ReadOptions
from ioviz.core.formats.registry import Candidate, FileFormat, Layer, Layers, SparseWeights

_SCIPY = {"format", "shape", "data"}


def _sniff_npz(head: bytes, path: Path) -> bool:
    """Whether it is a zip file of arrays without a header of ioviz."""
    if not head.startswith(MAGIC):
        return False
    try:
        with opened(path) as (file, size):
            names = NpzReader(file, size, ReadOptions().limits, own=False).names
    except IovizError:  # damaged: the reader of ioviz's own files reports how
        return False
    return bool(names) and "header" not in names


def _read_npz(path: Path, options: ReadOptions) -> Layers:
    with opened(path) as (file, size):
        reader = NpzReader(file, size, options.limits, own=False)
        if set(reader.names) >= _SCIPY:
            return Layers((Layer(path.name, _scipy_matrix(reader, options)),), (), {"name": path.stem})
        return _plain(reader, path, options)


def _plain(reader: NpzReader, path: Path, options: ReadOptions) -> Layers:
    shapes = {name: reader.shape(name) for name in reader.names}
    found = _matrices(shapes)
    if not found:
        raise FileFormatError("No weight matrix found: no array has two axes.")
    chain = chosen_chain(found, options.layers) if options.layers else found
    layers, used = [], set()
    for one in chain:
        bias = _bias_of(one.name, shapes, columns=options.outputs == "columns")
        layers.append(
            Layer(
                one.name,
                _turned(reader.array(one.name, "f", 2), options),
                None if bias is None else reader.array(bias, "f", 1),
            )
        )
        used |= {one.name, bias}
    left = [name for name in shapes if name not in used]
    notes = (f"Left out: the arrays {', '.join(left[:5])}{', ...' if len(left) > 5 else ''}.",) if left else ()
    return Layers(tuple(layers), notes, {"name": path.stem})


def _matrices(shapes: dict[str, tuple[int, ...]]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(name, (shape[0], shape[1]), name.removesuffix(".weight"))
        for name, shape in shapes.items()
        if len(shape) == 2 and min(shape) > 0
    )


def _bias_of(name: str, shapes: dict[str, tuple[int, ...]], *, columns: bool) -> str | None:
    names = list(shapes)
    after = names[names.index(name) + 1 :][:1]
    return after[0] if after and shapes[after[0]] == (shapes[name][1 if columns else 0],) else None


def _scipy_matrix(reader: NpzReader, options: ReadOptions) -> SparseWeights:
    kind = reader.text("format").decode("ascii", "replace")
    if kind not in ("csr", "csc", "coo"):
        raise FileFormatError(f"It is a sparse matrix of the kind {kind[:10]!r}; ioviz reads csr, csc and coo.")
    needed = ("row", "col") if kind == "coo" else ("indices", "indptr")
    for name in needed:
        if name not in reader.names:
            raise FileFormatError(f"The member {name!r} of a {kind} matrix is missing.")
    sides = reader.array("shape", "i", 1).tolist()
    if len(sides) != 2 or not all(1 <= side <= options.limits.neurons for side in sides):
        raise FileFormatError(f"The member 'shape' is {sides[:3]}; it has to be two sides of at least 1.")
    shape = (int(sides[0]), int(sides[1]))
    value = reader.array("data", "f", 1)
    if value.size > options.limits.connections:
        raise LimitExceeded(f"It has {value.size:,} entries; the limit is {options.limits.connections:,}.")
    if kind == "coo":
        row, column = (reader.array(name, "i", 1) for name in needed)
    else:
        minor, indptr = (reader.array(name, "i", 1) for name in needed)
        major = _expanded(indptr, shape[0 if kind == "csr" else 1], value.size)
        row, column = (major, minor) if kind == "csr" else (minor, major)
    rows, columns = _indices(row, shape[0], value.size, "row"), _indices(column, shape[1], value.size, "column")
    if options.outputs == "columns":
        return SparseWeights(shape[::-1], columns, rows, value)
    return SparseWeights(shape, rows, columns, value)


def _turned(values: NDArray[Any], options: ReadOptions) -> NDArray[Any]:
    return values.T if options.outputs == "columns" else values


def _expanded(indptr: NDArray[np.integer], count: int, entries: int) -> NDArray[np.int32]:
    """The row, or column, of each entry."""
    if indptr.size != count + 1 or indptr[0] != 0 or indptr[-1] != entries or (indptr[1:] < indptr[:-1]).any():
        raise FileFormatError(
            f"The member 'indptr' has to rise from 0 to {entries}, the number of entries, in {count} steps."
        )
    return np.repeat(np.arange(count, dtype=np.int32), np.diff(indptr))


def _indices(values: NDArray[np.integer], limit: int, entries: int, what: str) -> NDArray[np.int32]:
    if values.size != entries:
        raise FileFormatError(f"There are {values.size} indices of a {what} for {entries} entries.")
    wrong = np.flatnonzero((values < 0) | (values >= limit))
    if wrong.size:
        raise FileFormatError(
            f"The {what} of entry {wrong[0]} is {values[wrong[0]]}; it has to be from 0 to {limit - 1}."
        )
    return values.astype(np.int32, copy=False)


def _candidates(path: Path, options: ReadOptions) -> tuple[Candidate, ...]:
    with opened(path) as (file, size):
        reader = NpzReader(file, size, options.limits, own=False)
        if set(reader.names) >= _SCIPY:
            return ()
        return _matrices({name: reader.shape(name) for name in reader.names})


def _sniff_npy(head: bytes, path: Path) -> bool:
    return head.startswith(NPY_MAGIC)


def _candidates_npy(path: Path, options: ReadOptions) -> tuple[Candidate, ...]:
    with opened(path) as (file, _):
        shape = npy_header(file, path.name)[1]
    return (Candidate(path.name, (shape[0], shape[1]), path.name),) if len(shape) == 2 else ()


def _read_npy(path: Path, options: ReadOptions) -> Layers:
    with opened(path) as (file, size):
        dtype, shape, fortran, start = npy_header(file, path.name)
        if len(shape) != 2:
            raise FileFormatError(f"Its array has {len(shape)} axes; a weight matrix has 2, [outputs, inputs].")
        nbytes = dtype.itemsize * math.prod(shape)
        if nbytes > options.limits.array_bytes:
            raise LimitExceeded(f"Its array takes {in_mib(nbytes)}; the limit is {in_mib(options.limits.array_bytes)}.")
        if start + nbytes != size:
            raise FileFormatError(f"Its size, {size:,} bytes, does not fit its shape {list(shape)}; it is damaged.")
        data = file.read(nbytes)
    values = np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")
    native = values.astype(dtype.newbyteorder("="), copy=False)
    return Layers((Layer(path.name, _turned(native, options)),), (), {"name": path.stem})


NPZ_FORMAT = FileFormat(
    "arrays",
    "npz of arrays",
    (".npz",),
    _sniff_npz,
    read_layers=_read_npz,
    options=(*LAYERED, "layers", "outputs"),
    candidates=_candidates,
)
NPY_FORMAT = FileFormat(
    "npy",
    "npy",
    (".npy",),
    _sniff_npy,
    read_layers=_read_npy,
    options=(*LAYERED, "outputs"),
    candidates=_candidates_npy,
)
