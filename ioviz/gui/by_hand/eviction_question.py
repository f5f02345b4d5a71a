"""Panel that asks which neuron to evict; replaces the memory view until answered or cancelled."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from ioviz.gui.by_hand.eviction_table import EvictionTable
from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.toolkit.card import Card
from ioviz.viewmodels.by_hand.moves import Question


class EvictionQuestion(QObject):
    """At most one question, which is `open`, or None."""

    answered = Signal(object)  # (connection, the neurons evicted for it so far)
    cancelled = Signal()

    def __init__(self, explore: ExploreTab, parent: QObject) -> None:
        super().__init__(parent)
        self._explore = explore
        self.open: Question | None = None
        self.view = EvictionTable()
        self._card = Card("Eviction candidates")
        self._card.set_view(self.view)
        self._card.hide()
        explore.add_stand_in(self._card)
        self.view.evictionChosen.connect(self._answer)
        self.view.cancelled.connect(self.cancelled)
        self.view.neuronHovered.connect(explore.hover)

    def ask(self, question: Question, connection: str) -> None:
        """Show a question; `connection` is the name of the connection that needs a slot."""
        self.open = question
        self.view.setQuestion(question, connection)
        self._explore.show_stand_in(self._card, True)
        self.view.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> bool:
        """Close the question; return whether one was open."""
        if self.open is None:
            return False
        self.open = None
        self._explore.show_stand_in(self._card, False)
        self._explore.hover(None)
        return True

    def _answer(self, neuron: int) -> None:
        question = self.open
        if question is not None:
            self.answered.emit((question.connection, (*question.evicted, neuron)))
