"""Matrix Market: a layer a file, as text, packed with gzip or not.

The first line is ``%%MatrixMarket matrix coordinate real general``, or with other words: ``array`` for a dense
matrix, column by column; ``integer``, ``unsigned-integer``, or ``pattern``, whose weights are 1; ``symmetric`` or
``skew-symmetric``, of which the file has one half, and both are read. After comments (``%``) comes a line of
rows, columns and, for ``coordinate``, entries; then an entry a line: row, column, value, counted from 1.

Rows are the outputs of the layer and columns its inputs, unless the option `outputs` is ``"columns"``.

The lines are read by ioviz's own kernel, not by ``scipy.io.mmread``: in one thread it is as fast as that is in two
(in scipy 1.12 and later; before, some 20 times faster), its numbers are float32 at once, it knows the line of what is
wrong, and nothing of what a header claims is allocated before it can be true.

References
----------
Boisvert, Pozo, Remington, The Matrix Market Exchange Formats: Initial Design, NISTIR 5935 (1996).
"""

from __future__ import annotations

import gzip
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.fields import shown
from ioviz.core.formats.layer_files import left_out, row_lines, write_layer, write_layers
from ioviz.core.formats.limits import Limits, in_mib
from ioviz.core.formats.options import LAYERED, ReadOptions
from ioviz.core.formats.registry import FileFormat, Layer, Layers, SparseWeights
from ioviz.core.formats.text_rows import NO_INDICES, NO_VALUES, RowKind, read_into
from ioviz.core.formats.text_stream import TextStream, start_of_text, text_of
from ioviz.core.kernels.jit import frozen
from ioviz.core.network import Network

TITLE = "Matrix Market"
_BANNER = b"%%matrixmarket"
_HEADER_LINES = 100_000
_LAYOUTS = ("coordinate", "array")
_VALUES = ("real", "double", "integer", "unsigned-integer", "pattern")
_SYMMETRIES = ("general", "symmetric", "skew-symmetric")


@dataclass(frozen=True)
class Header:
    """The contents of the header lines."""

    layout: str
    values: str
    symmetry: str
    rows: int
    columns: int
    entries: int


def read_header(stream: TextStream, limits: Limits) -> Header:
    """Read the banner, the comments and the line of sizes.

    Raises
    ------
    FileFormatError
        If they are invalid, or the file is too short for the declared sizes.
    LimitExceeded
        If the declared sizes exceed the limits.
    """
    words = (stream.next_line() or "").lower().split()
    if len(words) != 5 or words[0] != _BANNER.decode() or words[1] != "matrix":
        raise FileFormatError("Line 1: invalid banner; expected e.g. '%%MatrixMarket matrix coordinate real general'.")
    for word, known, what in zip(
        words[2:], (_LAYOUTS, _VALUES, _SYMMETRIES), ("layout", "kind of values", "symmetry"), strict=True
    ):
        if word not in known:
            listed = " or ".join([", ".join(known[:-1]), known[-1]])
            raise FileFormatError(f"Line 1: the {what} is {shown(word)}; for weights it has to be {listed}.")
    layout, values, symmetry = words[2:]
    if layout == "array" and values == "pattern":
        raise FileFormatError("Line 1: an array has values, so it cannot be 'pattern'.")
    number, line = stream.line, stream.next_line()
    while line is not None and (not line or line.startswith("%")):
        if number > _HEADER_LINES:
            raise FileFormatError(f"There are more than {_HEADER_LINES:,} lines before that of the sizes.")
        number, line = stream.line, stream.next_line()
    if line is None:
        raise FileFormatError("The file ends before the line of its sizes.")
    sizes = line.split()
    n_wanted = 3 if layout == "coordinate" else 2
    if len(sizes) != n_wanted or not all(re.fullmatch(r"[0-9]{1,30}", size) for size in sizes):
        wanted = "rows, columns and entries" if layout == "coordinate" else "rows and columns"
        raise FileFormatError(f"Line {number} is {shown(line)}; it has to be the number of {wanted}.")
    rows, columns = int(sizes[0]), int(sizes[1])
    if symmetry != "general" and rows != columns:
        raise FileFormatError(f"Line {number}: a {symmetry} matrix is square, not {rows} x {columns}.")
    if rows + columns > limits.neurons:
        raise LimitExceeded(f"It is {rows:,} x {columns:,}; the limit of neurons is {limits.neurons:,}.")
    entries = int(sizes[2]) if layout == "coordinate" else _stored(rows, symmetry, columns)
    if layout == "coordinate" and entries > limits.connections:
        raise LimitExceeded(f"Line {number} declares {entries:,} entries; the limit is {limits.connections:,}.")
    if layout == "array" and 4 * rows * columns > limits.array_bytes:
        raise LimitExceeded(
            f"The array of {rows:,} x {columns:,} takes {in_mib(4 * rows * columns)}; the limit is "
            f"{in_mib(limits.array_bytes)}."
        )
    least = {"coordinate": 4 if values == "pattern" else 6, "array": 2}[layout]
    if entries * least > stream.most_bytes:
        raise FileFormatError(
            f"Line {number} declares {entries:,} entries, but the file has no more than {stream.most_bytes:,} bytes."
        )
    return Header(layout, values, symmetry, rows, columns, entries)


def _stored(rows: int, symmetry: str, columns: int) -> int:
    """The entries of an array that are in the file."""
    return {
        "general": rows * columns,
        "symmetric": rows * (rows + 1) // 2,
        "skew-symmetric": rows * (rows - 1) // 2,
    }[symmetry]


def read_matrix(stream: TextStream, limits: Limits) -> SparseWeights | NDArray[np.float32]:
    """Read the matrix of a file, with the shape and the sides of the file. Raises as `read_header`."""
    header = read_header(stream, limits)
    if header.layout == "array":
        return _read_array(stream, header)
    has_value = header.values != "pattern"
    kind = RowKind(header.rows, header.columns, base=1, has_value=has_value, comment="%")
    row, column = np.empty(header.entries, np.int32), np.empty(header.entries, np.int32)
    value = np.empty(header.entries, np.float32) if has_value else NO_VALUES
    read_into(stream, kind, row, column, value)
    if not has_value:
        value = np.ones(header.entries, np.float32)
    if header.symmetry != "general":
        row, column, value = _both_halves(row, column, value, header.symmetry, limits)
    return SparseWeights((header.rows, header.columns), frozen(row), frozen(column), frozen(value))


def _both_halves(
    row: NDArray[np.int32], column: NDArray[np.int32], value: NDArray[np.float32], symmetry: str, limits: Limits
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    beside = row != column
    if symmetry == "skew-symmetric" and not beside.all():
        i = int(np.argmin(beside))
        raise FileFormatError(
            f"Entry {i + 1} is in row and column {row[i] + 1}; a skew-symmetric matrix has nothing on its diagonal."
        )
    total = row.size + int(np.count_nonzero(beside))
    if total > limits.connections:
        raise LimitExceeded(f"Both halves of it have {total:,} entries; the limit is {limits.connections:,}.")
    mirrored = value[beside] if symmetry == "symmetric" else -value[beside]
    return (
        np.concatenate([row, column[beside]]),
        np.concatenate([column, row[beside]]),
        np.concatenate([value, mirrored]),
    )


def _read_array(stream: TextStream, header: Header) -> NDArray[np.float32]:
    value = np.empty(header.entries, np.float32)
    read_into(stream, RowKind(0, 0, base=1, has_indices=False, comment="%"), NO_INDICES, NO_INDICES, value)
    if header.symmetry == "general":
        return value.reshape(header.columns, header.rows).T
    matrix = np.zeros((header.rows, header.columns), np.float32)
    # The lower half, column by column, is the upper half row by row.
    upper = np.triu_indices(header.rows, 0 if header.symmetry == "symmetric" else 1)
    matrix[upper] = value if header.symmetry == "symmetric" else -value
    matrix.T[upper] = value
    return matrix


def write_matrix(matrix: SparseWeights, file: BinaryIO) -> None:
    """Write the matrix of a layer: rows are outputs, values are real."""
    file.write(b"%%MatrixMarket matrix coordinate real general\n% rows are outputs, columns are inputs\n")
    file.write(f"{matrix.shape[0]} {matrix.shape[1]} {matrix.value.size}\n".encode())
    for piece in row_lines(matrix.row + 1, matrix.column + 1, matrix.value):
        file.write(piece)


def _write_packed(matrix: SparseWeights, file: BinaryIO) -> None:
    # Without the time, so that the same network gives the same bytes.
    with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed, io.BufferedWriter(cast(io.RawIOBase, packed)) as buffered:
        write_matrix(matrix, cast(BinaryIO, buffered))


def _sniff(head: bytes, path: Path) -> bool:
    return start_of_text(head)[: len(_BANNER)].lower() == _BANNER


def _read_layers(path: Path, options: ReadOptions) -> Layers:
    with text_of(path, options.limits) as stream:
        matrix = read_matrix(stream, options.limits)
    if options.outputs == "columns":
        if isinstance(matrix, SparseWeights):
            matrix = SparseWeights(matrix.shape[::-1], matrix.column, matrix.row, matrix.value)
        else:
            matrix = matrix.T
    return Layers((Layer(path.name, matrix),))


def _write(network: Network, path: Path) -> None:
    packed = path.name.lower().endswith(".gz")
    write_layer(network, path, _write_packed if packed else write_matrix, TITLE)


def _write_folder(network: Network, folder: Path) -> None:
    write_layers(network, folder, write_matrix, lambda k, matrix: f"layer{k}.mtx")


FILE_FORMAT = FileFormat(
    "mtx",
    TITLE,
    (".mtx", ".mtx.gz"),
    _sniff,
    read_layers=_read_layers,
    write=_write,
    write_folder=_write_folder,
    left_out=left_out,
    options=(*LAYERED, "outputs"),
)
