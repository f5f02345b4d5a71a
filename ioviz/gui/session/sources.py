"""Where a network comes from: a file, a folder, or several files of its layers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

Source = Path | tuple[Path, ...]
"""A tuple has at least two files."""


def source_of(paths: Sequence[Path]) -> Source:
    """Return one path as it is, several ones as a tuple."""
    return paths[0] if len(paths) == 1 else tuple(paths)


def resolved(source: Source) -> Source:
    """Return a source with absolute paths."""
    return tuple(path.resolve() for path in source) if isinstance(source, tuple) else source.resolve()


def title_of(source: Source) -> str:
    """Return the name of a file, or of the first of several and how many more there are."""
    if isinstance(source, tuple):
        return f"{source[0].name} and {len(source) - 1} more"
    return source.name


def stem_of(source: Source) -> str:
    """Return a name for a network that has none: that of its file, or of the folder of its files."""
    return source[0].absolute().parent.name if isinstance(source, tuple) else source.stem


def folder_of(source: Source) -> Path:
    """Return the folder that a source is in."""
    return (source[0] if isinstance(source, tuple) else source).parent


def to_line(source: Source) -> str:
    """Return a source as a line of text."""
    return json.dumps([str(path) for path in source]) if isinstance(source, tuple) else str(source)


def from_line(line: str) -> Source:
    """Return the source of a line; a path that only looks like a list is a path."""
    if line.startswith("["):
        try:
            names = json.loads(line)
        except ValueError:
            return Path(line)
        if isinstance(names, list) and len(names) > 1 and all(isinstance(name, str) for name in names):
            return tuple(Path(name) for name in names)
    return Path(line)
