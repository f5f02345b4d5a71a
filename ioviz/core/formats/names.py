"""The order of names."""

from __future__ import annotations

import re


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key to sort names by: l2 comes before l10.

    Examples
    --------
    >>> sorted(["l10.tsv", "l2.tsv"], key=natural)
    ['l2.tsv', 'l10.tsv']
    """
    parts = re.split(r"(\d{1,18})", name.lower())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
