"""Numbers as text: thin spaces between thousands, units, percentages, and constant widths."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

THIN_SPACE = "\u202f"  # narrow and non-breaking: a number is never torn apart at the end of a line
FIGURE_SPACE = "\u2007"  # as wide as a digit
MINUS = "\u2212"
TIMES = "\u00d7"
ABOUT = "\u2248"

_SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count(value: int, width: int = 0) -> str:
    """Return a whole number with a thin space between thousands.

    Parameters
    ----------
    value : int
    width : int
        Pad on the left to at least as many digits, so that a counter does not move as it grows.

    Examples
    --------
    >>> count(75086)
    '75\u202f086'
    >>> count(-1204)
    '\u22121\u202f204'
    >>> count(7, width=3) == FIGURE_SPACE * 2 + "7"
    True
    """
    value = int(value)
    digits = str(abs(value)).rjust(width, FIGURE_SPACE)
    head = len(digits) % 3
    groups = ([digits[:head]] if head else []) + [digits[i : i + 3] for i in range(head, len(digits), 3)]
    # Padding is separated by thin spaces, too, so that digits stay aligned.
    return (MINUS if value < 0 else "") + THIN_SPACE.join(groups)


def of(part: int, whole: int) -> str:
    """Return ``"1 204 of 75 086"``, the part padded to the width of the whole."""
    return f"{count(part, len(str(abs(int(whole)))))} of {count(whole)}"


def plural(value: int, noun: str, nouns: str | None = None) -> str:
    """Return the number and its noun: ``"1 write"``, ``"2 writes"``."""
    return f"{count(value)} {noun if value == 1 else nouns or noun + 's'}"


def spelled(value: int, noun: str, nouns: str | None = None) -> str:
    """Return a small number as a word, a larger one in digits: ``"two writes"``."""
    number = _SPELLED[value] if 0 <= value < len(_SPELLED) else count(value)
    return f"{number} {noun if value == 1 else nouns or noun + 's'}"


def numbered(titles: Iterable[str]) -> list[str]:
    """Return titles made unique: a number is added to a repeated one.

    Examples
    --------
    >>> numbered(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    seen: Counter[str] = Counter()
    unique = []
    for title in titles:
        seen[title] += 1
        unique.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return unique


def compact(value: float) -> str:
    """Return at most three digits and a prefix: ``"75.1 k"``, ``"1.2 M"``, for axes and narrow cells.

    Examples
    --------
    >>> compact(75086)
    '75.1\u202fk'
    >>> compact(1000000)
    '1\u202fM'
    >>> compact(950)
    '950'
    """
    size, prefix = _scaled(abs(value), 1000, 999.5, ("", "k", "M", "G", "T"))
    text = f"{size:.0f}" if size >= 99.95 or size == round(size) else f"{size:.1f}".removesuffix(".0")
    return (MINUS if value < 0 else "") + text + (THIN_SPACE + prefix if prefix else "")


def forms(value: int) -> tuple[str, ...]:
    """Return a whole number as texts from the longest to the shortest: exact, then rounded and marked so.

    A place that is too narrow for one shows the next, and never a part of one: half a number is another number.

    Examples
    --------
    >>> forms(5400000)
    ('5\u202f400\u202f000', '\u2248\u202f5.4\u202fM')
    >>> forms(950)
    ('950',)
    """
    exact, short = count(value), f"{ABOUT}{THIN_SPACE}{compact(value)}"
    return (exact, short) if len(short) < len(exact) else (exact,)


def halves(value: float) -> str:
    """Return a whole number, or one with a half, such as a median of whole numbers: ``"12"``, ``"12.5"``."""
    return f"{count(int(value))}{'' if value == int(value) else '.5'}"


def percent(share: float, digits: int = 0) -> str:
    """Return a share (0 to 1) in percent; only 0 is shown as 0 %, and only 1 as 100 %.

    Examples
    --------
    >>> percent(0.153)
    '15\u202f%'
    >>> percent(0.0004)
    '<\u202f1\u202f%'
    >>> percent(0.9999)
    '>\u202f99\u202f%'
    """
    if not math.isfinite(share):
        return "\u2013"
    text = f"{100 * share:.{digits}f}"
    least = 10**-digits
    if float(text) == 0 and share > 0:
        return f"<{THIN_SPACE}{least:.{digits}f}{THIN_SPACE}%"
    if float(text) == 100 and share < 1:
        return f">{THIN_SPACE}{100 - least:.{digits}f}{THIN_SPACE}%"
    return f"{text}{THIN_SPACE}%"


def ratio(value: float) -> str:
    """Return a factor, ``"1.48 ×"``, with two decimals below 10, one below 100."""
    if not math.isfinite(value):
        return "\u2013"
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{digits}f}{THIN_SPACE}{TIMES}"


def real(value: float, digits: int = 3) -> str:
    """Return the value of a neuron or a weight in `digits` significant digits, short enough for a cell.

    Examples
    --------
    >>> real(-0.51249)
    '\u22120.512'
    >>> real(12.0)
    '12'
    >>> real(1.5e-7)
    '1.5e\u22127'
    """
    value = float(value)
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "\u221e" if value > 0 else MINUS + "\u221e"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 10 ** max(digits + 2, 5):
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        text = f"{value:.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        mantissa, _, exponent = f"{value:.{max(0, digits - 2)}e}".partition("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", MINUS)


def figures(value: float, digits: int = 3) -> str:
    """Return a measured value in `digits` digits, zeros kept, so that columns of them line up.

    Examples
    --------
    >>> figures(72.134), figures(0.5), figures(2.0), figures(12345.6)
    ('72.1', '0.500', '2.00', '12\u202f346')
    """
    value = float(value)
    if not math.isfinite(value):
        return "\u2013"
    if value == 0:
        return "0"
    # Rounded first: 9.996 has one digit before the point fewer than its text, 10.0.
    exponent = math.floor(math.log10(abs(float(f"{value:.{digits - 1}e}"))))
    if exponent < -4:
        return real(value, digits)
    decimals = max(0, digits - 1 - exponent)
    if decimals == 0:
        return count(round(value))
    return f"{value:.{decimals}f}".replace("-", MINUS)


def data(n_bytes: float) -> str:
    """Return an amount of data in units of 1000: ``"451 kB"``.

    Examples
    --------
    >>> data(450516), data(12), data(2.5e9)
    ('451\u202fkB', '12\u202fB', '2.50\u202fGB')
    """
    size, unit = _scaled(float(n_bytes), 1000, 999.5, ("B", "kB", "MB", "GB", "TB"))
    return f"{count(round(size)) if unit == 'B' else figures(size)}{THIN_SPACE}{unit}"


def cache_size(n_bytes: float) -> str:
    """Return a size of memory in units of 1024, as caches are described: ``"32 KiB"``.

    Examples
    --------
    >>> cache_size(32768), cache_size(1048576), cache_size(33554432)
    ('32\u202fKiB', '1\u202fMiB', '32\u202fMiB')
    """
    size, unit = _scaled(float(n_bytes), 1024, 1024, ("B", "KiB", "MiB", "GiB", "TiB"))
    return f"{size:.1f}".removesuffix(".0") + THIN_SPACE + unit


def _scaled(size: float, base: int, limit: float, units: tuple[str, ...]) -> tuple[float, str]:
    """Divide by `base` until `size` is below `limit` or the units end; return the quotient and its unit."""
    unit = 0
    while unit < len(units) - 1 and size >= limit:
        size, unit = size / base, unit + 1
    return size, units[unit]


def ticks(low: float, high: float, at_most: int = 6) -> list[float]:
    """Return round numbers (1, 2, 5 times a power of ten) between `low` and `high`, both included.

    At least one and at most `at_most`; none for an empty range.
    """
    span = high - low
    if not (math.isfinite(span) and span > 0) or at_most < 1:
        return []
    step = 10.0 ** math.floor(math.log10(span / at_most))
    for factor in (1, 2, 5, 10, 20, 50, 100):
        first = math.ceil(low / (step * factor) - 1e-9)
        last = math.floor(high / (step * factor) + 1e-9)
        if last - first + 1 <= at_most:
            return [i * step * factor for i in range(first, last + 1)]
    return []
