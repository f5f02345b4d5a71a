"""Names of files, made of titles."""

from __future__ import annotations


def file_name(title: str, otherwise: str) -> str:
    """Return a title as it can stand in the name of a file; `otherwise` for an empty one.

    Examples
    --------
    >>> file_name("my net: v1.2", "network")
    'my-net--v1.2'
    """
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in title) or otherwise
