"""Asks before something is lost: on closing the window, and before another network is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from ioviz.gui.shell.commands import Commands
from ioviz.gui.shell.dialogs import SCHEDULE_FILES


class Leaving(QObject):
    """Shows one question at a time; nothing waits for its answer."""

    def __init__(self, commands: Commands) -> None:
        super().__init__(commands)
        self._commands, self._session = commands, commands.session
        self.asks = True  # off: what is unsaved is discarded
        self._then: Callable[[], object] | None = None  # once `_saving` is in a file
        self._saving: object = None
        self._session.saved.connect(self._saved)
        self._session.failed.connect(self._not_saved)

    def asks_before(self, then: Callable[[], object]) -> bool:
        """Ask if moves would be lost; `then` is called when they are saved or discarded. Return whether it asks."""
        moves = self._commands.unsaved_moves
        schedule = moves.schedule if moves is not None else None
        if schedule is None or moves is None or not self.asks:
            return False
        from ioviz.gui.by_hand.unsaved_moves import UnsavedDialog

        w = self._commands

        def discard() -> None:
            moves.forget()
            then()

        def save_to(path: Path) -> None:
            self._then, self._saving = then, schedule
            self._session.save_schedule(path, schedule)

        def save() -> None:
            w.dialogs.ask_where("Save schedule as", SCHEDULE_FILES, save_to, schedule.network.name or "by-hand")

        w.dialogs.show_anew("unsaved", lambda: UnsavedDialog(w.window, schedule, discard=discard, save=save))
        return True

    def _saved(self, thing: object) -> None:
        then, moves = self._then, self._commands.unsaved_moves
        if then is not None and moves is not None and thing is self._saving:
            self._then = self._saving = None
            moves.forget()
            then()

    def _not_saved(self, _error: BaseException) -> None:
        self._then = self._saving = None
