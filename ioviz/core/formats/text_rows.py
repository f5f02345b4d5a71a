"""Tables in text: lines of a row, a column and a value.

The kernels read plain lines; other lines are read here, or reported with their number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError
from ioviz.core.formats.fields import FLOAT32_END, shown
from ioviz.core.formats.text_stream import TextStream
from ioviz.core.kernels import text

_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_REAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

NO_INDICES = np.empty(0, np.int32)
NO_VALUES = np.empty(0, np.float32)


@dataclass(frozen=True)
class RowKind:
    """What the lines of a table hold.

    Attributes
    ----------
    rows, columns : int
        How many there are.
    base : int
        What they are counted from: 0 or 1.
    has_indices, has_value : bool
    comment : str
        Lines that begin with this character are passed over; none if it is empty.
    """

    rows: int
    columns: int
    base: int
    has_indices: bool = True
    has_value: bool = True
    comment: str = ""

    def wanted(self) -> str:
        """What a line has to be."""
        words = ["a row", "a column"] if self.has_indices else []
        words += ["a value"] if self.has_value else []
        return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def read_into(
    stream: TextStream,
    kind: RowKind,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    value: NDArray[np.float32],
) -> None:
    """Fill the arrays with the lines of the file; those that are not wanted have no entries.

    Raises
    ------
    FileFormatError
        If a line is not as it has to be, or there are more or fewer lines than entries.
    """
    wanted = max(first.size, value.size)
    row = 0
    for piece in stream.pieces(whole_lines=True):
        code, row = _read_piece(stream, kind, piece, row, first, second, value)
        if code == text.FULL:
            raise FileFormatError(f"Line {stream.line} is one more than the {wanted:,} that the file declares.")
    if row < wanted:
        raise FileFormatError(f"The file ends after {row:,} of the {wanted:,} declared entries.")


def read_all(
    stream: TextStream, kind: RowKind, limit: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """Read the lines of a file, however many there are. FileFormatError if one is not as it has to be.

    Stops, with more than `limit`, when that many have been read: the caller refuses.
    """
    parts: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]] = []
    total = 0
    for piece in stream.pieces(whole_lines=True):
        n_lines = int(np.count_nonzero(piece == 10)) + 1
        arrays = np.empty(n_lines, np.int32), np.empty(n_lines, np.int32), np.empty(n_lines, np.float32)
        _, n = _read_piece(stream, kind, piece, 0, *arrays)
        parts.append((arrays[0][:n], arrays[1][:n], arrays[2][:n]))
        total += n
        if total > limit:
            break
    if not parts:
        return NO_INDICES, NO_INDICES, NO_VALUES
    first, second, value = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return first, second, value


def _read_piece(
    stream: TextStream,
    kind: RowKind,
    piece: NDArray[np.uint8],
    row: int,
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    value: NDArray[np.float32],
) -> tuple[int, int]:
    """Read one piece of the file; returns why it ended, and the entry that comes next."""
    at, content = 0, b""
    comment = ord(kind.comment) if kind.comment else 0
    while True:
        code, at, stream.line, row = (
            int(number)
            for number in text.read_rows(
                piece, at, stream.line, row, comment, kind.base, kind.rows, kind.columns,
                first, second, value, text.POWERS,
            )
        )  # fmt: skip
        if code != text.STRANGE:
            return code, row
        content = content or piece.tobytes()
        end = content.find(b"\n", at)
        end = len(content) if end < 0 else end
        i, j, x = parse_line(content[at:end], stream.line, kind)
        if first.size:
            first[row], second[row] = i, j
        if value.size:
            value[row] = x
        row += 1
        stream.line += 1
        at = end + 1


def parse_line(line: bytes, number: int, kind: RowKind) -> tuple[int, int, float]:
    """Read one line, slowly, with indices from 0; raises FileFormatError with the reason."""
    words = line.decode(errors="replace").split()
    n_wanted = 2 * kind.has_indices + kind.has_value
    if len(words) != n_wanted:
        count = f"{len(words)} word{'' if len(words) == 1 else 's'}"
        raise FileFormatError(f"Line {number} has {count}; it has to be {kind.wanted()}, with blanks between.")
    i = j = 0
    if kind.has_indices:
        i = _index(words[0], number, "row", kind.rows, kind.base)
        j = _index(words[1], number, "column", kind.columns, kind.base)
    return i, j, _value(words[-1], number) if kind.has_value else 1.0


def _index(word: str, number: int, what: str, count: int, base: int) -> int:
    if _WHOLE.fullmatch(word):
        index = int(word) - base
        if 0 <= index < count:
            return index
        if index == -1 and base == 1:
            raise FileFormatError(f"Line {number}: the {what} is 0, but here they are counted from 1.")
        if index == count and base == 0:
            raise FileFormatError(f"Line {number}: the {what} is {count}, but here they are counted from 0.")
    raise FileFormatError(
        f"Line {number}: the {what} is {shown(word)}; it has to be a whole number from {base} to {count - 1 + base}."
    )


def _value(word: str, number: int) -> float:
    value = float(word) if _REAL.fullmatch(word) else float("nan")
    if not abs(value) < FLOAT32_END:
        raise FileFormatError(
            f"Line {number}: the value is {shown(word)}; it has to be a finite number of at most 3.4e38."
        )
    return value
