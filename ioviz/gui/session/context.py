"""The objects that most features of the window share, passed as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QAction

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.player import Player
from ioviz.gui.session.preferences import Preferences
from ioviz.gui.session.session import Session


class ActionStates(Protocol):
    """The part of `Actions` that features use: look up an action, check it, enable actions by state."""

    def __getitem__(self, id: str, /) -> QAction: ...

    def check(self, id: str, on: bool) -> None: ...

    def set_state(self, **state: bool) -> None: ...


@dataclass(frozen=True)
class AppContext:
    """The collaborators that features share. What else a feature needs is passed to it by name.

    Attributes
    ----------
    session, player, jobs, preferences
        The running program's document, clock, threads and settings.
    actions : ActionStates
        All actions of the window.
    show_error : callable
        Show an exception: a sentence for an expected one, a dialog for any other.
    show_news : callable
        Show a notification that disappears by itself.
    """

    session: Session
    player: Player
    jobs: Jobs
    actions: ActionStates
    preferences: Preferences
    show_error: Callable[[BaseException], None]
    show_news: Callable[[str], None]
