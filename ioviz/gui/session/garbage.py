"""Keeps Python's collector of reference cycles out of job threads.

It runs in whichever thread happens to allocate. What it frees may be a widget, and a widget destroyed outside
of the GUI thread takes the program down. So while jobs run it is off, and the GUI thread does its work.
"""

from __future__ import annotations

import gc

_holders: set[int] = set()


def hold(holder: object) -> None:
    """Let only `tend` collect until `holder` releases; holding twice is as holding once."""
    _holders.add(id(holder))
    gc.disable()


def release(holder: object) -> None:
    """Let the collector run by itself again, when the last holder has gone."""
    _holders.discard(id(holder))
    if not _holders:
        gc.enable()


def tend() -> None:
    """Collect what is due, by the collector's own thresholds; to be called in the GUI thread now and then."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation] > 0:
            gc.collect(generation)
            return


def settle() -> None:
    """Leave what is there by now, modules above all, out of all collections to come: to be called once, after start.

    A full collection takes 70 ms otherwise, and comes while something plays.
    """
    gc.freeze()
