"""Moves on their way: from a schedule that a move has led to, to the document that shows it."""

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
    """At most one move is on its way; others wait. Remembers at which step each schedule was left."""

    def __init__(self, session: Session, player: Player) -> None:
        self._session, self._player = session, player
        self._left_at: weakref.WeakKeyDictionary[Intent | Schedule, int] = weakref.WeakKeyDictionary()
        self._wanted: Schedule | None = None
        self._queue: list[int] = []

    @property
    def any(self) -> bool:
        """Whether a move is on its way."""
        return self._wanted is not None

    def request(self, document: Document, schedule: Schedule, step: int, text: str) -> None:
        """Ask the session for the schedule that a move in this document has led to, to be shown at a step."""
        self._player.pause()
        self._left_at[document.intent] = self._player.position.step
        self._left_at[schedule] = step
        self._wanted = schedule
        self._session.change(text, order=FROM_FILE, loaded=schedule, policy=MANUAL, memory=document.intent.memory)

    def take(self, document: Document) -> bool:
        """Take the document that is shown now; return whether it is the move that was on its way."""
        arrived = self._wanted is document.schedule
        if self._wanted is not None and not arrived:
            self.forget()  # something else came in between
        self._wanted = None
        return arrived

    def step_of(self, document: Document) -> int | None:
        """The step at which a document was left, or at which a move has put it."""
        return self._left_at.get(document.intent, self._left_at.get(document.schedule))

    def wait(self, connection: int) -> None:
        """A connection is to be processed when the move on its way has arrived."""
        self._queue.append(connection)

    def next(self) -> int | None:
        """The connection that has waited longest."""
        return self._queue.pop(0) if self._queue else None

    def clear_queue(self) -> None:
        self._queue.clear()

    def forget(self) -> None:
        """Nothing is on its way or waits any more."""
        self._wanted = None
        self._queue.clear()
