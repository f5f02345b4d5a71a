"""Moves by hand that are in no file yet, and the question what to do with them before they would be lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QWidget

from ioviz.gui.by_hand.controller import ByHandController
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.viewmodels.document.provenance import made_by_hand
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Document


class UnsavedMoves(QObject):
    """Knows the last schedule with moves by hand, until it is saved, forgotten, or taken back by Undo."""

    def __init__(self, session: Session, hand: ByHandController) -> None:
        super().__init__(hand)
        self._session = session
        self._last: Schedule | None = None
        hand.moved.connect(self._moved)
        session.documentChanged.connect(self._take)
        session.saved.connect(self._saved)

    @property
    def schedule(self) -> Schedule | None:
        """The schedule that would be lost; None if there is none."""
        document = self._session.document
        if self._last is None or document is None:
            return None
        taken_back = not made_by_hand(document.schedule) and self._session.undo_stack.canRedo()
        return None if taken_back else self._last

    def forget(self) -> None:
        """The moves need not be kept."""
        self._last = None

    def _moved(self, schedule: Schedule) -> None:
        self._last = schedule

    def _take(self, document: Document) -> None:
        if self._last is not None and document.network is self._last.network and made_by_hand(document.schedule):
            self._last = document.schedule  # after Undo or Redo another one

    def _saved(self, thing: object) -> None:
        if thing is self._last:
            self._last = None


class UnsavedDialog(Dialog):
    """Keep playing, discard the moves, or save them as a schedule."""

    def __init__(
        self, parent: QWidget, schedule: Schedule, *, discard: Callable[[], None], save: Callable[[], None]
    ) -> None:
        super().__init__("Moves by hand are not saved", parent, width=440)
        moves = numbers.plural(made_by_hand(schedule), "connection")
        name = schedule.network.name or "this network"
        self.add_paragraph(f"{moves} of {name} are scheduled by hand, and would be lost.")
        self.discard, self.save = QPushButton("Discard"), QPushButton("Save as schedule…")
        for button, answer in ((self.discard, discard), (self.save, save)):
            button.clicked.connect(self.accept)
            button.clicked.connect(answer)
        self.add_buttons(self.discard, self.save, close="Keep playing")
