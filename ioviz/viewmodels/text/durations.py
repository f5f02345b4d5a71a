"""Durations as text: rounded, precise, and as tick labels of an axis."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ioviz.viewmodels.text import numbers

_UNITS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))

_FINE_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def duration_text(seconds: float) -> str:
    """Return a duration in its two greatest units, in tenths below ten seconds.

    Examples
    --------
    >>> duration_text(3.14)
    '3.1\u202fs'
    >>> duration_text(75)
    '1\u202fmin 15\u202fs'
    >>> duration_text(7320)
    '2\u202fh 2\u202fmin'
    """
    if seconds < 9.95:
        return f"{max(seconds, 0.0) + 0.0:.1f}{numbers.THIN_SPACE}s"
    whole = round(seconds)
    for (size, unit), (next_size, next_unit) in pairwise(_UNITS):
        if whole >= size:
            rest = int(whole % size // next_size)
            head = f"{numbers.count(int(whole // size))}{numbers.THIN_SPACE}{unit}"
            return f"{head} {rest}{numbers.THIN_SPACE}{next_unit}" if rest else head
    return f"{whole}{numbers.THIN_SPACE}s"


def unit_of(seconds: float) -> tuple[float, str]:
    """Return the unit, in seconds, and its name that suit a measured duration best.

    Examples
    --------
    >>> unit_of(0.0123)
    (0.001, 'ms')
    """
    return next((unit for unit in _FINE_UNITS if seconds >= 0.9995 * unit[0]), _FINE_UNITS[-1])


def precise(seconds: float, digits: int = 3) -> str:
    """Return a measured duration in three digits and the unit that suits: 0.281 ms is ``"281 µs"``.

    Examples
    --------
    >>> precise(0.000281), precise(0.0123), precise(2.5), precise(612.0)
    ('281\u202fµs', '12.3\u202fms', '2.50\u202fs', '612\u202fs')
    """
    size, unit = unit_of(seconds)
    return f"{numbers.figures(seconds / size, digits)}{numbers.THIN_SPACE}{unit}"


def time_left(seconds: float) -> str:
    """Return the remaining time; coarse where it is long, so that it does not flicker.

    Examples
    --------
    >>> time_left(0.4), time_left(41.2), time_left(100), time_left(4000)
    ('almost done', '42\u202fs left', 'about 2\u202fmin left', 'about 1\u202fh 7\u202fmin left')
    """
    if seconds < 0.5:
        return "almost done"
    if seconds <= 90:
        return f"{int(-(-seconds // 1))}{numbers.THIN_SPACE}s left"
    return f"about {duration_text(60 * round(seconds / 60))} left"


def clock_ticks(values: Sequence[float], spacing: float, most: float = 0.0) -> list[str]:
    """Return tick labels such as ``10 s``, ``1:30 min`` or ``2 h``, in the unit of the greatest, or of `most`."""
    most = most or max((abs(value) for value in values), default=0.0)
    if most < 120:
        decimals = next((d for d in (0, 1, 2) if abs(spacing * 10**d - round(spacing * 10**d)) < 1e-6), 3)
        return [f"{value:.{decimals}f}{numbers.THIN_SPACE}s" for value in values]
    per, unit = (60, "min") if most < 7200 else (3600, "h")
    texts = []
    for value in values:
        whole = round(abs(value))
        rest = whole % per * 60 // per
        minutes = f":{rest:02d}" if rest or spacing % per else ""
        texts.append(f"{whole // per}{minutes}{numbers.THIN_SPACE}{unit}")
    return texts
