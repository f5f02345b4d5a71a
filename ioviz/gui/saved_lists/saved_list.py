"""A list of what is kept from one day to the next: runs of annealing, results of benchmarks."""

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
    """One of the list; changed by it only, in the GUI thread."""

    key: str
    title: str
    ticked: bool

    @property
    def active(self) -> bool:
        """Whether it is still being made."""


class SavedList(QObject):
    """The items, oldest first, one of which may be active.

    A class of it sets `kept`, which forgets a key by `discard`, and defines `find_kept` and `_keep_title`.
    """

    listChanged = Signal()
    itemChanged = Signal(object)  # an item: its numbers, state, tick or title
    stateChanged = Signal()  # whether one is active
    failed = Signal(object)  # an exception

    kept: Any

    def __init__(self, jobs: Jobs, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._session = jobs, session
        self.items: list[Any] = []
        self.active: Any = None
        self._removed: list[Any] = []

    def find_kept(self) -> None:
        """Look for items of earlier days, in a job."""
        raise NotImplementedError

    def add_kept(self, found: list[Any]) -> None:
        """Put items of earlier days before the others."""
        known = {item.key for item in self.items}
        self.items[:0] = [item for item in found if item.key not in known]
        self.listChanged.emit()

    def rename(self, item: SavedItem, title: str) -> None:
        """Give an item another title; an empty one changes nothing."""
        title = " ".join(title.split())[:_LONGEST_TITLE]
        if title and title != item.title:
            item.title = title
            if not item.active:
                self._keep_title(item)
            self.itemChanged.emit(item)

    def tick(self, item: SavedItem, on: bool) -> None:
        """Show an item beside the chosen one, or no more."""
        if item.ticked != on:
            item.ticked = on
            self.itemChanged.emit(item)

    def delete(self, item: SavedItem) -> None:
        """Take an item out of the list; Undo brings it back to its row."""
        if not item.active:
            row = self.items.index(item)
            command = StateCommand(
                f"delete {item.title}", lambda to: self._move(item, to), before=row, after=None, shown=False
            )
            self._session.undo_stack.push(command)

    def close(self) -> None:
        """The window closes: what was deleted is gone for good."""
        for item in self._removed:
            self.kept.discard(item.key)

    def _move(self, item: SavedItem, row: int | None) -> None:
        """Into a row, or out of the list."""
        if row is None:
            self.items.remove(item)
            self._removed.append(item)
        else:
            self._removed.remove(item)
            self.items.insert(min(row, len(self.items)), item)
        self.listChanged.emit()

    def _write(self, lane: str, work: Callable[[], None], path: Path) -> None:
        """Write a file in a job and say so."""

        def done(_none: None) -> None:
            self._session.noticed.emit(f"Saved to {path}.")

        self._jobs.start(lane, work, done=done, failed=self.failed.emit)

    def _keep_title(self, item: Any) -> None:
        """Write the title of an item that is not active, in a job."""
        raise NotImplementedError
