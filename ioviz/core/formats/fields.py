"""Checks of the fields of a document: type, range and length, with the place of the first error.

A place is written as a path in the document: ``connections[17][2]``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError
from ioviz.core.kernels.jit import frozen

FLOAT32_END = (2 - 2.0**-24) * 2.0**127
"""Numbers of a smaller magnitude round to a finite float32; text such as "3.4028235e38" is above the largest one."""

TEXT_LENGTH = 100_000
"""Most characters of a name, a description, a label."""


def shown(value: object) -> str:
    """Return a value as it is shown in an error message."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, int) and abs(value) >= 1 << 64:
        return "a whole number of more than 64 bits"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def refuse(where: str, value: object, wanted: str) -> FileFormatError:
    """Return the error about a value that is not `wanted`; to be raised."""
    return FileFormatError(f"{where} is {shown(value)}; it has to be {wanted}.")


def an_object(value: object, where: str) -> dict[str, Any]:
    """Return `value` if it is an object."""
    if not isinstance(value, dict):
        raise refuse(where, value, "an object")
    return value


def a_list(value: object, where: str, *, length: int | None = None, of: str = "entries") -> list[Any]:
    """Return `value` if it is a list, of the length if one is given."""
    if not isinstance(value, list):
        raise refuse(where, value, "a list")
    if length is not None and len(value) != length:
        raise FileFormatError(f"{where} has {len(value)} entries; it has to have {length}, one for each of the {of}.")
    return value


def a_whole(value: object, where: str, *, least: int, most: int) -> int:
    """Return `value` if it is a whole number in the range."""
    if type(value) is not int or not least <= value <= most:
        raise refuse(where, value, f"a whole number from {least} to {most}")
    return value


def a_truth(value: object, where: str) -> bool:
    """Return `value` if it is true or false."""
    if not isinstance(value, bool):
        raise refuse(where, value, "true or false")
    return value


def a_number(value: object, where: str) -> float:
    """Return `value` if it is a number that float32 can hold."""
    if type(value) not in (int, float) or not _fits(value):
        raise refuse(where, value, "a finite number of at most 3.4e38")
    return float(value)  # type: ignore[arg-type]  # its type has just been checked


def a_text(value: object, where: str) -> str:
    """Return `value` if it is a text of sensible length that can be written as UTF-8."""
    if not isinstance(value, str):
        raise refuse(where, value, "a text")
    if len(value) > TEXT_LENGTH:
        raise FileFormatError(f"{where} has {len(value):,} characters; it may have {TEXT_LENGTH:,}.")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise FileFormatError(f"{where} holds half of a surrogate pair, which is not a character.")
    return value


def texts(value: object, where: str) -> tuple[str, ...]:
    """Return a list of texts as a tuple."""
    return tuple(a_text(entry, f"{where}[{i}]") for i, entry in enumerate(a_list(value, where)))


def wholes(values: list[Any], where: str, limit: int) -> NDArray[np.int32]:
    """Return a list of whole numbers, 0 or more and below `limit`, as a read-only int32 array."""
    if set(map(type, values)) <= {int}:
        try:
            array = np.array(values, dtype=np.int64)
        except OverflowError:
            array = None
        if array is not None and (array.size == 0 or (array.min() >= 0 and array.max() < limit)):
            return frozen(array.astype(np.int32))
    wanted = f"a whole number from 0 to {limit - 1}"
    for i, value in enumerate(values):
        if type(value) is not int or not 0 <= value < limit:
            raise refuse(f"{where}[{i}]", value, wanted)
    raise AssertionError("some entry is out of range")


def numbers(values: list[Any], where: str) -> NDArray[np.float32]:
    """Return a list of numbers that float32 can hold, as a read-only float32 array."""
    if set(map(type, values)) <= {int, float}:
        try:
            with np.errstate(over="ignore"):
                array = np.array(values, dtype=np.float64).astype(np.float32)
        except OverflowError:
            array = None
        if array is not None and np.isfinite(array).all():
            return frozen(array)
    for i, value in enumerate(values):
        a_number(value, f"{where}[{i}]")
    raise AssertionError("some entry does not fit")


def rows(value: object, where: str, width: int, what: str) -> list[Any]:
    """Return the entries of a list of lists of `width` entries each, flattened."""
    table = a_list(value, where)
    if not set(map(type, table)) <= {list} or not set(map(len, table)) <= {width}:
        for i, row in enumerate(table):
            if not isinstance(row, list):
                raise refuse(f"{where}[{i}]", row, what)
            if len(row) != width:
                raise FileFormatError(f"{where}[{i}] has {len(row)} entries; it has to be {what}.")
    return list(chain.from_iterable(table))


def table(value: object, where: str, width: int, what: str) -> NDArray[np.float32]:
    """Return a list of rows of `width` numbers each as a read-only float32 array of two axes."""
    flat = rows(value, where, width, what)
    try:
        array = numbers(flat, where)
    except FileFormatError:  # again, row by row, to name the row
        for i in range(len(flat) // width):
            numbers(flat[i * width : (i + 1) * width], f"{where}[{i}]")
        raise
    return frozen(array.reshape(-1, width).copy() if width else np.empty((len(a_list(value, where)), 0), np.float32))


def known_keys(document: Mapping[str, Any], known: Iterable[str], where: str = "") -> None:
    """Raise FileFormatError for an unknown key, and suggest a similar one. `_...` is for comments."""
    names = tuple(known)
    for key in document:
        if key not in names and not key.startswith("_"):
            near = difflib.get_close_matches(key[:100], names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(names)}."
            raise FileFormatError(f"{where or 'The file'} has an unknown key {shown(key)}; {hint}")


def version_of(document: Mapping[str, Any], newest: int) -> None:
    """Raise FileFormatError for a version that this program cannot read yet."""
    version = a_whole(document.get("version", 1), "version", least=1, most=1 << 31)
    if version > newest:
        raise FileFormatError(f"Unsupported version {version}, made by a newer ioviz: this one reads up to {newest}.")


def _fits(value: Any) -> bool:
    try:
        with np.errstate(over="ignore"):
            return bool(np.isfinite(np.float32(float(value))))
    except OverflowError:
        return False
