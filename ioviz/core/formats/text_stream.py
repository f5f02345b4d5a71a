"""Stream large text files: unpack gzip, check the encoding, count lines.

A file of ten million lines is never in memory as a whole, and one with an implausible compression ratio is
refused before all of it is unpacked.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.files import opened
from ioviz.core.formats.limits import MIB, Limits, in_mib
from ioviz.core.formats.utf8 import decoded, refuse_other_encodings

GZIP = b"\x1f\x8b"

PIECE = 4 * MIB
"""Bytes that are processed at a time."""

LINE_LIMIT = MIB
"""The longest line, or number in a line without a limit, in bytes."""

MAX_COMPRESSION_RATIO = 250
"""A packed file that unpacks to more than this times its size, and more than `ALWAYS_UNPACKED`, is refused."""

ALWAYS_UNPACKED = 64 * MIB


@contextmanager
def text_of(path: Path, limits: Limits) -> Iterator[TextStream]:
    """Open a text file, packed with gzip or not.

    Raises
    ------
    FileFormatError
        If it cannot be read, or is not text in UTF-8.
    LimitExceeded
        If it is larger than the limits.
    """
    with opened(path) as (file, size):
        yield TextStream(file, size, limits)


def start_of_text(head: bytes) -> bytes:
    """Return the first bytes of a file, unpacked, without a byte-order mark; never raises."""
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, 4096)
        except zlib.error:
            return b""
    return head.removeprefix(codecs.BOM_UTF8)


class TextStream:
    """A text file that is read once, from its beginning to its end.

    Parameters
    ----------
    file : binary file
        At its beginning.
    size : int
        Of the file, in bytes.
    limits : Limits

    Attributes
    ----------
    line : int
        The number of the next line, from 1.
    most_bytes : int
        An upper bound of the size of the text, known before it is read.
    """

    def __init__(self, file: BinaryIO, size: int, limits: Limits) -> None:
        start = file.read(len(GZIP))
        file.seek(0)
        self._file = file
        self._unpacker = zlib.decompressobj(31) if start == GZIP else None
        self._packed = b""
        self._limit = limits.text_bytes
        self.most_bytes = size
        if self._unpacker is not None:
            self.most_bytes = max(ALWAYS_UNPACKED, MAX_COMPRESSION_RATIO * size)
            self._limit = min(self._limit, self.most_bytes)
        elif size > self._limit:
            raise LimitExceeded(f"The file has {in_mib(size)}; the limit of text is {in_mib(self._limit)}.")
        self._seen = 0
        self._at = 0  # where the rest begins in `_rest`
        self._ended = False
        self.line = 1
        self._rest = self._more()
        refuse_other_encodings(self._rest)
        self._rest = self._rest.removeprefix(codecs.BOM_UTF8)

    def next_line(self) -> str | None:
        """Return the next line without blanks around it, None at the end of the file."""
        end = self._rest.find(b"\n", self._at)
        while end < 0 and not self._ended and len(self._rest) - self._at <= LINE_LIMIT:
            self._rest = self._rest[self._at :] + self._more()
            self._at = 0
            end = self._rest.find(b"\n")
        if self._at == len(self._rest):
            return None
        if end < 0:
            end = len(self._rest)
        line = self._rest[self._at : end]
        if len(line) > LINE_LIMIT:
            raise FileFormatError(f"Line {self.line} has more than {LINE_LIMIT:,} characters.")
        text = decoded(line, self.line)
        self._at = min(end + 1, len(self._rest))
        self.line += 1
        return text.strip(" \t\r")

    def pieces(self, *, whole_lines: bool) -> Iterator[NDArray[np.uint8]]:
        """Yield the remaining text in pieces that end after a line, or after any blank.

        `line` is not updated: the caller counts the lines.
        """
        self._rest, self._at = self._rest[self._at :], 0
        while True:
            if not self._ended:
                self._rest += self._more()
            cut = len(self._rest) if self._ended else _last_cut(self._rest, whole_lines)
            piece, self._rest = self._rest[:cut], self._rest[cut:]
            if piece:
                yield np.frombuffer(piece, np.uint8)
            if self._ended:
                return
            if len(self._rest) > LINE_LIMIT:
                what = "Line" if whole_lines else "A number in line"
                at = self.line
                raise FileFormatError(f"{what} {at} has more than {LINE_LIMIT:,} characters.")

    def _more(self) -> bytes:
        """Return the next bytes of text; sets `_ended` when there are no more."""
        piece = self._file.read(PIECE) if self._unpacker is None else self._unpacked()
        self._seen += len(piece)
        if self._seen > self._limit:
            raise LimitExceeded(f"The text takes more than {in_mib(self._limit)} unpacked, the limit for this file.")
        if not piece:
            self._ended = True
        return piece

    def _unpacked(self) -> bytes:
        while self._unpacker is not None:
            if not self._packed:
                self._packed = self._file.read(PIECE // 16)
            if not self._packed:
                if not self._unpacker.eof:
                    raise FileFormatError("The gzip file is damaged or cut off.")
                return b""
            if self._unpacker.eof:  # one packed file may follow another
                self._packed = self._packed.lstrip(b"\0")
                if not self._packed:
                    continue
                self._unpacker = zlib.decompressobj(31)
            try:
                piece = self._unpacker.decompress(self._packed, PIECE)
            except zlib.error:
                raise FileFormatError("The gzip file is damaged.") from None
            self._packed = self._unpacker.unconsumed_tail or self._unpacker.unused_data
            if piece:
                return piece
        return b""


def _last_cut(text: bytes, whole_lines: bool) -> int:
    """Return the position after the last line end, or after the last blank of any kind; 0 if there is none."""
    if whole_lines:
        return text.rfind(b"\n") + 1
    return max(text.rfind(blank) for blank in (b" ", b"\n", b"\t", b"\r")) + 1
