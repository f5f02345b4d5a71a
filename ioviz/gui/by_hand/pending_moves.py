"""Moves between their request and the document that shows their schedule."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from ioviz.core.names import MANUAL
from ioviz.gui.session.player import Player
from ioviz.gui.session.session import Session
from ioviz.viewmodels.document.document import FROM_FILE

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Document, Intent


class PendingMoves:
    """At most one pending move and a queue of others; remembers the step at which each schedule was left."""

    def __init__(self, session: Session, player: Player) -> None:
        self._session, self._player = session, player
        self._left_at: weakref.WeakKeyDictionary[Intent | Schedule, int] = weakref.WeakKeyDictionary()
        self._wanted: Schedule | None = None
        self._queue: list[int] = []

    @property
    def any(self) -> bool:
        """Whether a move is pending."""
        return self._wanted is not None

    def request(self, document: Document, schedule: Schedule, step: int, text: str) -> None:
        """Request the schedule after a move in this document from the session, to be shown at a step."""
        self._player.pause()
        self._left_at[document.intent] = self._player.position.step
        self._left_at[schedule] = step
        self._wanted = schedule
        self._session.change(text, order=FROM_FILE, loaded=schedule, policy=MANUAL, memory=document.intent.memory)

    def take(self, document: Document) -> bool:
        """Take the document that is shown now; return whether it is that of the pending move."""
        arrived = self._wanted is document.schedule
        if self._wanted is not None and not arrived:
            self.forget()  # another change came first
        self._wanted = None
        return arrived

    def step_of(self, document: Document) -> int | None:
        """The step at which a document was left, or that a move has set."""
        return self._left_at.get(document.intent, self._left_at.get(document.schedule))

    def queue(self, connection: int) -> None:
        """Process a connection after the pending move."""
        self._queue.append(connection)

    def next(self) -> int | None:
        """Remove and return the first queued connection."""
        return self._queue.pop(0) if self._queue else None

    def clear_queue(self) -> None:
        self._queue.clear()

    def forget(self) -> None:
        """Drop the pending move and the queue."""
        self._wanted = None
        self._queue.clear()
