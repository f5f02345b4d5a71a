"""Find: ties the find bar to the views and the player."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.explore.find_bar import FindBar
from ioviz.gui.session.player import Player
from ioviz.gui.session.session import Session
from ioviz.viewmodels.network.find import Found, find, next_use


class FindController(QObject):
    """One for an Explore tab; the bar appears when it is first asked for."""

    def __init__(self, explore: ExploreTab, session: Session, player: Player) -> None:
        super().__init__(explore)
        self._explore, self._session, self._player = explore, session, player
        self._found = Found("")
        self._gone_to: Found | None = None
        self.bar = FindBar()
        explore.add_bar(self.bar)
        self.bar.wordsChanged.connect(self._look)
        self.bar.goRequested.connect(self.go)
        self.bar.closeRequested.connect(self.close)
        session.documentChanged.connect(self._look_again)

    def open(self) -> None:
        """Show the bar, with what was typed last."""
        self.bar.show()
        self._explore.make_room(True)
        self.bar.words.setFocus()
        self.bar.words.selectAll()
        self._look_again()

    def close(self) -> None:
        """Hide the bar; the keys go to the network again."""
        self.bar.hide()
        self._explore.make_room(False)
        self._explore.hover(None)
        self._explore.views.network.setFocus()

    def go(self) -> None:
        """Go to what was found; with a neuron that is seen already, to its next use."""
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
        self._say()

    def _to_next_use(self, neuron: int) -> None:
        document = self._session.document
        if document is None:
            return
        step = next_use(document.timing, neuron, self._player.position.step)
        if step is None:
            step = next_use(document.timing, neuron, 0)  # from the start again
        if step is not None:
            self._player.seek(step)

    def _look(self, words: object) -> None:
        document = self._session.document
        if document is None or not self.bar.isVisible():
            return
        self._found = find(str(words), document.timing)
        self._explore.hover(self._found.neuron)
        self._say()

    def _look_again(self, _document: object = None) -> None:
        self._look(self.bar.words.text())

    def _say(self) -> None:
        found = self._found
        if not found.something:
            go = ""
        elif found.neuron is None:
            go = "Go there"
        else:
            go = "Next use" if self._gone_to is found else "Show"
        self.bar.setAnswer(found.text, go)
