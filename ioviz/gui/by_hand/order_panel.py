"""How the tab makes room for a schedule by hand, and its order as a list: what a drag would cost, and the move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.session.context import ActionStates
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.toolkit.card import Card
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.by_hand import moves as hands

if TYPE_CHECKING:
    from ioviz.gui.by_hand.order_table import OrderList
    from ioviz.viewmodels.document.document import Document

_LANE = "hand-preview"
_GOING = ("show_timeline", "show_side")
_LOW = 560  # a tab too low for the timeline beside the bar, in pixels at 100 %
_ROOMY = 760  # a lower one leaves the transport only what has no key


class HandOrder(QObject):
    """Makes the list when it is shown for the first time."""

    moveRequested = Signal(object)  # (from, to)

    def __init__(self, explore: ExploreTab, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._explore, self._jobs = explore, jobs
        self._document: Document | None = None
        self._card: Card | None = None
        self.list: OrderList | None = None
        self.policy = "min"
        self.wanted = False

    def show(self, document: Document | None, step: int, on: bool) -> None:
        """Show the list as far as it is wanted, or hide it."""
        self._document = document
        on = on and self.wanted
        if on and self.list is None:
            from ioviz.gui.by_hand.order_table import OrderList

            self.list = OrderList()
            self._card = Card("Order")
            self._card.set_view(self.list)
            self._explore.add_column(self._card, left=True)
            self.list.previewRequested.connect(self._preview)
            self.list.moveRequested.connect(self.moveRequested)
        if self._card is None or self.list is None:
            return
        self._explore.show_column(self._card, on)
        if on and document is not None:
            self.list.setTrace(document.trace)
            self.list.setStep(step)

    def set_step(self, step: int) -> None:
        if self.list is not None and self.wanted:
            self.list.setStep(step)

    def _preview(self, move: tuple[int, int] | None) -> None:
        """What the order would cost with a connection where it is dragged to now."""
        document, order = self._document, self.list
        assert order is not None
        if move is None or document is None or move[0] == move[1]:
            self._jobs.cancel(_LANE)
            order.setPreview(None)
            return
        trace, policy = document.trace, self.policy
        self._jobs.start(_LANE, lambda: hands.ios_of(trace, *move, policy), done=order.setPreview)


class LowTab:
    """In a low tab the transport keeps what has no key, and in a very low one timeline and side panel go as long."""

    def __init__(self, explore: ExploreTab, actions: ActionStates) -> None:
        self._explore, self._actions = explore, actions
        self._went: list[str] = []

    def set_on(self, on: bool) -> None:
        """Make room, or give it back."""
        height = self._explore.height()
        self._explore.transport.set_compact(on and height < style().px(_ROOMY))
        if on and height < style().px(_LOW):
            for id in _GOING:
                if self._actions[id].isChecked():
                    self._went.append(id)
                    self._actions[id].trigger()
        elif not on:
            for id in self._went:
                if not self._actions[id].isChecked():
                    self._actions[id].trigger()
            self._went = []
        # At once, so that what is shown next asks for the height of the width that there is now.
        for _ in range(4):  # from the inside out
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
