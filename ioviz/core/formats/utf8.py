"""Decode UTF-8, and report other encodings."""

from __future__ import annotations

import codecs

from ioviz.core.errors import FileFormatError

_OTHER_ENCODINGS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def refuse_other_encodings(head: bytes) -> None:
    """Raise FileFormatError if a file with this beginning is in another encoding, or is not text."""
    for mark, encoding in _OTHER_ENCODINGS.items():
        if head.startswith(mark):
            raise FileFormatError(f"The text is in {encoding}; save it as UTF-8.")
    if b"\0" in head[:4]:
        raise FileFormatError("The file is not text, or in UTF-16 or UTF-32; save it as UTF-8.")


def decoded(content: bytes, first_line: int = 1) -> str:
    """Return the text; FileFormatError if a byte is wrong, with its line."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = first_line + content.count(b"\n", 0, error.start)
        raise FileFormatError(f"The text is not in UTF-8: invalid byte in line {line}.") from None
