"""Memory curves as SVG: I/Os over the size of fast memory, the bounds, and the live memory of each order."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.names import LEAST_MEMORY
from ioviz.viewmodels.look.palette import LIGHT
from ioviz.viewmodels.setup.memory_curves import CURVE_STYLES, OrderCurve
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.axis_ticks import linear_texts

WIDTH, HEIGHT = 960, 540
_LEFT, _RIGHT = 92, WIDTH - 82
_LEAST_HEIGHT = 240  # of the plot, for any number of legend entries
_TITLE, _TEXT = 15, 12  # pixels
_LEGEND_ROW = 20
_LIVE, _LOWER, _UPPER = -1, -2, -3  # entries of the legend that are not curves
_KEY = 34  # width of the line before a legend entry
_MARKS = 9  # on each curve
_FAR = 1.5  # an upper bound this many times above all curves is named, but not drawn, since it would flatten them
_DASHES = {"solid": "", "dash": "7 4", "dashdot": "7 3 2 3", "long": "14 4", "dot": "2 3", "wide": "24 6"}
_BOUNDS = {_LOWER: "3 3", _UPPER: "9 3 2 3 2 3"}  # as in the window: the dashes of no curve
_SHAPES = (  # with the origin in the middle
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M-3.5-3.5h7v7h-7z",
    "M0-4.5L4.4 3.5h-8.8z",
    "M0-5L4 0 0 5-4 0z",
    "M0 4.5L4.4-3.5h-8.8z",
    "M-1.5-4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z",
)


def curve_svg(
    curves: Sequence[OrderCurve], lower: int, upper: int, *, title: str = "", memory: int | None = None
) -> str:
    """Draw the curves of orders of one network; the same curves give the same text.

    Parameters
    ----------
    curves : sequence of OrderCurve
        At least one. They differ by colour, line style and mark.
    lower, upper : int
        The bounds of the network, in I/Os.
    title : str
        Above the plot.
    memory : int, optional
        An M to mark.

    Returns
    -------
    str
        An ``<svg>`` element with a light background.
    """
    return _Drawing(curves, lower, upper, title, memory).text()


class _Drawing:
    """Layout of the plot, and its elements."""

    def __init__(self, curves: Sequence[OrderCurve], lower: int, upper: int, title: str, memory: int | None) -> None:
        self._curves, self._lower, self._upper, self._title, self._memory = curves, lower, upper, title, memory
        self._last = max(int(curve.memory[-1]) for curve in curves)
        most = max(int(curve.ios.max()) for curve in curves)
        self._upper_is_near = upper <= _FAR * most
        high = max(most, upper) if self._upper_is_near else most
        margin = max(0.04 * (high - lower), 1.0)
        self._low, self._high = lower - margin, high + margin
        self._legend = self._legend_rows()
        self._top = 52 if title else 26
        below = 58 + _LEGEND_ROW * len(self._legend)
        self._height = max(HEIGHT, self._top + _LEAST_HEIGHT + below)
        self._bottom = self._height - below

    def text(self) -> str:
        """Return the SVG element."""
        parts = [
            f'<rect width="{WIDTH}" height="{self._height}" fill="{LIGHT.surface}"/>',
            _text(16, 27, _fitted(self._title, 0.92 * (WIDTH - 32), _TITLE), size=_TITLE, weight=600),
            *self._axes(),
            *self._bounds(),
            *(part for k, curve in enumerate(self._curves) for part in self._curve(k, curve)),
            *self._rings(),
            *self._key(),
        ]
        name = escape(_clean(self._title or "I/Os at every size of fast memory"), quote=True)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self._height}" width="{WIDTH}" '
            f'height="{self._height}" font-family="system-ui, \'DejaVu Sans\', sans-serif" font-size="{_TEXT}" '
            f'fill="{LIGHT.text}" role="img" aria-label="{name}">{"".join(parts)}</svg>'
        )

    # -- coordinates ------------------------------------------------------------------------------------------

    def _x(self, memory: Any) -> Any:
        """Return the pixel of a size of fast memory on the logarithmic axis."""
        whole = np.log(max(self._last, LEAST_MEMORY + 1) / LEAST_MEMORY)
        return _LEFT + (_RIGHT - _LEFT) * np.log(np.asarray(memory) / LEAST_MEMORY) / whole

    def _y(self, ios: Any) -> Any:
        return self._bottom - (self._bottom - self._top) * (np.asarray(ios) - self._low) / (self._high - self._low)

    # -- axes --------------------------------------------------------------------------------------------

    def _axes(self) -> list[str]:
        parts = []
        for memory in self._sizes():
            parts.append(_line(self._x(memory), self._top, self._x(memory), self._bottom, LIGHT.sunken))
            parts.append(_text(self._x(memory), self._bottom + 18, numbers.count(memory), anchor="middle"))
        most = max(2, int((self._bottom - self._top) / 44))
        ios = [value for value in numbers.ticks(self._low, self._high, most) if value == round(value)]
        parts += [_line(_LEFT, self._y(value), _RIGHT, self._y(value), LIGHT.sunken) for value in ios]
        parts += self._ticks(ios, 1.0, _LEFT - 8, "end")
        times = numbers.ticks(self._low / self._lower, self._high / self._lower, most)
        parts += self._ticks(times, self._lower, _RIGHT + 8, "start")
        parts.append(_line(_LEFT, self._top, _LEFT, self._bottom, LIGHT.muted))
        parts.append(_line(_RIGHT, self._top, _RIGHT, self._bottom, LIGHT.line))
        parts.append(_line(_LEFT, self._bottom, _RIGHT, self._bottom, LIGHT.muted))
        middle = (self._top + self._bottom) / 2
        across = (_LEFT + _RIGHT) / 2
        parts.append(_text(across, self._bottom + 38, "M, size of fast memory (values)", anchor="middle"))
        parts.append(_text(22, middle, "I/Os (values read or written)", anchor="middle", turned=True))
        parts.append(_text(WIDTH - 14, middle, "times the lower bound", anchor="middle", turned=True))
        if self._memory is not None and LEAST_MEMORY <= self._memory <= self._last:
            x = self._x(self._memory)
            parts.append(_line(x, self._top, x, self._bottom, LIGHT.text, width=1.2, dash="3 3"))
            anchor = "start" if x < across else "end"
            parts.append(_text(x, self._top - 5, f"M = {numbers.count(self._memory)}", anchor=anchor))
        return parts

    def _ticks(self, values: list[float], unit: float, x: float, anchor: str) -> list[str]:
        """Return tick labels of the y axis, of `unit` I/Os each."""
        spacing = values[1] - values[0] if len(values) > 1 else 1.0
        texts = zip(values, linear_texts(values, spacing), strict=True)
        return [_text(x, self._y(value * unit) + 4, text, anchor=anchor) for value, text in texts]

    def _sizes(self) -> list[int]:
        """Return the M with tick labels: both ends, and as many round ones as fit."""
        last = self._last
        taken = list({LEAST_MEMORY, last})

        def fits(size: int) -> bool:
            apart = [abs(self._x(size) - self._x(other)) for other in taken]
            wide = [(_width(numbers.count(size)) + _width(numbers.count(other))) / 2 for other in taken]
            return all(gap > width + 14 for gap, width in zip(apart, wide, strict=True))

        for factor in (1, 5, 2):
            for size in (factor * 10**power for power in range(10)):
                if LEAST_MEMORY < size < last and fits(size):
                    taken.append(size)
        return sorted(taken)

    # -- curves and bounds -------------------------------------------------------------------------------

    def _bounds(self) -> list[str]:
        heights = {_LOWER: self._y(self._lower)}
        if self._upper_is_near:
            heights[_UPPER] = self._y(self._upper)
        return [_line(_LEFT, y, _RIGHT, y, LIGHT.bound_ink, 1.5, _BOUNDS[bound]) for bound, y in heights.items()]

    def _curve(self, number: int, curve: OrderCurve) -> list[str]:
        colour, dash = _style(number)
        x, y = self._x(curve.memory), self._y(curve.ios)
        kept = _thinned(x)
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x[kept].tolist(), y[kept].tolist(), strict=True))
        parts = [f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8"{_dashed(dash)}/>']
        # Marks are spaced evenly along the axis, those of each curve between those of the others.
        steps = (np.arange(_MARKS) + (number + 0.5) / len(self._curves)) / _MARKS
        at = np.unique(np.searchsorted(x, _LEFT + (_RIGHT - _LEFT) * steps).clip(0, x.size - 1))
        parts += [_shape(number, x[i], y[i], colour) for i in at.tolist()]
        return parts

    def _rings(self) -> list[str]:
        """Return a ring where each order attains the lower bound."""
        return [
            _ring(self._x(min(curve.live_memory, self._last)), self._y(self._lower), _style(number)[0])
            for number, curve in enumerate(self._curves)
            if curve.live_memory >= LEAST_MEMORY
        ]

    # -- the legend --------------------------------------------------------------------------------------

    def _legend_rows(self) -> list[list[tuple[int, str]]]:
        """Return numbers and texts of the entries, in rows; numbers below 0 are not curves."""
        entries = []
        for number, curve in enumerate(self._curves):
            live = f", live memory {numbers.count(curve.live_memory)}" if curve.live_memory else ""
            entries.append((number, _fitted(curve.title, WIDTH / 2 - _KEY - 40 - _width(live), _TEXT) + live))
        if any(curve.live_memory for curve in self._curves):
            entries.append((_LIVE, "live memory: no evictions from here on"))
        entries.append((_LOWER, f"lower bound: {numbers.count(self._lower)}"))
        beyond = "" if self._upper_is_near else ", above the plot"
        entries.append((_UPPER, f"upper bound of the optimum: {numbers.count(self._upper)}{beyond}"))
        widest = max(_KEY + _width(text) + 22 for _, text in entries)
        columns = max(1, int((WIDTH - 32) // widest))
        return [entries[start : start + columns] for start in range(0, len(entries), columns)]

    def _key(self) -> list[str]:
        parts = []
        across = (WIDTH - 32) / max(len(row) for row in self._legend)
        for down, row in enumerate(self._legend):
            y = self._bottom + 60 + _LEGEND_ROW * down
            for column, (number, text) in enumerate(row):
                x = 16 + column * across
                end, middle = x + _KEY - 8, x + (_KEY - 8) / 2
                if number == _LIVE:
                    parts.append(_ring(middle, y, LIGHT.muted))
                elif number in _BOUNDS:
                    parts.append(_line(x, y, end, y, LIGHT.bound_ink, 1.5, _BOUNDS[number]))
                else:
                    colour, dash = _style(number)
                    parts += [_line(x, y, end, y, colour, 1.8, dash), _shape(number, middle, y, colour)]
                parts.append(_text(x + _KEY, y + 4, text))
        return parts


def _style(number: int) -> tuple[str, str]:
    state, style = CURVE_STYLES[number % len(CURVE_STYLES)]
    colour = LIGHT.gone_ink if state == "gone" else getattr(LIGHT, state)  # the fill is too pale for a line
    return colour, _DASHES[style]


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1.0, dash: str = "") -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}"{_dashed(dash)}/>'
    )


def _dashed(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: int = _TEXT, weight: int = 400, turned: bool = False
) -> str:
    if not text:
        return ""
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    large = f' font-size="{size}" font-weight="{weight}"' if size != _TEXT else ""
    aside = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{aside}{large}{turn}>{escape(_clean(text))}</text>'


def _clean(text: str) -> str:
    """Return a text without characters that XML forbids: control characters, lone surrogates."""
    return "".join("\ufffd" if unicodedata.category(letter) in ("Cc", "Cs", "Cn") else letter for letter in text)


def _shape(number: int, x: float, y: float, colour: str) -> str:
    path = _SHAPES[number % len(_SHAPES)]
    return f'<path d="{path}" transform="translate({x:.1f} {y:.1f})" fill="{colour}"/>'


def _ring(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{LIGHT.surface}" stroke="{colour}" stroke-width="2"/>'


def _thinned(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points to draw, at most one a pixel: a curve may have millions of sizes."""
    keep = np.append(True, np.diff(np.floor(x)) > 0)
    keep[-1] = True
    return keep


def _width(text: str, size: float = _TEXT) -> float:
    """Return about the width of a text in pixels, an overestimate for most fonts."""
    return size * sum(map(_ems, text))


def _ems(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if letter in numbers.THIN_SPACE + "iljI.,:;'|!()[] ":
        return 0.36
    return 0.76 if letter.isupper() or letter in "mw%&@×" else 0.64


def _fitted(text: str, width: float, size: float) -> str:
    """Return a text, elided in the middle if it is too wide: long names differ at their ends."""
    if _width(text, size) <= width:
        return text
    kept = len(text)
    while True:
        elided = text[: (kept + 1) // 2] + "…" + text[len(text) - kept // 2 :]
        if kept <= 2 or _width(elided, size) <= width:
            return elided
        kept -= 1
