"""Read arrays of users and files: exact types, one clear message about the first wrong entry.

The results are read-only and share no memory with a writeable array of the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sized
from numbers import Integral, Real
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidNetwork
from ioviz.core.kernels.jit import frozen

FLOAT32_MAX = float(np.finfo(np.float32).max)

Namer = Callable[[int], str]
"""Names entry i of an array in a message: ``"The weight of connection 3"``."""


def length_of(values: object, what: str) -> int:
    """Return the number of entries, before anything is copied."""
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise InvalidNetwork(f"{what} have to be one list, not an array of {values.ndim} dimensions.")
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Sized):
        raise InvalidNetwork(f"{what} have to be a list, not {shown(values)}.")
    return len(values)


def read_indices(values: object, what: str, entry: Namer, count: int, counted: str) -> NDArray[np.int32]:
    """Read a list of indices below `count`.

    Parameters
    ----------
    values : sequence or array of whole numbers
    what : str
        The name of the whole list, in plural: ``"The sources"``.
    entry : callable
        Names one entry.
    count, counted : int, str
        The number of things that can be named, and their name (``"neurons"``).

    Raises
    ------
    InvalidNetwork
        If an entry is not a whole number, or not in 0..count - 1: the first such entry is named.
    """
    array = _as_array(values, what)
    if array.size == 0:
        return frozen(np.empty(0, np.int32))
    numbered = f"{counted} are numbered 0 to {count - 1}" if count else f"there are no {counted}"
    if array.dtype.kind not in "iu":
        _refuse_first(array, entry, _is_whole, "it has to be a whole number")
    if array.min() < 0 or array.max() >= count:
        first = int(np.flatnonzero((array < 0) | (array >= count))[0])
        raise InvalidNetwork(f"{entry(first)} is {shown(array[first])}, but {numbered}.")
    return own(array, values, np.int32)


def read_reals(values: object, what: str, entry: Namer) -> NDArray[np.float32]:
    """Read a list of finite real numbers as float32; raises InvalidNetwork with the first wrong one."""
    return _as_float32(_as_array(values, what), values, entry)


def read_table(values: object, what: str, entry: Namer, shape: tuple[int, int]) -> NDArray[np.float32]:
    """Read a table of finite real numbers as float32; `entry` names the one at a flat index."""
    try:
        array = np.asarray(values)
    except (ValueError, TypeError, OverflowError):
        array = np.empty(0)
    if array.shape != shape:
        rows = np.shape(array) if array.size else "another shape"
        raise InvalidNetwork(f"{what} have to be {shape[0]} rows of {shape[1]} numbers, not {rows}.")
    return _as_float32(array, values, entry)


def own(array: NDArray[Any], given: object, dtype: type[Any]) -> NDArray[Any]:
    """Return `array` as read-only `dtype`, copied only if it could still be written to."""
    private = array is not given and array.base is None
    constant = type(array) is np.ndarray and array.base is None and not array.flags.writeable
    if array.dtype == dtype and array.flags.c_contiguous and (private or constant):
        return frozen(array)
    return frozen(np.array(array, dtype=dtype, order="C", copy=True, subok=False))


def shown(value: object, length: int = 60) -> str:
    """Return a value as it is shown in an error message."""
    if isinstance(value, np.generic):
        value = value.item()
    try:
        text = repr(value)
    except ValueError:  # Python does not write integers of thousands of digits
        return "a number too large to write"
    return text if len(text) <= length else text[: length - 3] + "..."


def counted(number: int, noun: str) -> str:
    """Return ``"1 neuron"`` or ``"3 neurons"``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _as_array(values: object, what: str) -> NDArray[Any]:
    length = length_of(values, what)
    try:
        array: NDArray[Any] = np.asarray(values)
        if isinstance(values, np.ndarray) or (array.ndim == 1 and array.dtype.kind in "biuf"):
            return array
    except (ValueError, TypeError, OverflowError):
        pass  # nested lists of different lengths
    array = np.empty(length, object)  # not all are numbers: keep each entry as it is, to name it
    for i, value in enumerate(cast(Iterable[Any], values)):
        array[i] = value
    return array


def _as_float32(array: NDArray[Any], given: object, entry: Namer) -> NDArray[np.float32]:
    if array.dtype.kind not in "iuf":
        _refuse_first(array, entry, _is_real, "it has to be a number")
        array = np.array([_to_float(value) for value in array.reshape(-1)]).reshape(array.shape)
    with np.errstate(over="ignore"):  # an overflow is reported below
        converted = own(array, given, np.float32)
    finite = np.isfinite(converted)
    if not finite.all():
        first = int(np.flatnonzero(~finite)[0])
        value = float(array.reshape(-1)[first])
        if np.isnan(value):
            raise InvalidNetwork(f"{entry(first)} is not a number (NaN).")
        raise InvalidNetwork(f"{entry(first)} is {value:g}; it has to be finite, at most {FLOAT32_MAX:.3g}.")
    return converted


def _refuse_first(array: NDArray[Any], entry: Namer, accept: Callable[[Any], bool], demand: str) -> None:
    """Raise about the first entry that is not accepted; only called where some entry may be wrong."""
    for i, value in enumerate(array.reshape(-1).tolist()):
        if not accept(value):
            raise InvalidNetwork(f"{entry(i)} is {shown(value)}; {demand}.")


def _is_whole(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, Integral) or (isinstance(value, float) and value.is_integer())


def _is_real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _to_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # an integer beyond all floats
        return np.inf if value > 0 else -np.inf
