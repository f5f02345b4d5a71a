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


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> NDArray[np.float64]:
    """Move labels along a line until none overlaps another, each as little as possible.

    Parameters
    ----------
    wanted : float[n]
        Preferred centre of each label.
    heights : float[n]
        Height of each label.
    low, high : float
        Ends of the line. Labels that do not fit overlap evenly.

    Returns
    -------
    float64[n]
        The centres, in the order given.
    """
    n = len(wanted)
    middle = np.clip(np.asarray(wanted, np.float64), low, high)
    size = np.asarray(heights, np.float64)
    if n == 0:
        return middle
    size = size * min(1.0, (high - low) / max(float(size.sum()), 1e-9))
    # Labels that collide become one group, centred on the mean of the preferred positions of its members.
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
    """Return top and height of a group, at the mean of the preferred positions of its members."""
    sizes = size[members]
    height = float(sizes.sum())
    offsets = np.cumsum(sizes) - sizes / 2
    top = float((middle[members] - offsets).mean())
    return min(max(top, low), high - height), height
