"""DLMC's ``.smtx``: the places of the weights of one layer, without their values.

The first line is ``rows, columns, entries``; the second the row offsets, of which the first is 0 and the last the
number of entries; the third the column of each entry, counted from 0. Rows are the outputs of the layer, columns its
inputs. The weights are 1, or random with the option `seed`: normally distributed, with the variance 2 over the mean
number of entries of a row, so that values neither grow nor vanish behind ReLU.

References
----------
Gale, Elsen, Hooker, The State of Sparsity in Deep Neural Networks, arXiv 1902.09574; Deep Learning Matrix Collection.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.fields import shown
from ioviz.core.formats.layer_files import left_out, write_layer, write_layers
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.options import LAYERED, ReadOptions
from ioviz.core.formats.registry import FileFormat, Layer, Layers, SparseWeights
from ioviz.core.formats.text_stream import TextStream, start_of_text, text_of
from ioviz.core.kernels import text
from ioviz.core.kernels.jit import frozen
from ioviz.core.network import Network

TITLE = "DLMC smtx"
_SIZES = re.compile(r"\s*([0-9]{1,30})\s*,\s*([0-9]{1,30})\s*,\s*([0-9]{1,30})\s*")
_SNIFFED = re.compile(rb"[ \t]*[0-9]{1,30}[ \t]*,[ \t]*[0-9]{1,30}[ \t]*,[ \t]*[0-9]{1,30}[ \t\r]*\n[ \t]*[0-9]")
_LINE = 1 << 16


def read_places(stream: TextStream, limits: Limits) -> tuple[tuple[int, int], NDArray[np.int32], NDArray[np.int32]]:
    """Read the shape, the row and the column of each entry.

    Raises
    ------
    FileFormatError
        If a line is not as it has to be, or the file is too short for its first line.
    LimitExceeded
        If the declared sizes exceed the limits.
    """
    line = stream.next_line() or ""
    match = _SIZES.fullmatch(line)
    if match is None:
        raise FileFormatError(f"Line 1 is {shown(line)}; it has to be 'rows, columns, entries'.")
    rows, columns, entries = (int(number) for number in match.groups())
    if rows + columns > limits.neurons:
        raise LimitExceeded(f"It is {rows:,} x {columns:,}; the limit of neurons is {limits.neurons:,}.")
    if entries > limits.connections:
        raise LimitExceeded(f"Line 1 declares {entries:,} entries; the limit is {limits.connections:,}.")
    if 2 * (rows + 1 + entries) - 1 > stream.most_bytes:
        raise FileFormatError(
            f"Line 1 declares {rows:,} rows and {entries:,} entries, but the file has no more than "
            f"{stream.most_bytes:,} bytes."
        )
    offsets, column = np.empty(rows + 1, np.int64), np.empty(entries, np.int32)
    _read_numbers(stream, offsets, column, entries, columns)
    _check_offsets(offsets, entries)
    row = np.repeat(np.arange(rows, dtype=np.int32), np.diff(offsets))
    return (rows, columns), row, column


def _read_numbers(
    stream: TextStream, offsets: NDArray[np.int64], column: NDArray[np.int32], entries: int, columns: int
) -> None:
    filled_offsets = filled_columns = 0
    for piece in stream.pieces(whole_lines=False):
        code, at = text.FULL, 0
        if filled_offsets < offsets.size:
            code, at, stream.line, filled_offsets = (
                int(n) for n in text.read_wholes(piece, 0, stream.line, filled_offsets, entries + 1, offsets)
            )
            if code == text.STRANGE:
                raise _refuse(piece, at, stream.line, f"row offset {filled_offsets}", f"0 to {entries}", entries + 1)
        if code == text.FULL:
            code, at, stream.line, filled_columns = (
                int(n) for n in text.read_wholes(piece, at, stream.line, filled_columns, columns, column)
            )
            if code == text.STRANGE:
                raise _refuse(piece, at, stream.line, f"column {filled_columns}", f"0 to {columns - 1}", columns)
            if code == text.FULL:
                raise FileFormatError(f"Line {stream.line} has more than the {entries:,} columns that line 1 declares.")
    if filled_offsets < offsets.size:
        raise FileFormatError(f"The file ends after {filled_offsets:,} of {offsets.size:,} row offsets.")
    if filled_columns < entries:
        raise FileFormatError(f"The file ends after {filled_columns:,} of {entries:,} columns.")


def _refuse(piece: NDArray[np.uint8], at: int, line: int, what: str, span: str, above: int) -> FileFormatError:
    word = (piece[at : at + 64].tobytes().decode(errors="replace").split() or [""])[0]
    hint = " Columns are counted from 0 here." if word == str(above) and what.startswith("column") else ""
    return FileFormatError(f"Line {line}: {what} is {shown(word)}; it has to be a whole number from {span}.{hint}")


def _check_offsets(offsets: NDArray[np.int64], entries: int) -> None:
    if offsets[0] != 0:
        hint = ", as offsets are counted from 0" if offsets[0] == 1 else ""
        raise FileFormatError(f"Line 2: the first row offset is {offsets[0]}; it has to be 0{hint}.")
    falls = np.flatnonzero(np.diff(offsets) < 0)
    if falls.size:
        k = int(falls[0])
        raise FileFormatError(
            f"Line 2: row offset {k + 1} is {offsets[k + 1]}, less than the {offsets[k]} before it; offsets never fall."
        )
    if offsets[-1] != entries:
        raise FileFormatError(f"Line 2: the last row offset is {offsets[-1]}; line 1 declares {entries} entries.")


def write_places(matrix: SparseWeights, file: BinaryIO) -> None:
    """Write where the weights of a layer are, row by row."""
    order = np.lexsort((matrix.column, matrix.row))
    offsets = np.concatenate([[0], np.cumsum(np.bincount(matrix.row, minlength=matrix.shape[0]))])
    file.write(f"{matrix.shape[0]}, {matrix.shape[1]}, {matrix.value.size}\n".encode())
    for numbers in (offsets, matrix.column[order]):
        for start in range(0, numbers.size, _LINE):
            part = numbers[start : start + _LINE].tolist()
            file.write((" " * (start > 0) + " ".join(map(str, part))).encode())
        file.write(b"\n")


def _sniff(head: bytes, path: Path) -> bool:
    return _SNIFFED.match(start_of_text(head)) is not None


def _read_layers(path: Path, options: ReadOptions) -> Layers:
    with text_of(path, options.limits) as stream:
        shape, row, column = read_places(stream, options.limits)
    if options.outputs == "columns":
        shape, row, column = shape[::-1], column, row
    if options.seed is None:
        value = np.ones(row.size, np.float32)
        note = "The file has no weights: all are 1; with a seed they are random."
    else:
        # The name of the file makes the layers of a folder differ from each other.
        rng = np.random.default_rng([options.seed, zlib.crc32(path.name.encode(errors="surrogateescape"))])
        scale = np.float32(np.sqrt(2 * shape[0] / max(row.size, 1)))
        value = rng.standard_normal(row.size, np.float32) * scale
        note = f"The file has no weights: they are random, of the seed {options.seed}."
    matrix = SparseWeights(shape, frozen(row), frozen(column), frozen(value))
    return Layers((Layer(path.name, matrix),), notes=(note,))


def _write(network: Network, path: Path) -> None:
    write_layer(network, path, write_places, TITLE)


def _write_folder(network: Network, folder: Path) -> None:
    write_layers(network, folder, write_places, lambda k, matrix: f"layer{k}.smtx")


def _left_out(network: Network) -> list[str]:
    return left_out(network, weights=False)


FILE_FORMAT = FileFormat(
    "smtx",
    TITLE,
    (".smtx",),
    _sniff,
    read_layers=_read_layers,
    write=_write,
    write_folder=_write_folder,
    left_out=_left_out,
    options=(*LAYERED, "outputs", "seed"),
)
