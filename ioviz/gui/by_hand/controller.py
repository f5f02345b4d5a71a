"""Controller of schedules by hand: clicks and keys become moves, which may ask which neuron to evict.

A move requests another schedule from the session, so that Undo works as for any other change; the player then goes to
the step after it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from ioviz.gui.by_hand.best_feed import BestFeed
from ioviz.gui.by_hand.eviction_question import EvictionQuestion
from ioviz.gui.by_hand.hand_bar import HandBar
from ioviz.gui.by_hand.marks import HandMarks
from ioviz.gui.by_hand.order_panel import CompactMode, OrderPanel
from ioviz.gui.by_hand.pending_moves import PendingMoves
from ioviz.gui.by_hand.work import MoveWork
from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.session.context import AppContext
from ioviz.gui.session.eviction_search import EvictionSearch
from ioviz.gui.session.optimum_search import OptimumSearch
from ioviz.viewmodels.by_hand import moves as hands
from ioviz.viewmodels.by_hand.hints import Hint, next_hint
from ioviz.viewmodels.by_hand.texts import END_TEXTS, WHAT_TO_DO, hand_progress, progress_texts
from ioviz.viewmodels.frame.names import connection_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Document


class ByHandController(QObject):
    """Connects the bar, the marks, the order and the eviction question.

    `best_annealed` returns a function that loads the best annealed schedule of the open network, or None.
    """

    bestChanged = Signal()  # the best known schedule may have changed
    switched = Signal(bool)
    moved = Signal(object)  # the Schedule after a move, once it is shown

    def __init__(
        self,
        context: AppContext,
        explore: ExploreTab,
        *,
        optimum: OptimumSearch,
        evictions: EvictionSearch,
        best_annealed: Callable[[], Callable[[], Schedule] | None],
    ) -> None:
        super().__init__(explore)
        self._session, self._player, self._actions = context.session, context.player, context.actions
        self._show_news, self._explore = context.show_news, explore
        self._optimum, self._best_annealed = optimum, best_annealed
        self.on = False
        self.eviction = hands.ASK  # or a policy
        self.refuse: Callable[[Document, int], str] = lambda _document, _step: ""  # why no move is allowed at a step
        self._document: Document | None = None
        self._step = -1  # of the marked ready connections
        self._moves = PendingMoves(self._session, self._player)
        self._work = MoveWork(context.jobs, context.show_error, self)
        feed = BestFeed(self._session, optimum, evictions, self)
        self.best = feed.known
        self._possible: dict[str, bool] = {}
        self.may_finish = True  # whether the program may finish for the user
        self.end_texts: Callable[[Schedule], tuple[str, ...]] = lambda _schedule: END_TEXTS  # once all is processed

        self.bar = HandBar(self._actions)
        self.bar.hide()
        self.marks = HandMarks()
        self._compact = CompactMode(explore, self._actions)
        self.order = OrderPanel(explore, context.jobs, self)
        self.order.moveRequested.connect(self._move_to)
        self.question = EvictionQuestion(explore, self)
        self._explore.add_bar(self.bar)

        self.bar.evictionChosen.connect(self.choose_eviction)
        self.question.answered.connect(self._answered)
        self.question.cancelled.connect(self.back)
        self.bar.processRequested.connect(self.process_chosen)
        self._player.playingChanged.connect(self._playing_changed)
        self._session.documentChanged.connect(self._take)
        self._session.failed.connect(lambda _error: self._moves.forget())
        self._explore.frameShown.connect(self._show_frame)
        feed.changed.connect(self._best_changed)
        self._explore.side_by_side.switched.connect(self._columns_switched)
        network = self._explore.views.network
        network.connectionClicked.connect(self._connection_clicked)
        network.neuronClicked.connect(self._neuron_clicked)
        if self._session.document is not None:
            self._take(self._session.document)

    # -- the switch --------------------------------------------------------------------------------------

    def set_on(self, on: bool) -> None:
        """Start or end scheduling by hand; the schedule stays as it is."""
        document = self._session.document
        if on and document is not None and not hands.by_hand_possible(document.network):
            self._show_news(hands.too_large_text(document.network))
            on = False
        if on and self._explore.side_by_side.on:
            self._actions["side_by_side"].trigger()
        self.on = on
        self._actions.check("by_hand", on)
        if on:
            self._player.pause()
            self._player.seek(self._player.position.step)
        self._compact.set_on(on)
        self.bar.setVisible(on)
        self._drop_question()
        self._show_order()
        self._explore.views.network.setMarks(self.marks if on else None)
        self._step = -1
        self._update_actions()
        if on and document is not None:
            self._work.evaluate_annealed(self._best_annealed(), document, self.best.offer)
            self._explore.views.network.setFocus(Qt.FocusReason.OtherFocusReason)
            self._refresh()

    def _columns_switched(self, on: bool) -> None:
        if on and self.on:
            self.set_on(False)

    # -- moves -------------------------------------------------------------------------------------------

    def choose_eviction(self, choice: str) -> None:
        """Set the eviction choice: "ask" or a policy."""
        self.eviction = choice
        self.bar.setEviction(choice)
        if self.question.open is not None and choice != hands.ASK:
            connection = self.question.open.connection
            self._drop_question()
            self.process_one(connection)

    @property
    def busy(self) -> bool:
        """Whether a move is being made."""
        return self._moves.any or self._work.busy

    @property
    def policy(self) -> str:
        """The policy of the planned steps."""
        return "min" if self.eviction == hands.ASK else self.eviction

    def process_chosen(self) -> None:
        """Process the connection chosen by the keys."""
        if self.marks.chosen is not None:
            self.process_one(self.marks.chosen)

    def process_one(self, connection: int) -> None:
        """Process a ready connection, after asking which neuron to evict if needed."""
        document = self._document
        if not self.on or document is None:
            return
        if self.busy:
            self._moves.queue(connection)
            return
        refused = self.refuse(document, self._player.position.step)
        if refused:
            self._show_news(refused)
            return
        self._drop_question()
        if self.eviction == hands.ASK:
            self._ask(connection, ())
        else:
            self._move(connection, None)

    def back(self) -> None:
        """Cancel the question, or the choice of a source."""
        if self.question.open is not None:
            self._drop_question()
            self._refresh()
        elif self.marks.source is not None:
            self._step = -1
            self._refresh()

    def finish(self) -> None:
        """Process the remaining connections as planned, with evictions by the policy."""
        document = self._document
        if document is None or self.busy:
            return
        trace, step, policy = document.trace, self._player.position.step, self.policy
        self._drop_question()
        self._compute(lambda: hands.finish(trace, step, policy), trace.n_steps, "finish for me")

    def shift(self, by: int) -> None:
        """Choose the next or previous ready connection."""
        if self._document is None or not self.on:
            return
        connection = self.marks.neighbour(self._document.placement, by)
        if connection is not None:
            self._choose(connection)

    def hint(self) -> None:
        """Show the next move of the best known schedule, and which one that is."""
        document = self._document
        if document is None or self.busy:
            return
        trace, step, question, ready = document.trace, self._player.position.step, self.question.open, self.marks.ready
        best = self.best.of(document.network, document.intent.memory)

        def done(found: Hint | None) -> None:
            if found is None or question is not self.question.open or step != self._player.position.step:
                return
            if question is not None:
                self.question.view.mark(found.neuron)
            else:
                self.marks.source, self.marks.hinted = None, found.connection
                self._choose(found.connection)
            self.bar.setNews(*found.texts)
            self._explore.views.network.update()

        self._work.run(trace, lambda: next_hint(trace, step, best, ready, question), done)

    def show_order(self, on: bool) -> None:
        """Show or hide the order as a list."""
        self.order.wanted = on
        self._show_order()

    def _show_order(self) -> None:
        self._actions.check("hand_order", self.order.wanted)
        self.order.policy = self.policy
        hidden = self.question.open is not None and self._explore.is_narrow
        if hidden or self.question.open is None:
            self.switched.emit(self.on)
        self.order.show(self._document, self._player.position.step, self.on and not hidden)

    def _move_to(self, move: tuple[int, int]) -> None:
        """Move a connection to another position in the order."""
        document = self._document
        if document is None or self.busy:
            return
        trace, policy = document.trace, self.policy
        self._compute(lambda: hands.moved(trace, *move, policy), self._player.position.step, "order of connections")

    def _ask(self, connection: int, evicted: tuple[int, ...]) -> None:
        assert self._document is not None
        trace, step, policy = self._document.trace, self._player.position.step, self.policy

        def done(question: hands.Question | None) -> None:
            if question is None:
                self._move(connection, evicted)
            elif self.on and self._player.position.step == step:
                self._open(question)

        self._work.run(trace, lambda: hands.ask(trace, step, connection, evicted, policy), done)

    def _open(self, question: hands.Question) -> None:
        assert self._document is not None
        connection = question.connection
        self._choose(connection)
        self.question.ask(question, connection_name(self._document.network, connection))
        self._show_order()
        self.bar.setNews(f"No slot for neuron {numbers.count(question.neuron)}: choose which to evict, or press Esc.")
        self._update_actions()

    def _answered(self, answer: tuple[int, tuple[int, ...]]) -> None:
        self._drop_question()
        self._ask(*answer)

    def _move(self, connection: int, evicted: tuple[int, ...] | None) -> None:
        document = self._document
        assert document is not None
        trace, step, policy = document.trace, self._player.position.step, self.policy
        name = connection_name(document.network, connection)
        self._compute(lambda: hands.move(trace, step, connection, evicted, policy), step + 1, name)

    def _compute(self, work: Callable[[], Schedule], step: int, text: str) -> None:
        """Compute another schedule, and show it at a step."""
        document = self._document
        assert document is not None
        self._work.run(document.trace, work, lambda schedule: self._moves.request(document, schedule, step, text))

    # -- updates -----------------------------------------------------------------------------------------

    def _take(self, document: Document) -> None:
        if self._document is None or document.network is not self._document.network:
            self._moves.clear_queue()
            self.bar.setWidest(hands.widest_name(document.network))
        self._document = document
        self._work.cancel()
        self._show_facts()
        self._drop_question()
        self.marks.source = None
        if self.on and not hands.by_hand_possible(document.network):
            self.set_on(False)
            return
        arrived = self._moves.take(document)
        self._step = -1
        if self.on:
            at = self._moves.step_of(document)
            if at is not None:
                self._player.seek(at)
            if arrived:
                self.moved.emit(document.schedule)
            self._show_order()
            self._refresh()  # now, as the next frame must not close a question of a queued move
            queued = self._moves.next()
            if queued is not None and queued in self.marks.ready:
                self.process_one(queued)

    def _best_changed(self) -> None:
        self._show_facts()
        self.bestChanged.emit()

    def _show_frame(self, _frame: object) -> None:
        if self.on:
            self._refresh()

    def _playing_changed(self, playing: bool) -> None:
        self._step = -1
        self._show_frame(playing)

    # -- what is shown -----------------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Show the marks and texts of the current step."""
        document = self._document
        if document is None:
            return
        step = self._player.position.step
        if step != self._step:
            self._step = step
            self._drop_question()
            playing = self._player.playing
            ready = np.empty(0, np.int32)
            if not playing:
                ready = document.timing.ready_connections(step, hands.MOST_CONNECTIONS)
            self.marks.ready, self.marks.hinted, self.marks.source = ready, None, None
            self.marks.chosen = int(ready[0]) if ready.size else None
            self.bar.setNews(*(WHAT_TO_DO if ready.size else () if playing else self.end_texts(document.schedule)))
            self.order.set_step(step)
        self._choose(self.marks.chosen)
        self._show_facts()
        self._update_actions()

    def _choose(self, connection: int | None) -> None:
        self.marks.chosen = connection
        document = self._document
        if document is None or connection is None:
            self.bar.setConnection("–")
        else:
            name = connection_name(document.network, connection)
            self.bar.setConnection(f"{name}  {self.marks.position_text(document.placement)}")
        self._explore.views.network.update()

    def _show_facts(self) -> None:
        document = self._document
        if document is None or not self.on:
            return
        known = self.best.of(document.network, document.intent.memory).ios
        at = hand_progress(document, self._player.position.step, known, self._optimum.shown)
        self.bar.setFacts(*progress_texts(at))

    def _update_actions(self) -> None:
        asking = self.question.open is not None
        more = bool(self.marks.ready.size) and self.on
        opened = asking or (self.on and self.marks.source is not None)
        state = {"hand": self.on, "hand_ready": more and not asking, "hand_more": more, "hand_open": opened}
        state["hand_rest"] = more and self.may_finish
        if state != self._possible:
            self._possible = state
            self._actions.set_state(**state)

    def _drop_question(self) -> None:
        if self.question.close():
            self._show_order()
            if self.on:
                self._explore.views.network.setFocus(Qt.FocusReason.OtherFocusReason)
            self._update_actions()

    # -- user actions ------------------------------------------------------------------------------------

    def _connection_clicked(self, connection: int) -> None:
        if self.on and connection in self.marks.ready:
            self.process_one(connection)

    def _neuron_clicked(self, neuron: int) -> None:
        """Choose a source, then a target."""
        document = self._document
        if not self.on or document is None or self.question.open is not None:
            return
        between = hands.ready_between(document.network, self.marks.ready, self.marks.source, neuron)
        if self.marks.source is not None and between is not None:
            self.process_one(between)
            return
        going = hands.ready_between(document.network, self.marks.ready, neuron)
        self.marks.source = neuron if going is not None and neuron != self.marks.source else None
        if self.marks.source is not None:
            self._choose(going)
            self.bar.setNews(f"From neuron {numbers.count(neuron)}: click the target or the connection.")
        else:
            self._step = -1
            self._refresh()
        self._update_actions()
