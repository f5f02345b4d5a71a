"""What is left of windows that are closed: threads, processes, widgets, objects."""

from __future__ import annotations

import gc
import os
import threading
from contextlib import suppress
from pathlib import Path
from types import FrameType

from PySide6.QtWidgets import QApplication, QDialog

from ioviz.gui.shell.main_window import MainWindow
from ioviz.viewmodels.document.document import Document
from ioviz.viewmodels.frame.frame import Frame


def alive() -> list[object]:
    """Return all windows, documents and frames of this process."""
    return [one for one in gc.get_objects() if isinstance(one, (MainWindow, Document, Frame))]


def still_alive(others: set[int]) -> str:
    """Say which windows, documents and frames are not freed, and what refers to the first of them; "" for none.

    `others` are the identities of those that were there before, and are somebody else's.
    """
    kept = [one for one in alive() if id(one) not in others]
    if not kept:
        return ""
    chains = [_held_by(kept[number], kept) for number in range(min(3, len(kept)))]
    return "\n".join([f"{len(kept)} windows, documents or frames live on after closing:", *chains])


def _held_by(thing: object, but: object, depth: int = 8) -> str:
    """A chain of what refers to an object, but for one thing, as types."""
    chain, seen = [type(thing).__name__], {id(thing), id(but)}
    for _ in range(depth):
        holders = [one for one in gc.get_referrers(thing) if id(one) not in seen and not isinstance(one, FrameType)]
        if not holders:
            break
        thing = holders[0]
        del holders  # it refers to what is looked for next
        seen.add(id(thing))
        keys = sorted(map(str, thing))[:6] if isinstance(thing, dict) else ""
        chain.append(f"{type(thing).__name__} {getattr(thing, '__qualname__', '') or keys}".rstrip())
    return " < ".join(chain)


def left_behind() -> list[str]:
    """Threads, child processes and windows that are there when no window should be open."""
    found = [f"thread {one.name}" for one in threading.enumerate() if one.name.startswith("ioviz")]
    found += [f"process {command}" for command in child_processes()]
    tops = [one for one in QApplication.topLevelWidgets() if isinstance(one, (MainWindow, QDialog))]
    return found + [f"widget {one.metaObject().className()} {one.windowTitle()!r}" for one in tops]


def child_processes() -> list[str]:
    """The commands of this process's children, but the one that multiprocessing keeps for all of its run."""
    found = []
    with suppress(OSError):
        for task in os.listdir("/proc/self/task"):
            for child in Path(f"/proc/self/task/{task}/children").read_text().split():
                with suppress(OSError):
                    command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if command and "resource_tracker" not in command:
                        found.append(command.strip()[:200])
    return found
