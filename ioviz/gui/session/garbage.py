"""Keeps Python's cyclic garbage collector out of job threads.

It runs in whichever thread happens to allocate. What it frees may be a widget, and destroying a widget outside
of the GUI thread crashes the program. So while jobs run it is disabled, and the GUI thread collects.
"""

from __future__ import annotations

import gc

_owners: set[int] = set()


def suspend(owner: object) -> None:
    """Disable automatic collection until `owner` calls `resume`; a second call changes nothing."""
    _owners.add(id(owner))
    gc.disable()


def resume(owner: object) -> None:
    """Enable automatic collection again, if no other owner has suspended it."""
    _owners.discard(id(owner))
    if not _owners:
        gc.enable()


def collect() -> None:
    """Collect what is due by the collector's own thresholds; to be called in the GUI thread regularly."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation] > 0:
            gc.collect(generation)
            return


def freeze() -> None:
    """Exclude all existing objects, modules above all, from later collections: to be called once, after start.

    A full collection takes 70 ms otherwise, and happens during playback.
    """
    gc.freeze()
