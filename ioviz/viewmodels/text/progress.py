"""How far long work has come: what it yields, what the window shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """A share from 0 to 1, or None when it is not known, and what is being done."""

    text: str = ""
    share: float | None = None
