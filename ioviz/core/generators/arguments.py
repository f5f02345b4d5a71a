"""Checks of the arguments of generators."""

from __future__ import annotations

import math
import operator

from ioviz.core.errors import InvalidArgument


def whole(value: object, what: str, *, least: int, most: int | None = None) -> int:
    """Return `value` as an int, if it is a whole number within the range.

    Raises
    ------
    InvalidArgument
        Otherwise.
    """
    wanted = f"at least {least}" if most is None else f"{least} to {most}"
    try:
        if isinstance(value, bool):
            raise TypeError
        found = operator.index(value)  # type: ignore[arg-type]  # a value without __index__ raises
    except TypeError:
        raise InvalidArgument(f"The {what} is a whole number, {wanted}, not {value!r}.") from None
    if found < least or (most is not None and found > most):
        raise InvalidArgument(f"The {what} is a whole number, {wanted}, not {found}.")
    return found


def number(value: object, what: str, *, above: float, most: float) -> float:
    """Return `value` as a float, if it is a number greater than `above` and at most `most`.

    Raises
    ------
    InvalidArgument
        Otherwise.
    """
    try:
        if isinstance(value, (bool, str)):
            raise TypeError
        found = float(value)  # type: ignore[arg-type]  # anything but a number raises
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not above < found <= most:
        raise InvalidArgument(f"The {what} is a number greater than {above:g} and at most {most:g}, not {value!r}.")
    return found


def chance(value: object, what: str) -> float:
    """Return `value` as a float, if it is a number from 0 to 1.

    Raises
    ------
    InvalidArgument
        Otherwise.
    """
    try:
        if isinstance(value, (bool, str)):
            raise TypeError
        found = float(value)  # type: ignore[arg-type]  # anything but a number raises
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not 0 <= found <= 1:
        raise InvalidArgument(f"The {what} is a probability from 0 to 1, not {value!r}.")
    return found
