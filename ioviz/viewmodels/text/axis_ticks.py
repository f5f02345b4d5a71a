"""Tick labels of plot axes: one unit for an axis, as many decimals as its spacing needs, and no overlapping labels."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.text import numbers

_PREFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
_IN_FULL = 1e6  # below this, numbers are written in full: 75 086 rather than 75.1 k


def linear_texts(values: Sequence[float], spacing: float, most: float = 0.0) -> list[str]:
    """Return the labels of ticks at `values`, `spacing` apart, all in the unit of the greatest one, or of `most`.

    Examples
    --------
    >>> linear_texts([0, 500_000, 1_000_000], 500_000)
    ['0', '0.5\u202fM', '1\u202fM']
    >>> linear_texts([0.0, 0.25, 0.5], 0.25)
    ['0', '0.25', '0.50']
    """
    most = most or max((abs(value) for value in values), default=0.0)
    if not math.isfinite(most) or not spacing > 0:
        return [""] * len(values)
    scale, prefix = 1.0, ""
    if most >= _IN_FULL:
        scale, prefix = next((unit, name) for unit, name in _PREFIXES if most >= unit)
    # The first digit of the spacing, and a second one where it is 2.5 or 25.
    decimals = max(0, -math.floor(math.log10(spacing / scale) + 1e-9))
    if abs(round(spacing / scale, decimals) - spacing / scale) > 1e-6 * spacing / scale:
        decimals += 1
    return [_text(value / scale, decimals, prefix) for value in values]


def log_text(value: float) -> str:
    """Return the label of a tick on a logarithmic axis: short, in scientific notation below 0.001."""
    if value <= 0 or not math.isfinite(value):
        return ""
    if value >= 1000:
        return numbers.compact(value)
    return numbers.real(value, 2)


def _text(value: float, decimals: int, prefix: str) -> str:
    if value == 0:
        return "0"
    unit = numbers.THIN_SPACE + prefix if prefix else ""
    if decimals == 0:
        return numbers.count(round(value)) + unit
    text = f"{abs(value):.{decimals}f}"
    if prefix:
        text = text.rstrip("0").rstrip(".")
    return (numbers.MINUS if value < 0 else "") + text + unit


def round_end(end: float) -> float:
    """Return `end` rounded up to two digits: an axis that ends there seldom moves while `end` grows.

    Examples
    --------
    >>> round_end(123_456), round_end(99.5), round_end(0.031)
    (130000.0, 100.0, 0.031)
    """
    if not (math.isfinite(end) and end > 0):
        return 0.0
    step = 10.0 ** (math.floor(math.log10(end)) - 1)
    return float(f"{math.ceil(end / step - 1e-9) * step:.6g}")


def spread(wanted: Sequence[float], height: float, low: float, high: float) -> NDArray[np.float64]:
    """Move labels along a line until none overlaps another, each as little as possible.

    Parameters
    ----------
    wanted : float[n]
        Preferred centre of each label.
    height : float
        Height of a label.
    low, high : float
        Ends of the line. Labels that do not fit overlap evenly.

    Returns
    -------
    float64[n]
        The centres, in the order given.
    """
    middle = np.clip(np.asarray(wanted, np.float64), low, high)
    n = middle.size
    if n == 0:
        return middle
    height = min(height, (high - low) / n)
    order = np.argsort(middle, kind="stable")
    offsets = height * np.arange(n)
    # Without overlap, middle - offset never falls: labels that collide become one group with the mean of it.
    groups: list[tuple[float, int]] = []  # mean, number of labels
    for value in (middle[order] - offsets).tolist():
        size = 1
        while groups and groups[-1][0] > value:
            mean, members = groups.pop()
            value, size = (mean * members + value * size) / (members + size), members + size
        groups.append((value, size))
    means, sizes = zip(*groups)
    placed = np.empty(n)
    placed[order] = np.clip(np.repeat(means, sizes), low + height / 2, high + height / 2 - n * height) + offsets
    return placed
