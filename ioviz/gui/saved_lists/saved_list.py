"""A list of items that are saved between sessions: annealing runs, benchmark results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.session.undo import StateCommand

_LONGEST_TITLE = 80


class SavedItem(Protocol):
    """An item of the list; changed by the list only, in the GUI thread."""

    key: str
    title: str
    ticked: bool

    @property
    def active(self) -> bool:
        """Whether it is still running."""


class SavedList(QObject):
    """The items, oldest first, one of which may be active.

    A subclass sets `saved`, whose `discard` deletes the item of a key, and defines `load_saved` and `_save_title`.
    """

    listChanged = Signal()
    itemChanged = Signal(object)  # an item whose numbers, state, tick or title changed
    stateChanged = Signal()  # another item is active, or none
    failed = Signal(object)  # an exception

    saved: Any

    def __init__(self, jobs: Jobs, session: Session) -> None:
        super().__init__()
        self._jobs, self._session = jobs, session
        self.items: list[Any] = []
        self.active: Any = None
        self._removed: list[Any] = []

    def load_saved(self) -> None:
        """Load the items of earlier sessions, in a job."""
        raise NotImplementedError

    def add_saved(self, found: list[Any]) -> None:
        """Insert the items of earlier sessions before the others."""
        known = {item.key for item in self.items}
        self.items[:0] = [item for item in found if item.key not in known]
        self.listChanged.emit()

    def rename(self, item: SavedItem, title: str) -> None:
        """Rename an item; an empty title changes nothing."""
        title = " ".join(title.split())[:_LONGEST_TITLE]
        if title and title != item.title:
            item.title = title
            if not item.active:
                self._save_title(item)
            self.itemChanged.emit(item)

    def tick(self, item: SavedItem, on: bool) -> None:
        """Whether an item is shown beside the chosen one."""
        if item.ticked != on:
            item.ticked = on
            self.itemChanged.emit(item)

    def delete(self, item: SavedItem) -> None:
        """Remove an item from the list; Undo restores it to its row."""
        if not item.active:
            row = self.items.index(item)
            command = StateCommand(
                f"delete {item.title}", lambda to: self._move(item, to), before=row, after=None, shown=False
            )
            self._session.undo_stack.push(command)

    def clean_up(self) -> None:
        """Delete the files of removed items, once the window is closed and nothing is being saved any more."""
        for item in self._removed:
            self.saved.discard(item.key)

    def _move(self, item: SavedItem, row: int | None) -> None:
        """Move an item to a row, or out of the list if None."""
        if row is None:
            self.items.remove(item)
            self._removed.append(item)
        else:
            self._removed.remove(item)
            self.items.insert(min(row, len(self.items)), item)
        self.listChanged.emit()

    def _write(self, lane: str, work: Callable[[], None], path: Path) -> None:
        """Write a file in a job and report it."""

        def done(_none: None) -> None:
            self._session.noticed.emit(f"Saved to {path}.")

        self._jobs.start(lane, work, done=done, failed=self.failed.emit, saving=lambda: True)

    def _save_title(self, item: Any) -> None:
        """Save the title of an item that is not active, in a job."""
        raise NotImplementedError
