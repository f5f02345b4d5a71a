"""Reading numbers from text, a line at a time, with what Python has."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np

WHOLE = re.compile(r"[0-9]+")
REAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def read_rows(text, comment, base, most_first, most_second, has_indices, has_value):
    """The rows before the first line that is not as it ought to be, and the number of that line, or None."""
    rows = []
    for number, line in enumerate(text.split("\n")):
        line = line.strip(" \t\r")
        if not line or line.startswith(comment):
            continue
        words = re.split(r"[ \t\r]+", line)
        row = []
        if has_indices:
            whole, words = words[:2], words[2:]
            for word, most in zip(whole, (most_first, most_second)):
                if WHOLE.fullmatch(word) and base <= int(word) < base + most:
                    row.append(int(word) - base)
            if len(row) < 2:
                return rows, number
        if has_value and (not words or not REAL.fullmatch(words[0])):
            return rows, number
        if has_value:
            row.append(float32(words.pop(0)))
            if not np.isfinite(row[-1]):
                return rows, number
        if words:
            return rows, number
        rows.append(tuple(row))
    return rows, None


def float32(word):
    """The float32 nearest to the float64 nearest to a number."""
    with np.errstate(over="ignore"):
        return np.float32(float(word))


def is_hard(word):
    """Whether a number may be left to slower code: huge, tiny, or close to the middle between two float32."""
    if not REAL.fullmatch(word):
        return False
    digits, _, exponent = word.lower().partition("e")
    if abs(int(exponent or 0)) > 250 or len(digits) > 60 or abs(float(word)) > 1e37:
        return True
    exact, near = Fraction(word), float32(word)
    for other in (np.nextafter(near, np.float32(np.inf)), np.nextafter(near, np.float32(-np.inf))):
        middle = (Fraction(float(near)) + Fraction(float(other))) / 2
        if abs(exact - middle) <= abs(exact) * Fraction(1, 1 << 48):
            return True
    return False


def read_wholes(text, most):
    """The numbers before the first word that is none, or not below `most`; and whether there is such a word."""
    numbers = []
    for word in text.split():
        if not WHOLE.fullmatch(word) or int(word) >= most:
            return numbers, True
        numbers.append(int(word))
    return numbers, False
