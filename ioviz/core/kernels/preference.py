"""Whether a process runs small work interpreted. Imports nothing, so that it can be set before anything is imported."""

from __future__ import annotations

_interpreted = False


def prefer_interpreted(on: bool = True) -> None:
    """Run small work as plain Python in this process, in all threads, until its machine code is loaded.

    For a program that has to answer at once, and loads or waits for machine code in the background. It also loads the
    compiler without the linear algebra that ioviz has no use for, a fifth of a second.
    """
    global _interpreted
    _interpreted = on


def prefers_interpreted() -> bool:
    """Whether small work runs interpreted in this process."""
    return _interpreted
