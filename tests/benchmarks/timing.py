"""Timing that can be compared: everything in turn, again and again, medians and quartiles."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np


def seconds_of(task: Callable[[], Any]) -> float:
    """Return the wall time of one call, in seconds."""
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def in_turn(tasks: Mapping[str, Callable[[], float]], repetitions: int) -> Iterator[tuple[str, float | None]]:
    """Run all tasks in turn, again and again, so that what disturbs the computer disturbs all of them.

    Parameters
    ----------
    tasks : mapping of str to function
        Each returns the seconds that count of one run of it.
    repetitions : int

    Yields
    ------
    name : str
        The task that was run.
    seconds : float or None
        What it took; None in the first turn, a warm-up.
    """
    for turn in range(repetitions + 1):
        for name, task in tasks.items():
            taken = task()
            yield name, taken if turn else None


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return the median and the quartiles."""
    low, median, high = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
    return {"median": median, "quartile_1": low, "quartile_3": high}


def rate(count: int, seconds: Sequence[float]) -> dict[str, float]:
    """Return median and quartiles of how many a second."""
    return spread([count / taken for taken in seconds])


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> dict[str, float]:
    """Return median and quartiles of the ratios within each turn."""
    return spread([above / below for above, below in zip(numerators, denominators)])
