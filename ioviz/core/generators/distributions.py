"""Distributions of weights and biases: "normal", "uniform:0.5", "ones", "constant:0.25", ..."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument

KINDS = ("normal", "uniform", "ones", "zero", "constant")

# Values drawn at a time, which limits the memory for float64 intermediates.
_CHUNK = 1 << 20


class Distribution(NamedTuple):
    """A kind of distribution and its scale; None if the scale follows from the network.

    The scale is the standard deviation for "normal" and "uniform", the value for "constant".
    """

    kind: str
    scale: float | None

    def draw(self, size: int, spread: NDArray[np.float32] | float, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return `size` values, float32; `spread` is the standard deviation if no scale was given."""
        if self.kind in ("ones", "zero", "constant"):
            value = {"ones": 1.0, "zero": 0.0}.get(self.kind, self.scale or 0.0)
            return np.full(size, value, np.float32)
        values = np.empty(size, np.float32)
        for start in range(0, size, _CHUNK):
            part = values[start : start + _CHUNK]
            if self.kind == "normal":
                part[:] = rng.standard_normal(part.size)
            else:  # the variance of a uniform distribution within +-r is r * r / 3
                part[:] = rng.uniform(-math.sqrt(3), math.sqrt(3), part.size)
        values *= np.float32(self.scale) if self.scale is not None else spread
        return values


def parse_distribution(text: str | float, what: str) -> Distribution:
    """Read a distribution: "KIND", "KIND:SCALE" or a number, which stands for "constant:NUMBER".

    Raises
    ------
    InvalidArgument
        If the kind is unknown or the scale is not finite; `what` names the setting.
    """
    if isinstance(text, (int, float, np.number)) and not isinstance(text, bool):
        kind, number = "constant", str(text)
    else:
        kind, _, number = str(text).partition(":")
    if kind not in KINDS:
        raise InvalidArgument(
            f"The {what} cannot be {text!r}: write normal, uniform, ones, zero, or one of them with a "
            "scale, such as normal:0.1 or constant:0.5."
        )
    if not number:
        if kind == "constant":
            raise InvalidArgument(f"The {what} need a value, such as constant:0.5.")
        return Distribution(kind, None)
    if kind in ("ones", "zero"):
        raise InvalidArgument(f"The {what} cannot be {text!r}: {kind} takes no scale.")
    try:
        scale = float(number)
    except ValueError:
        scale = math.nan
    if not abs(scale) <= float(np.finfo(np.float32).max) or (kind != "constant" and scale < 0):
        raise InvalidArgument(f"The {what} cannot be {text!r}: the scale is a number of 0 or more.")
    return Distribution(kind, scale)
