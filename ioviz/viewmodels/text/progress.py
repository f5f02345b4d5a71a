"""Progress of long work, as jobs yield it and the window shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """What is being done, and the share that is done from 0 to 1, None if unknown."""

    text: str = ""
    share: float | None = None
