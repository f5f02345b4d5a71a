"""Playing a challenge: its network is scheduled by hand from the start, and the result earns stars."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ioviz.core.errors import IovizError
from ioviz.gui.by_hand.challenge_bar import ChallengeBar
from ioviz.gui.by_hand.controller import ByHandController
from ioviz.gui.session.context import AppContext
from ioviz.paths import data_folder, resource_folder
from ioviz.viewmodels.by_hand.challenges import Challenge, ChallengeProgress, challenges, outcome
from ioviz.viewmodels.by_hand.texts import END_TEXTS
from ioviz.viewmodels.document.provenance import made_by_hand

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Document


class ChallengePlay(QObject):
    """At most one challenge at a time; it ends when another network is opened.

    `show_explore` shows the tab in which challenges are played; `discard` is called when its moves need not be kept.
    """

    progressed = Signal()  # a new best

    def __init__(
        self,
        context: AppContext,
        hand: ByHandController,
        show_explore: Callable[[], object],
        discard: Callable[[], object],
    ) -> None:
        super().__init__(hand)
        self._discard = discard
        self._session, self._player, self._jobs = context.session, context.player, context.jobs
        self._show_news, self._show_explore, self._hand = context.show_news, show_explore, hand
        self.all = challenges(resource_folder() / "challenges")
        self.progress = ChallengeProgress.load(data_folder() / "challenges.json")
        self.challenge: Challenge | None = None
        self._network: Network | None = None
        self._outcome: tuple[Schedule, str] | None = None  # of the schedule that was finished last
        self.bar = ChallengeBar()
        self.bar.hide()
        hand.bar.addGroup(self.bar)
        self.bar.againRequested.connect(self.again)
        self.bar.nextRequested.connect(self.next)
        self.bar.listRequested.connect(context.actions["challenges"].trigger)
        hand.moved.connect(self._moved)
        hand.refuse = self._refusal
        hand.end_texts = self._end_texts
        self._session.documentChanged.connect(self._take)

    def start(self, challenge: Challenge) -> None:
        """Open the network of a challenge, at its M, before the first connection."""
        if not self._session.asks_before(lambda: self._start(challenge)):
            self._start(challenge)

    def _start(self, challenge: Challenge) -> None:
        def work() -> Network:
            from ioviz.core.formats import read_network

            return read_network(challenge.path).network

        def done(network: Network) -> None:
            self.challenge, self._network = challenge, network
            self._show_explore()
            self._session.open_network(
                network, f"Challenge: {challenge.title}", memory=challenge.memory, policy="min", order="layer"
            )

        self._jobs.start("load", work, title="Opening a challenge", done=done)

    def again(self) -> None:
        if self.challenge is not None:
            self._discard()
            self._start(self.challenge)

    def next(self) -> None:
        if self.challenge is not None and self.challenge.number < len(self.all):
            self._discard()
            self._start(self.all[self.challenge.number])

    def _take(self, document: Document) -> None:
        challenge = self.challenge
        if challenge is None:
            return
        if document.network is not self._network:
            if self._session.wanted is not None and self._session.wanted.network is self._network:
                return  # the document before the challenge's
            self.challenge = None
            self.bar.hide()
            self._hand.may_finish = True
            return
        if not self.bar.isVisibleTo(self._hand.bar) or not self._hand.on:
            self._hand.may_finish = False
            self._hand.choose_eviction("ask")
            self._player.to_start()
            self._hand.set_on(True)
        self._show(challenge)

    def _show(self, challenge: Challenge) -> None:
        stars = challenge.stars(self.progress.best.get(challenge.key))
        self.bar.setChallenge(challenge, stars, len(self.all))
        self.bar.show()

    def _refusal(self, document: Document, step: int) -> str:
        """Why a move does not count: every connection is the user's, at the M of the challenge."""
        challenge = self.challenge
        if challenge is None or document.network is not self._network:
            return ""
        if document.intent.memory != challenge.memory:
            return f"The challenge is at M = {challenge.memory}."
        if step > made_by_hand(document.schedule):
            return "In a challenge every connection is yours: go back to your last step."
        return ""

    def _end_texts(self, schedule: Schedule) -> tuple[str, ...]:
        """Return the outcome if it is that of this schedule."""
        outcome = self._outcome
        return (outcome[1],) if outcome is not None and outcome[0] is schedule else END_TEXTS

    def _moved(self, schedule: Schedule) -> None:
        challenge, document = self.challenge, self._session.document
        if challenge is None or document is None or document.network is not self._network:
            return
        if made_by_hand(schedule) < schedule.order.size:
            return
        self._discard()  # what counts is recorded
        ios = document.trace.counts.ios
        text = outcome(challenge, ios, self.progress.best.get(challenge.key))
        try:
            if self.progress.record(challenge, ios):
                self.progressed.emit()
        except (OSError, IovizError) as error:
            text += f" It could not be saved: {error}"
        self._show(challenge)
        self._outcome = schedule, text
        self._hand.bar.setNews(text)
        self._show_news(text)
