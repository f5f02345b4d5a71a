"""A perceptually uniform colour ramp from low to high values, for light and for dark backgrounds.

Lightness grows or falls evenly in OKLab, and the hue changes with it from yellow to blue, so that the order is the
same in print, for the colour-blind, and on a poor projector.

References
----------
B. Ottosson, *A perceptual color space for image processing*, https://bottosson.github.io/posts/oklab/ (2020).
"""

from __future__ import annotations

import math
from functools import lru_cache

_LIGHT = ((0.93, 0.075, 98.0), (0.34, 0.135, 278.0))  # lightness, chroma, hue of the first and the last colour
_DARK = ((0.34, 0.105, 278.0), (0.94, 0.105, 98.0))
_BULGE = 0.02  # more chroma in the middle, which would be grey otherwise


@lru_cache(maxsize=32)
def ramp(n: int, dark: bool) -> tuple[str, ...]:
    """Return `n` colours ``"#RRGGBB"`` from low to high values, with increasing contrast to the background."""
    first, last = _DARK if dark else _LIGHT
    colours = []
    for k in range(n):
        share = k / (n - 1) if n > 1 else 1.0
        lightness, chroma, hue = (a + (b - a) * share for a, b in zip(first, last, strict=True))
        chroma += _BULGE * math.sin(math.pi * share)
        colours.append(from_oklch(lightness, chroma, hue))
    return tuple(colours)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return the colour of a lightness (0 to 1), chroma and hue (degrees), clipped to sRGB."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _encoded(channel)):02X}" for channel in linear)


def _encoded(channel: float) -> float:
    """Return a linear channel, gamma encoded."""
    channel = min(max(channel, 0.0), 1.0)
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
