"""Print results: one JSON object, or text and tables."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Narrow spaces and the like, for terminals that cannot show them.
_PLAIN = str.maketrans({"\u202f": " ", "\u2007": " ", "\u2212": "-", "\u00d7": "x", "\u2013": "-", "\u2192": "->"})
_SEPARATOR = re.compile("(?<=[0-9])\u202f(?=[0-9]{3}(?![0-9]))")
"""Between thousands."""
_FOR_PROGRAMS = str.maketrans({"\u202f": " ", "\u2007": " ", "\u2212": "-"})
WIDTH_IN_A_FILE = 120


def printable(text: str) -> str:
    """Return `text` on one line, with control characters escaped."""
    return "".join(c if c.isprintable() or c in "\u202f\u2007" else repr(c)[1:-1] for c in text)


def print_json(document: Mapping[str, Any]) -> None:
    """Print one object; a number that is not finite is written as null."""
    from ioviz.core.formats.json_write import json_values

    print(json.dumps(json_values(document), indent=2, allow_nan=False))


def print_text(text: str) -> None:
    """Print lines of text."""
    print(_shown(text))


def print_facts(title: str, rows: Iterable[tuple[str, str]], *, numbers: bool = False) -> None:
    """Print a title and a table of names and values; values are aligned to the right if they are numbers."""
    print_table(title, ("", ""), rows, header=False, numbers=(1,) if numbers else ())


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    header: bool = True,
    numbers: Sequence[int] | None = None,
) -> None:
    """Print a table.

    Parameters
    ----------
    title : str
    columns : sequence of str
    rows : sequences of str
    header : bool
        Whether column names are printed.
    numbers : sequence of int, optional
        Indices of the columns that are aligned to the right (default: all but the first).
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(
        file=sys.stdout,
        width=None if sys.stdout.isatty() else WIDTH_IN_A_FILE,
        highlight=False,
        markup=False,
        emoji=False,
    )
    if title:
        console.print(Text(_shown(title), style="bold"), soft_wrap=True)
    right = set(range(1, len(columns)) if numbers is None else numbers)
    made = Table(
        box=box.SIMPLE_HEAD if header else None,
        show_header=header,
        show_edge=False,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    for index, column in enumerate(columns):
        made.add_column(_shown(column), justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(_shown(cell)) for cell in row))
    console.print(made)


def _shown(text: str) -> str:
    """Return the text with control characters escaped, in characters that the terminal can show.

    If stdout is no terminal but a pipe or a file, numbers are plain digits with an ASCII minus, as programs read them.
    """
    clean = "\n".join(printable(line) for line in text.split("\n"))
    if not sys.stdout.isatty():
        clean = _SEPARATOR.sub("", clean).translate(_FOR_PROGRAMS)
    try:
        clean.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return clean.translate(_PLAIN)
    return clean
