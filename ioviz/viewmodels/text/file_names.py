"""File names: made from titles, and their endings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ioviz.core.errors import InvalidArgument


def file_name(title: str, otherwise: str) -> str:
    """Return a title with only characters that a file name can have; `otherwise` for an empty title.

    Examples
    --------
    >>> file_name("my net: v1.2", "network")
    'my-net--v1.2'
    """
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in title) or otherwise


def endings_of(filters: str) -> tuple[str, ...]:
    """Return the endings that the filters of a file dialog name.

    Examples
    --------
    >>> endings_of("Chart as PNG (*.png);;Order (*.schedule.json)")
    ('.png', '.schedule.json')
    """
    return tuple(re.findall(r"\*((?:\.\w+)+)", filters))


def ending_of(name: str, endings: Sequence[str]) -> str:
    """Return the longest of the endings that a name has, "" if it has none of them."""
    return max((one for one in endings if name.lower().endswith(one)), key=len, default="")


def with_ending(path: Path, endings: Sequence[str], otherwise: str) -> Path:
    """Return a path whose name has one of the endings: a known one selects the format, `otherwise` is added to none.

    Raises
    ------
    InvalidArgument
        If the name has another ending.

    Examples
    --------
    >>> with_ending(Path("run"), (".png", ".svg"), ".png").name
    'run.png'
    >>> with_ending(Path("run.SVG"), (".png", ".svg"), ".png").name
    'run.SVG'
    >>> with_ending(Path("run.pdf"), (".png", ".svg"), ".png")
    Traceback (most recent call last):
    ioviz.core.errors.InvalidArgument: run.pdf: The name ends in .png or .svg.
    """
    if not path.suffix:
        return path.with_name(path.name + otherwise)
    check_ending(path.name, endings)
    return path


def check_ending(name: str, endings: Sequence[str]) -> None:
    """Raise InvalidArgument unless the name has one of the endings."""
    if not ending_of(name, endings):
        listed = f"{', '.join(endings[:-1])} or {endings[-1]}" if len(endings) > 1 else endings[0]
        raise InvalidArgument(f"{name}: The name ends in {listed}.")
