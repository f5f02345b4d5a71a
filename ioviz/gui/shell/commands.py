"""The object that callbacks of actions act on: the window's parts, and features made on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from ioviz.core.errors import memory_too_small
from ioviz.core.names import LEAST_MEMORY
from ioviz.gui.actions.actions import Actions
from ioviz.gui.session.context import AppContext
from ioviz.gui.session.eviction_search import EvictionSearch
from ioviz.gui.session.optimum_search import OptimumSearch
from ioviz.gui.shell.dialogs import SCHEDULES, Dialogs
from ioviz.gui.shell.workspace import Tab, Workspace, WorkspaceParts

if TYPE_CHECKING:
    from ioviz.gui.benchmark.benchmark_tab import BenchmarkTab
    from ioviz.gui.by_hand.challenge import ChallengePlay
    from ioviz.gui.by_hand.controller import ByHandController
    from ioviz.gui.by_hand.opponent import Opponent
    from ioviz.gui.by_hand.unsaved_moves import UnsavedMoves
    from ioviz.gui.compare.controller import CompareController
    from ioviz.gui.explain.controller import ExplainController
    from ioviz.gui.explore.explore_tab import ExploreTab
    from ioviz.gui.explore.find_controller import FindController
    from ioviz.gui.help.pages_panel import PagesPanel
    from ioviz.gui.shell.presentation import Presentation


class _ByHand(NamedTuple):
    """Schedules by hand, and the features that use them."""

    controller: ByHandController
    opponent: Opponent
    challenges: ChallengePlay
    unsaved: UnsavedMoves


class Commands(WorkspaceParts, QObject):
    """The window as its actions see it.

    Parameters
    ----------
    window : QMainWindow
        The window itself, for its state and focus.
    context : AppContext
        The objects that features share.
    actions : Actions
        All actions, for lists of them.
    workspace : Workspace
        Side panel and tabs.
    dialogs : Dialogs
        Opens dialogs.
    optimum, evictions : OptimumSearch, EvictionSearch
        The searches that run in the background.
    """

    def __init__(
        self,
        window: QMainWindow,
        context: AppContext,
        actions: Actions,
        workspace: Workspace,
        dialogs: Dialogs,
        *,
        optimum: OptimumSearch,
        evictions: EvictionSearch,
    ) -> None:
        super().__init__(window)
        self.window, self.context, self.actions = window, context, actions
        self.workspace, self.dialogs = workspace, dialogs
        self.optimum, self.evictions = optimum, evictions
        self.session, self.player = context.session, context.player
        self._explain: ExplainController | None = None
        self._was_maximized = False

    def close(self) -> None:
        """Stop features before the window closes."""
        if self._explain is not None:
            self._explain.close()

    # -- parts of the window -----------------------------------------------------------------------------

    def show_explore(self) -> ExploreTab:
        """Go to the Explore tab."""
        self.workspace.show_tab(Tab.EXPLORE)
        return self.explore

    def show_benchmark(self) -> BenchmarkTab:
        """Go to the Benchmark tab."""
        self.workspace.show_tab(Tab.BENCHMARK)
        return self.benchmark

    def show_columns(self) -> CompareController:
        """Go to the columns of Explore, with their sources of schedules set."""
        columns = self.show_explore().side_by_side
        columns.set_annealer(self.anneal.runs.best_here, self.anneal.runs.stateChanged)
        columns.ask_file = lambda then: self.dialogs.ask_file("Open schedule", SCHEDULES, then)
        return columns

    def set_full_screen(self, on: bool) -> None:
        """Show the window in full screen, or restore its size."""
        if on:
            self._was_maximized = self.window.isMaximized()
            self.window.showFullScreen()
        elif self._was_maximized:
            self.window.showMaximized()
        else:
            self.window.showNormal()

    # -- features ----------------------------------------------------------------------------------------

    @property
    def hand(self) -> ByHandController:
        """Schedules by hand."""
        return self._by_hand.controller

    @property
    def opponent(self) -> Opponent:
        """The program's board beside the user's."""
        return self._by_hand.opponent

    @property
    def challenges(self) -> ChallengePlay:
        """Challenges, played by hand."""
        return self._by_hand.challenges

    @cached_property
    def _by_hand(self) -> _ByHand:
        from ioviz.gui.by_hand.challenge import ChallengePlay
        from ioviz.gui.by_hand.controller import ByHandController
        from ioviz.gui.by_hand.opponent import Opponent
        from ioviz.gui.by_hand.unsaved_moves import UnsavedMoves

        hand = ByHandController(
            self.context,
            self.explore,
            optimum=self.optimum,
            evictions=self.evictions,
            best_annealed=lambda: self.anneal.runs.best_here(),
        )
        opponent = Opponent(self.context, self.explore, hand)
        unsaved = UnsavedMoves(self.session, hand)
        challenges = ChallengePlay(self.context, hand, self.show_explore, unsaved.forget)
        return _ByHand(hand, opponent, challenges, unsaved)

    @property
    def unsaved_moves(self) -> UnsavedMoves | None:
        """Moves by hand that are in no file; None if by hand was never used."""
        return self._by_hand.unsaved if "_by_hand" in self.__dict__ else None

    @property
    def explain(self) -> ExplainController:
        """The Explain column and the overlays; the views must be made before."""
        if self._explain is None:
            from ioviz.gui.explain.controller import ExplainController

            self._explain = ExplainController(self.context, self.explore)
        return self._explain

    @cached_property
    def presentation(self) -> Presentation:
        """The presentation mode."""
        from ioviz.gui.shell.presentation import Presentation

        return Presentation(self.workspace, self.actions, self)

    @cached_property
    def pages(self) -> PagesPanel:
        """The panel of help pages, beside the tabs."""
        from ioviz.gui.help.pages_panel import PagesPanel

        panel = PagesPanel(self.actions)
        self.workspace.dock(panel)
        return panel

    def show_page(self, book: str, index: int | None = None) -> None:
        """Show a page of a book."""
        self.pages.show_page(book, index)

    def close_page(self) -> bool:
        """Close the panel of help pages; return whether it was open."""
        shown = "pages" in self.__dict__ and not self.pages.isHidden()  # not made for this
        if shown:
            self.pages.close_page()
        return shown

    @cached_property
    def find(self) -> FindController:
        """The find bar of Explore."""
        from ioviz.gui.explore.find_controller import FindController

        return FindController(self.explore, self.session, self.player)

    # -- machine and schedule ----------------------------------------------------------------------------

    def set_memory(self, memory: int) -> None:
        """Set M; one that is too small is refused with the reason."""
        if memory < LEAST_MEMORY:
            self.context.show_error(memory_too_small(memory))
            return
        self.session.change("memory", memory=memory, merge="memory")

    def set_policy(self, policy: str) -> None:
        self.session.change("policy", policy=policy)

    def set_order(self, order: str) -> None:
        self.session.change("order", order=order)

    def set_seed(self, seed: int) -> None:
        self.session.change("seed", seed=seed, merge="seed")
