"""Open one file as a user would, and see what comes of it; keep count."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass, field

import ioviz
from ioviz.core.formats import Limits, load_any

# What a mutated count may still be allowed should not take the time of the run.
LIMITS = Limits(neurons=20_000, connections=200_000, array_bytes=1 << 20, text_bytes=1 << 22)
LONGEST_SENTENCE = 900


@dataclass
class Tally:
    """What came of all inputs so far; times in seconds for each MB or part of one, memory in bytes."""

    tried: int = 0
    opened: int = 0
    refused: dict = field(default_factory=dict)
    slowest: float = 0.0
    memory: int = 0
    base: int = field(default_factory=lambda: peak_memory())

    def record(self):
        return {
            "tried": self.tried,
            "opened": self.opened,
            "refused": self.refused,
            "slowest_s_per_MB": self.slowest,
            "memory_MB": self.memory / 1e6,
        }


def open_one(path, data, network, tally, limits=LIMITS):
    """Write `data` to `path` and open it; anything but a network or one sentence is raised."""
    path.write_bytes(data)
    start = time.perf_counter()
    try:
        load_any(path, network, limits=limits)
        tally.opened += 1
    except ioviz.IovizError as error:
        text = str(error)
        assert path.name in text, f"the sentence does not name the file: {text}"
        assert text.rstrip("`").endswith((".", "?", ")")), f"no sentence: {text}"
        assert len(text) < LONGEST_SENTENCE, f"a long sentence: {text}"
        text.encode()
        name = type(error).__name__
        tally.refused[name] = tally.refused.get(name, 0) + 1
    tally.tried += 1
    tally.slowest = max(tally.slowest, (time.perf_counter() - start) / max(1.0, len(data) / 1e6))
    tally.memory = max(tally.memory, peak_memory() - tally.base)


def peak_memory():
    """The most memory that this process has had, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak
