"""Strict JSON: duplicate keys, NaN and other ambiguous input are refused, with the line number."""

from __future__ import annotations

import codecs
import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.fields import shown
from ioviz.core.formats.files import opened, replacing
from ioviz.core.formats.limits import DEFAULT_LIMITS, Limits, in_mib
from ioviz.core.formats.utf8 import decoded, refuse_other_encodings


class _Refused(ValueError):
    """JSON that Python accepts but ioviz does not."""


def read_document(path: Path, limits: Limits) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Raises
    ------
    FileFormatError
        If it cannot be read, is invalid JSON (see `parse_json`), or does not hold an object.
    LimitExceeded
        If it is larger than the limits.
    """
    with opened(path) as (file, size):
        if size > limits.json_bytes:
            raise LimitExceeded(
                f"The file has {in_mib(size)}; the limit of JSON is {in_mib(limits.json_bytes)}; .npz files may "
                "be larger."
            )
        content = file.read(limits.json_bytes + 1)
    if not content:
        raise FileFormatError("The file is empty.")
    document = parse_json(content)
    if not isinstance(document, dict):
        raise FileFormatError(f'Expected an object such as {{"neurons": ...}}, not {shown(document)}.')
    return document


def write_text(path: Path, pieces: Iterator[str]) -> None:
    """Write a text file in UTF-8; raises LimitExceeded if it would be too large to be read again."""
    size = 0
    with replacing(path) as file:
        for piece in pieces:
            content = piece.encode()
            size += len(content)
            if size > DEFAULT_LIMITS.json_bytes:
                raise LimitExceeded(
                    f"The JSON file would be larger than {in_mib(DEFAULT_LIMITS.json_bytes)}; save it as .npz instead."
                )
            file.write(content)


def parse_json(content: bytes) -> Any:
    """Parse JSON in UTF-8, with or without a byte-order mark.

    Raises
    ------
    FileFormatError
        If it is invalid JSON or in another encoding, repeats a key of an object, holds NaN, Infinity or
        a whole number of more than 4300 digits, or is nested too deeply.
    """
    try:
        refuse_other_encodings(content)
        text = decoded(content.removeprefix(codecs.BOM_UTF8))
        with _collector_paused():
            return json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise FileFormatError(f"Invalid JSON: {_lower(error.msg)} at {where}.") from None
    except _Refused as error:
        raise FileFormatError(str(error)) from None
    except ValueError:  # Python's own guard against numbers that take ages to convert
        raise FileFormatError("A whole number has too many digits.") from None
    except RecursionError:
        raise FileFormatError("Lists and objects are nested too deeply.") from None


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the garbage collector: parsing is 4 times faster, and makes no cycles."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Refused(f"Duplicate key {key!r} in one object.")
            seen.add(key)
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise _Refused(f"Invalid number {name}: numbers have to be finite.")


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
