"""Text in UTF-8, and what is said about any other."""

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
    """Raise FileFormatError if a text that begins so is in another encoding, or is no text."""
    for mark, encoding in _OTHER_ENCODINGS.items():
        if head.startswith(mark):
            raise FileFormatError(f"The text is in {encoding}; save it as UTF-8.")
    if b"\0" in head[:4]:
        raise FileFormatError("The text is in UTF-16 or UTF-32, or it is no text; save it as UTF-8.")


def decoded(content: bytes, first_line: int = 1) -> str:
    """Return the text; FileFormatError if a byte is wrong, with its line."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = first_line + content.count(b"\n", 0, error.start)
        raise FileFormatError(f"The text is not in UTF-8: there is a wrong byte in line {line}.") from None
