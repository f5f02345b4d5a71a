"""Faults to plant, for the tests of the monkey itself."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from PySide6.QtCore import qWarning

from ioviz.gui.session.player import Player


def _raise(self: Player, _step: int) -> None:
    raise ZeroDivisionError("planted")


def _warn(self: Player, _step: int) -> None:
    qWarning("planted")


def _stall(self: Player, _step: int) -> None:
    end = time.thread_time() + 1.2
    while time.thread_time() < end:
        pass


def _leave_thread(self: Player, _step: int) -> None:
    threading.Thread(target=time.sleep, args=(60,), name="ioviz-planted", daemon=True).start()


def _die(self: Player, _step: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


_FAULTS = {"raise": _raise, "warn": _warn, "stall": _stall, "thread": _leave_thread, "die": _die}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Let seeking have a fault."""
    if not name:
        yield
        return
    with patch.object(Player, "seek", _FAULTS[name]):
        yield
