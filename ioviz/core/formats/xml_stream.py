"""Streaming XML reader that refuses the unsafe parts of XML.

A document type is refused: it could declare entities, which name other files or grow without end. The nesting of
elements and the length of tags and texts are limited.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.files import opened
from ioviz.core.formats.limits import MIB, Limits, in_mib

PIECE = MIB
DEEPEST = 30
TOKEN_LIMIT = 4 * MIB
TEXT_LIMIT = MIB
"""Most characters of the text of one element."""

_INVALID = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}


class XmlReader(ABC):
    """Calls `start` and `end` for the elements of a document, without the prefixes of their names."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.ordered_attributes = False
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._local: dict[str, str] = {}
        self._depth = 0
        self._text: list[str] = []
        self._length = 0

    @abstractmethod
    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""

    @abstractmethod
    def end(self, name: str, text: str) -> None:
        """Handle the end of an element; `text` is its text since the last tag."""

    def where(self) -> str:
        """Return the place in the file: ``"Line 7"``."""
        return f"Line {self._parser.CurrentLineNumber}"

    def parse(self, path: Path, limits: Limits) -> None:
        """Read a file.

        Raises
        ------
        FileFormatError
            If it is not well-formed XML, or holds something that is refused.
        LimitExceeded
            If it is larger than the limits.
        """
        with opened(path) as (file, size):
            if size > limits.text_bytes:
                raise LimitExceeded(f"The file has {in_mib(size)}; the limit of XML is {in_mib(limits.text_bytes)}.")
            given = 0
            while True:
                piece = file.read(PIECE)
                given += len(piece)
                try:
                    self._parser.Parse(piece, not piece)
                except expat.ExpatError as error:
                    raise FileFormatError(
                        f"Invalid XML: {expat.ErrorString(error.code)} in line {error.lineno}."
                    ) from None
                except (ValueError, LookupError):  # an unknown encoding, or one that is not for text
                    raise FileFormatError("Unknown encoding of the XML; save it as UTF-8.") from None
                if not piece:
                    return
                if given - self._parser.CurrentByteIndex > TOKEN_LIMIT:
                    raise FileFormatError(f"{self.where()}: a tag or a text has more than {in_mib(TOKEN_LIMIT)}.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FileFormatError(f"{self.where()}: elements are nested more than {DEEPEST} deep.")
        if self._length:
            self._text, self._length = [], 0
        self.start(self._local.get(name) or self._local_name(name), attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        text = ""
        if self._length:
            text = "".join(self._text)
            self._text, self._length = [], 0
        self.end(self._local.get(name) or self._local_name(name), text)

    def _characters(self, text: str) -> None:
        self._length += len(text)
        if self._length > TEXT_LIMIT:
            raise FileFormatError(f"{self.where()}: a text has more than {TEXT_LIMIT:,} characters.")
        self._text.append(text)

    def _local_name(self, name: str) -> str:
        local = name.rpartition(":")[2]
        if len(self._local) < 1000:
            self._local[name] = local
        return local

    def _refuse_doctype(self, *_: object) -> NoReturn:
        raise FileFormatError(
            f"{self.where()}: a document type is not allowed, as it may hold entities; remove the declaration."
        )


def in_element(text: str) -> str:
    """Return a text escaped for an element, without the characters that XML does not allow."""
    return escape(text.translate(_INVALID), {"\r": "&#13;"})


def in_attribute(text: str) -> str:
    """Return a text quoted and escaped for an attribute."""
    return quoteattr(text.translate(_INVALID))


def sign_of_xml(head: bytes, element: bytes) -> bool:
    """Return whether a file begins as XML, with `element` near its beginning."""
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")
    return start.startswith(b"<") and (b"<" + element in start or b":" + element in start)
