"""File names made from titles."""

from __future__ import annotations


def file_name(title: str, otherwise: str) -> str:
    """Return a title with only characters that a file name can have; `otherwise` for an empty title.

    Examples
    --------
    >>> file_name("my net: v1.2", "network")
    'my-net--v1.2'
    """
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in title) or otherwise
