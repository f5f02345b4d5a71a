"""Controller of the find bar: connects it to the views and the player."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.explore.find_bar import FindBar
from ioviz.gui.session.player import Player
from ioviz.gui.session.session import Session
from ioviz.viewmodels.network.find import Found, find, next_use


class FindController(QObject):
    """Searches neurons, connections and steps by number, and goes to them."""

    def __init__(self, explore: ExploreTab, session: Session, player: Player) -> None:
        super().__init__(explore)
        self._explore, self._session, self._player = explore, session, player
        self._found = Found("")
        self._gone_to: Found | None = None
        self.bar = FindBar()
        explore.add_bar(self.bar)
        self.bar.queryChanged.connect(self._search)
        self.bar.goRequested.connect(self.go)
        self.bar.closeRequested.connect(self.close)
        session.documentChanged.connect(self._search_again)

    def open(self) -> None:
        """Show the bar, with the last query."""
        self.bar.show()
        self._explore.make_room(True)
        self.bar.query.setFocus()
        self.bar.query.selectAll()
        self._search_again()

    def close(self) -> None:
        """Hide the bar; the network gets the focus."""
        self.bar.hide()
        self._explore.make_room(False)
        self._explore.hover(None)
        self._explore.views.network.setFocus()

    def go(self) -> None:
        """Go to the result; the second time for a neuron, to its next use."""
        found, network, timeline = self._found, self._explore.views.network, self._explore.views.timeline
        if not found.something:
            return
        if found.neuron is not None:
            if self._gone_to is found:
                self._to_next_use(found.neuron)
            network.lookAt(neuron=found.neuron)
            timeline.showNeuron(found.neuron)
            self._explore.hover(found.neuron)
        if found.step is not None:
            self._player.seek(found.step)
        if found.connection is not None:
            network.lookAt(connection=found.connection)
        self._gone_to = found
        self._show_answer()

    def _to_next_use(self, neuron: int) -> None:
        document = self._session.document
        if document is None:
            return
        step = next_use(document.timing, neuron, self._player.position.step)
        if step is None:
            step = next_use(document.timing, neuron, 0)  # from the start again
        if step is not None:
            self._player.seek(step)

    def _search(self, query: object) -> None:
        document = self._session.document
        if document is None or not self.bar.isVisible():
            return
        self._found = find(str(query), document.timing)
        self._explore.hover(self._found.neuron)
        self._show_answer()

    def _search_again(self, _document: object = None) -> None:
        self._search(self.bar.query.text())

    def _show_answer(self) -> None:
        found = self._found
        if not found.something:
            go = ""
        elif found.neuron is None:
            go = "Go to it"
        else:
            go = "Next use" if self._gone_to is found else "Show"
        self.bar.setAnswer(found.text, go)
