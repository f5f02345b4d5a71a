"""Fewest actions that still fail: delta debugging, with a limit in seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def shortened(actions: list[Any], fails: Callable[[list[Any]], bool], seconds: float) -> list[Any]:
    """Remove actions as long as the rest still fails.

    Tries the last few first, as most failures need no more; then leaves out parts, ever smaller ones.
    """
    deadline = time.monotonic() + seconds

    def still_fails(some: list[Any]) -> bool:
        return time.monotonic() < deadline and fails(some)

    few = 1
    while few < len(actions):
        if still_fails(actions[-few:]):
            actions = actions[-few:]
            break
        few *= 4
    part = (len(actions) + 1) // 2
    while part >= 1 and time.monotonic() < deadline:
        start = 0
        while start < len(actions):
            rest = actions[:start] + actions[start + part :]
            if rest and still_fails(rest):
                actions = rest
            else:
                start += part
        part = part // 2 if part > 1 else 0
    return actions
