"""A player against the program: the best schedule known plays beside the one by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ioviz.gui.by_hand.controller import ByHandController
from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.session.context import AppContext
from ioviz.gui.toolkit.card import Card

if TYPE_CHECKING:
    from ioviz.core.simulation import Trace
    from ioviz.gui.by_hand.rival_view import RivalBoard
    from ioviz.viewmodels.frame.timing import Timing

_LANE = "rival"


class Rival(QObject):
    """Shows the board while it is wanted and by hand is on; the trace is made in a job, anew when a better is known."""

    def __init__(self, context: AppContext, explore: ExploreTab, hand: ByHandController) -> None:
        super().__init__(hand)
        self._session, self._player, self._jobs = context.session, context.player, context.jobs
        self._actions, self._explore, self._hand = context.actions, explore, hand
        self.board: RivalBoard | None = None
        self._card: Card | None = None
        self._wanted = False
        self._shown: Any = None  # the schedule that `_trace` is of, or is being made of
        self._trace: Trace | None = None
        self._timing: Timing | None = None
        self._session.documentChanged.connect(self.refresh)
        explore.frameShown.connect(self._draw)
        hand.bestChanged.connect(self.refresh)
        hand.switched.connect(self.refresh)

    def show(self, on: bool) -> None:
        """Show or hide the program's board."""
        self._wanted = on
        self._actions.check("hand_rival", on)
        self._hand.bar.setRivalShown(on)
        if on and self._card is None:
            from ioviz.gui.by_hand.rival_view import RivalBoard

            self.board = RivalBoard(self._jobs)
            self._card = Card("The program")
            self._card.set_view(self.board)
            self._explore.add_column(self._card, left=False)
        self.refresh()

    @property
    def _covered(self) -> bool:
        """Whether a question needs the room."""
        return self._hand.question.open is not None and self._explore.is_narrow

    def refresh(self, _document: object = None) -> None:
        """Another document, another best schedule, or by hand was switched on or off."""
        document = self._session.document
        on = self._wanted and self._hand.on and document is not None
        if self._card is not None:
            self._explore.show_column(self._card, on and not self._covered)
        if not on or self.board is None or document is None:
            return
        known = self._hand.best.of(document.network, document.intent.memory)
        if known.schedule is None or known.schedule is self._shown:
            self._draw()
            return
        self._shown, self._trace = known.schedule, None
        self.board.setNetwork(document.placement)
        network, memory = document.network, document.intent.memory

        def work() -> tuple[Trace, Timing]:
            from ioviz.core.simulation import record_trace
            from ioviz.viewmodels.frame.timing import make_timing

            trace = record_trace(network, known.schedule, memory=memory, policy=known.policy)
            return trace, make_timing(trace.schedule)

        self._jobs.start(_LANE, work, done=self._take)

    def _take(self, made: tuple[Trace, Timing]) -> None:
        self._trace, self._timing = made
        self._draw()

    def _draw(self, _frame: object = None) -> None:
        document, trace = self._session.document, self._trace
        if self.board is None or document is None or trace is None or not self._wanted or not self._hand.on:
            return
        if trace.network is not document.network:
            return
        from ioviz.viewmodels.frame.frame import make_frame

        step = self._player.position.step
        user = document.trace.counters(step).ios
        self.board.setFrame(make_frame(trace, step, timing=self._timing), user)
