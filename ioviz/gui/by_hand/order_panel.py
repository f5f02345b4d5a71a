"""The order of a schedule by hand as a table in a column, and the compact layout of a low tab."""

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
    from ioviz.gui.by_hand.order_table import OrderTable
    from ioviz.viewmodels.document.document import Document

_LANE = "hand-preview"
_HIDDEN = ("show_timeline", "show_side")
_LOW = 560  # pixels at 100 %: a lower tab hides timeline and side panel
_HIGH = 760  # a lower tab has a compact transport bar


class OrderPanel(QObject):
    """Shows the order, in a table that is made on first use."""

    moveRequested = Signal(object)  # (from, to)

    def __init__(self, explore: ExploreTab, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._explore, self._jobs = explore, jobs
        self._document: Document | None = None
        self._card: Card | None = None
        self.table: OrderTable | None = None
        self.policy = "min"
        self.wanted = False

    def show(self, document: Document | None, step: int, on: bool) -> None:
        """Show the table if it is wanted and `on`, or hide it."""
        self._document = document
        on = on and self.wanted
        if on and self.table is None:
            from ioviz.gui.by_hand.order_table import OrderTable

            self.table = OrderTable()
            self._card = Card("Order")
            self._card.set_view(self.table)
            self._explore.add_column(self._card, left=True)
            self.table.previewRequested.connect(self._preview)
            self.table.moveRequested.connect(self.moveRequested)
        if self._card is None or self.table is None:
            return
        self._explore.show_column(self._card, on)
        if on and document is not None:
            self.table.setTrace(document.trace)
            self.table.setStep(step)

    def set_step(self, step: int) -> None:
        if self.table is not None and self.wanted:
            self.table.setStep(step)

    def _preview(self, move: tuple[int, int] | None) -> None:
        """Compute the I/Os of the order if the dragged connection were dropped now."""
        document, table = self._document, self.table
        assert table is not None
        if move is None or document is None or move[0] == move[1]:
            self._jobs.cancel(_LANE)
            table.setPreview(None)
            return
        trace, policy = document.trace, self.policy
        self._jobs.start(_LANE, lambda: hands.ios_of(trace, *move, policy), done=table.setPreview)


class CompactMode:
    """Saves height in a low tab: a compact transport bar, and no timeline and side panel if it is very low."""

    def __init__(self, explore: ExploreTab, actions: ActionStates) -> None:
        self._explore, self._actions = explore, actions
        self._hidden: list[str] = []

    def set_on(self, on: bool) -> None:
        """Start or end the compact layout."""
        height = self._explore.height()
        self._explore.transport.set_compact(on and height < style().px(_HIGH))
        if on and height < style().px(_LOW):
            for id in _HIDDEN:
                if self._actions[id].isChecked():
                    self._hidden.append(id)
                    self._actions[id].trigger()
        elif not on:
            for id in self._hidden:
                if not self._actions[id].isChecked():
                    self._actions[id].trigger()
            self._hidden = []
        # Lay out now, so that heights are computed for the new width.
        for _ in range(4):  # from the inside out
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
