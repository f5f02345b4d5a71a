"""Faults to plant, for the tests of the monkey itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from PySide6.QtCore import qWarning

from ioviz.gui.session.player import Player
from ioviz.gui.shell.main_window import MainWindow


def _raise(self: Player) -> None:
    raise ZeroDivisionError("planted")


def _warn(self: Player) -> None:
    qWarning("planted")


def _stall(self: Player) -> None:
    end = time.thread_time() + 1.2
    while time.thread_time() < end:
        pass


def _leave_thread(self: Player) -> None:
    threading.Thread(target=time.sleep, args=(60,), name="ioviz-planted", daemon=True).start()


_FAULTS = {"raise": _raise, "warn": _warn, "stall": _stall, "thread": _leave_thread}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Let the step forward have a fault."""
    if not name:
        yield
        return
    with patch.object(Player, "forward", _FAULTS[name]), patch.object(MainWindow, "planted", name, create=True):
        yield
