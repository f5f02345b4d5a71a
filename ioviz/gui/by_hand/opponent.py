"""The program as opponent: plays the best known schedule beside the one by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ioviz.gui.by_hand.controller import ByHandController
from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.session.context import AppContext
from ioviz.gui.toolkit.card import Card
from ioviz.viewmodels.document.document import FROM_FILE

if TYPE_CHECKING:
    from ioviz.gui.by_hand.opponent_view import OpponentView
    from ioviz.viewmodels.document.document import Intent

_LANE = "opponent"


class Opponent(QObject):
    """Shows its view while it is wanted and by hand is on, and follows the best known schedule."""

    def __init__(self, context: AppContext, explore: ExploreTab, hand: ByHandController) -> None:
        super().__init__(hand)
        self._session, self._player, self._jobs = context.session, context.player, context.jobs
        self._actions, self._explore, self._hand = context.actions, explore, hand
        self.view: OpponentView | None = None
        self._card: Card | None = None
        self._wanted = False
        self._intent: Intent | None = None  # of the shown or requested document
        self._session.documentChanged.connect(self.refresh)
        explore.frameShown.connect(self._draw)
        hand.bestChanged.connect(self.refresh)
        hand.switched.connect(self.refresh)

    def show(self, on: bool) -> None:
        """Show or hide the opponent."""
        self._wanted = on
        self._actions.check("hand_rival", on)
        if on and self._card is None:
            from ioviz.gui.by_hand.opponent_view import OpponentView

            self.view = OpponentView(self._jobs)
            self._card = Card("The program")
            self._card.set_view(self.view)
            self._explore.add_column(self._card, left=False)
        self.refresh()

    @property
    def _covered(self) -> bool:
        """Whether an eviction question covers the view."""
        return self._hand.question.open is not None and self._explore.is_narrow

    def refresh(self, _document: object = None) -> None:
        """Follow the document, the best known schedule and whether by hand is on."""
        document = self._session.document
        on = self._wanted and self._hand.on and document is not None
        if self._card is not None:
            self._explore.show_column(self._card, on and not self._covered)
        if not on or self.view is None or document is None:
            return
        known = self._hand.best.of(document.network, document.intent.memory)
        documents = self._session.documents
        if known.schedule is None:
            self._intent = None
            documents.shown.pop(_LANE, None)
            self._jobs.cancel(_LANE)
        else:
            intent = document.intent.with_(order=FROM_FILE, loaded=known.schedule, policy=known.policy)
            if self._intent is None or not intent.same(self._intent):
                self._intent = intent
                self.view.setNetwork(document.placement)
                documents.shown.pop(_LANE, None)
                documents.want(_LANE, intent, done=self._draw)
        self._draw()

    def _draw(self, _changed: object = None) -> None:
        document, best = self._session.document, self._session.documents.shown.get(_LANE)
        if self.view is None or document is None or not self._wanted or not self._hand.on:
            return
        if best is None or best.network is not document.network or best.intent.memory != document.intent.memory:
            self.view.setWaiting()  # what it showed was for another network or M
            return
        from ioviz.viewmodels.frame.frame import make_frame

        step = self._player.position.step
        user = document.trace.counters(step).ios
        self.view.setFrame(make_frame(best.trace, step, timing=best.timing), user)
