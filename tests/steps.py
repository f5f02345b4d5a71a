"""Runs generators that yield progress and return a result, as the window's jobs do."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Yielded = TypeVar("Yielded")
Returned = TypeVar("Returned")


def finish(steps: Generator[Yielded, None, Returned]) -> tuple[Returned, list[Yielded]]:
    """Run to the end; return the result and what was yielded."""
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return end.value, seen
