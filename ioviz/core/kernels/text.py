"""Kernels that read numbers from text: lines of indices and a weight, and lists of indices.

They read what is written plainly. Of any other line they give the place, and the caller, in Python, reads
that line or reports what is wrong with it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import frozen, kernel

Bytes = NDArray[np.uint8]
Indices = NDArray[np.int32]
Reals = NDArray[np.float32]
Doubles = NDArray[np.float64]

DONE = 0
FULL = 1
STRANGE = 2

POWERS = frozen(np.array([float(f"1e{k}") for k in range(309)]))
"""10 ** k, each the nearest float64."""

# Beyond these a number is left to Python: 10 ** 19 > 2 ** 63.
_MOST_DIGITS = 18
_MOST_SCALE = 300

_NEWLINE, _TAB, _RETURN, _SPACE, _PLUS, _MINUS, _DOT, _LOWER_E, _UPPER_E = 10, 9, 13, 32, 43, 45, 46, 101, 69


@kernel
def _after_blanks(text: Bytes, at: int) -> int:
    while at < text.size and (text[at] == _SPACE or text[at] == _TAB or text[at] == _RETURN):
        at += 1
    return at


@kernel
def _read_whole(text: Bytes, at: int) -> tuple[int, int]:
    """Return the whole number at `at` and the place after it; -1 if there is none."""
    start = at
    number = 0
    while at < text.size:
        digit = int(text[at]) - 48
        if digit < 0 or digit > 9:
            break
        number = 10 * number + digit
        at += 1
        if at - start > _MOST_DIGITS:
            return -1, start
    if at == start:
        return -1, start
    return number, at


@kernel
def _read_real(text: Bytes, at: int, powers: Doubles) -> tuple[bool, float, int]:
    """Return whether there is a plain number at `at`, the number, rounded to float32, and the place after it.

    The digits, a whole number below 10 ** 18, times a power of ten has a relative error of less than 2 ** -51
    in float64. If float32 rounds to the same number at 2 ** -50 to either side of it, this is what it rounds
    the exact number to; if not, the number is left to Python.
    """
    negative = False
    if at < text.size and (text[at] == _MINUS or text[at] == _PLUS):
        negative = text[at] == _MINUS
        at += 1
    mantissa, n_digits, scale = 0, 0, 0
    seen, after_dot = False, False
    while at < text.size:
        c = int(text[at])
        digit = c - 48
        if 0 <= digit <= 9:
            seen = True
            if n_digits < _MOST_DIGITS:
                mantissa = 10 * mantissa + digit
                if mantissa > 0:
                    n_digits += 1
                if after_dot:
                    scale -= 1
            elif not after_dot:
                scale += 1
        elif c == _DOT and not after_dot:
            after_dot = True
        else:
            break
        at += 1
    if not seen:
        return False, 0.0, at
    if at < text.size and (text[at] == _LOWER_E or text[at] == _UPPER_E):
        at += 1
        down = False
        if at < text.size and (text[at] == _MINUS or text[at] == _PLUS):
            down = text[at] == _MINUS
            at += 1
        exponent, start = 0, at
        while at < text.size:
            digit = int(text[at]) - 48
            if digit < 0 or digit > 9:
                break
            exponent = min(10 * exponent + digit, 100_000)
            at += 1
        if at == start:
            return False, 0.0, at
        scale += -exponent if down else exponent
    if mantissa == 0:
        return True, (-0.0 if negative else 0.0), at
    if scale < -_MOST_SCALE or scale > _MOST_SCALE:
        return False, 0.0, at
    value = float(mantissa)
    value = value * powers[scale] if scale >= 0 else value / powers[-scale]
    if value > 1e38:  # near the largest float32, or beyond
        return False, 0.0, at
    margin = value * 2.0**-50
    rounded = np.float32(value - margin)
    if rounded != np.float32(value + margin):
        return False, 0.0, at
    return True, (-float(rounded) if negative else float(rounded)), at


@kernel
def read_rows(
    text: Bytes,
    at: int,
    line: int,
    row: int,
    comment: int,
    base: int,
    most_first: int,
    most_second: int,
    first: Indices,
    second: Indices,
    value: Reals,
    powers: Doubles,
) -> tuple[int, int, int, int]:
    """Read lines ``first second value`` into the arrays, from `row` on.

    Empty lines are passed over, and so are lines that begin with the character `comment`. Arrays that are
    empty stand for what the lines do not have: both indices, or the value. `text` ends with a line's end, or is
    the end of the file.

    Parameters
    ----------
    text : uint8[n]
    at, line, row : int
        Where to begin: place in `text`, number of that line, entry of the arrays.
    comment : int
    base : int
        What the indices count from; they are kept counted from 0.
    most_first, most_second : int
        The indices have to be below this, counted from 0.
    first, second : int32[rows]
    value : float32[rows]
    powers : float64[309]
        `POWERS`.

    Returns
    -------
    code : int
        DONE, all is read; FULL, there is a line more than the arrays hold; STRANGE, this line is no plain one.
    at, line, row : int
        Where it ended: the beginning of that line.
    """
    has_indices, has_value = first.size > 0, value.size > 0
    capacity = first.size if has_indices else value.size
    size = text.size
    while at < size:
        start = at
        at = _after_blanks(text, at)
        if at < size and text[at] == comment:
            while at < size and text[at] != _NEWLINE:
                at += 1
        if at == size or text[at] == _NEWLINE:
            at += 1
            line += 1
            continue
        if row == capacity:
            return FULL, start, line, row
        if has_indices:
            i, at = _read_whole(text, at)
            if i < base or i - base >= most_first:
                return STRANGE, start, line, row
            before = at
            at = _after_blanks(text, at)
            if at == before:
                return STRANGE, start, line, row
            j, at = _read_whole(text, at)
            if j < base or j - base >= most_second:
                return STRANGE, start, line, row
            first[row] = i - base
            second[row] = j - base
            before = at
            at = _after_blanks(text, at)
            if has_value and at == before:
                return STRANGE, start, line, row
        if has_value:
            plain, number, at = _read_real(text, at, powers)
            if not plain:
                return STRANGE, start, line, row
            value[row] = number
            at = _after_blanks(text, at)
        if at < size and text[at] != _NEWLINE:
            return STRANGE, start, line, row
        at += 1
        line += 1
        row += 1
    return DONE, size, line, row


@kernel
def read_wholes(
    text: Bytes, at: int, line: int, filled: int, most: int, numbers: NDArray[np.int64] | Indices
) -> tuple[int, int, int, int]:
    """Read whole numbers below `most`, with blanks or line ends between them, into `numbers` from `filled` on.

    `text` ends after a blank or a line's end, or is the end of the file.

    Returns
    -------
    code : int
        DONE, all is read; FULL, there is more than `numbers` holds; STRANGE, this is no such number.
    at, line, filled : int
        Where it ended.
    """
    size = text.size
    while at < size:
        at = _after_blanks(text, at)
        if at == size:
            break
        if text[at] == _NEWLINE:
            at += 1
            line += 1
            continue
        if filled == numbers.size:
            return FULL, at, line, filled
        number, after = _read_whole(text, at)
        if number < 0 or number >= most:
            return STRANGE, at, line, filled
        if after < size and text[after] > _SPACE:
            return STRANGE, at, line, filled
        numbers[filled] = number
        at = after
        filled += 1
    return DONE, size, line, filled
