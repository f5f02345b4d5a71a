"""Axes of plots: one unit for all numbers of an axis, as many decimals as its steps need; labels that never overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.text import numbers

_PREFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
_IN_FULL = 1e6  # below this, numbers are written in full: 75 086 says more than 75.1 k


def linear_texts(values: Sequence[float], spacing: float, most: float = 0.0) -> list[str]:
    """Return the texts of ticks at `values` that lie `spacing` apart, all in the unit of the greatest, or of `most`.

    Examples
    --------
    >>> linear_texts([0, 500_000, 1_000_000], 500_000)
    ['0', '0.5\u202fM', '1\u202fM']
    >>> linear_texts([0.0, 0.25, 0.5], 0.25)
    ['0', '0.25', '0.50']
    """
    most = most or max((abs(value) for value in values), default=0.0)
    if not math.isfinite(most) or not spacing > 0:
        return ["" for _ in values]
    scale, prefix = 1.0, ""
    if most >= _IN_FULL:
        scale, prefix = next((unit, name) for unit, name in _PREFIXES if most >= unit)
    # The first digit of the spacing, and a second one where it is 2.5 or 25.
    decimals = max(0, -math.floor(math.log10(spacing / scale) + 1e-9))
    if abs(round(spacing / scale, decimals) - spacing / scale) > 1e-6 * spacing / scale:
        decimals += 1
    return [_text(value / scale, decimals, prefix) for value in values]


def log_text(value: float) -> str:
    """Return the text of a tick of a logarithmic axis: short, a power of ten below 0.001."""
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
    """Return the end of an axis that holds `end` and seldom moves while that grows: two digits, rounded up.

    Examples
    --------
    >>> round_end(123_456), round_end(99.5), round_end(0.031)
    (130000.0, 100.0, 0.031)
    """
    if not (math.isfinite(end) and end > 0):
        return 0.0
    step = 10.0 ** (math.floor(math.log10(end)) - 1)
    return float(f"{math.ceil(end / step - 1e-9) * step:.6g}")


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> NDArray[np.float64]:
    """Move labels along a line until none overlaps another, each as near to its place as that allows.

    Parameters
    ----------
    wanted : float[n]
        Where the middle of each label should be.
    heights : float[n]
        How much room each needs.
    low, high : float
        The ends of the line. If the labels need more than there is, they overlap evenly.

    Returns
    -------
    float64[n]
        The middles, in the order given.
    """
    n = len(wanted)
    middle = np.clip(np.asarray(wanted, np.float64), low, high)
    size = np.asarray(heights, np.float64)
    if n == 0:
        return middle
    size = size * min(1.0, (high - low) / max(float(size.sum()), 1e-9))
    # Labels that collide become one group that stands around the mean of what its members want.
    ranks = np.argsort(middle, kind="stable")
    groups: list[list[int]] = []
    spans: list[tuple[float, float]] = []  # (top, height)
    for rank in ranks.tolist():
        groups.append([rank])
        spans.append(_placed([rank], middle, size, low, high))
        while len(groups) > 1 and spans[-2][0] + spans[-2][1] > spans[-1][0] + 1e-9:
            merged = groups[-2] + groups.pop()
            spans.pop()
            groups[-1] = merged
            spans[-1] = _placed(merged, middle, size, low, high)
    placed = np.empty(n)
    for members, (top, _) in zip(groups, spans):
        for member in members:
            placed[member] = top + size[member] / 2
            top += size[member]
    return placed


def _placed(
    members: list[int], middle: NDArray[np.float64], size: NDArray[np.float64], low: float, high: float
) -> tuple[float, float]:
    """Top and height of a group: where its members are, on average, nearest to where they want to be."""
    sizes = size[members]
    height = float(sizes.sum())
    offsets = np.cumsum(sizes) - sizes / 2
    top = float((middle[members] - offsets).mean())
    return min(max(top, low), high - height), height
