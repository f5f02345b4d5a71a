"""What lies under the menus: side panel, tabs and messages.

It is painted empty first, then furnished with what is seen at first, and with the other tabs when that is ready to
play. Whatever is asked for earlier, by a key say, is made at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ioviz.gui.actions.actions import Actions
from ioviz.gui.session.context import AppContext
from ioviz.gui.toolkit.style import SIDE_WIDTH, style

if TYPE_CHECKING:
    from ioviz.gui.anneal.anneal_tab import AnnealTab
    from ioviz.gui.benchmark.benchmark_tab import BenchmarkTab
    from ioviz.gui.explore.explore_tab import ExploreTab
    from ioviz.gui.setup.side_panel import SidePanel
    from ioviz.gui.toolkit.message_bar import ActivityBar, MessageBar


class Tab(Enum):
    """The tabs, from left to right; each by the id of the action that shows it."""

    EXPLORE = "tab_explore"
    ANNEAL = "tab_anneal"
    BENCHMARK = "tab_benchmark"


@dataclass(frozen=True)
class _First:
    """What is furnished after the first paint."""

    side: SidePanel
    explore: ExploreTab
    message: MessageBar
    activity: ActivityBar
    strip: QFrame
    tabs: QTabBar
    pages: QStackedWidget


@dataclass(frozen=True)
class _OtherTabs:
    """What is furnished after the first frame."""

    anneal: AnnealTab
    benchmark: BenchmarkTab


class Workspace(QWidget):
    """Makes its parts when they are first asked for, each once."""

    painted = Signal()  # for the first time, and so the window
    furnished = Signal()  # side panel, Explore and messages are there
    completed = Signal()  # the other tabs are there

    def __init__(self, context: AppContext, actions: Actions) -> None:
        super().__init__()
        self._context, self._actions = context, actions
        self._first: _First | None = None
        self._others: _OtherTabs | None = None
        self._tabs: list[Tab] = []  # those that are there
        self._was_painted = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside the fields gives the keys back

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)
        if self._first is None:
            painter = QPainter(self)
            try:  # the side panel's place, so that nothing flashes when it comes
                painter.fillRect(QRect(0, 0, style().px(SIDE_WIDTH), self.height()), QColor(style().theme.surface))
            finally:
                painter.end()

    # -- parts -------------------------------------------------------------------------------------------

    @property
    def side(self) -> SidePanel:
        return self.furnish().side

    @property
    def explore(self) -> ExploreTab:
        return self.furnish().explore

    @property
    def message(self) -> MessageBar:
        return self.furnish().message

    @property
    def activity(self) -> ActivityBar:
        return self.furnish().activity

    @property
    def anneal(self) -> AnnealTab:
        return self.furnish_more().anneal

    @property
    def benchmark(self) -> BenchmarkTab:
        return self.furnish_more().benchmark

    def furnish(self) -> _First:
        """Make side panel, Explore and messages; the second time nothing happens."""
        if self._first is not None:
            return self._first
        from ioviz.gui.explore.explore_tab import ExploreTab
        from ioviz.gui.setup.side_panel import SidePanel
        from ioviz.gui.toolkit.message_bar import MessageStack

        context = self._context
        explore = ExploreTab(context.session, context.player, context.jobs, self._actions)
        side = SidePanel(self._actions)
        tabs = QTabBar()
        tabs.setExpanding(False)
        tabs.setDrawBase(False)
        tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tabs.setAccessibleName("Tabs")
        tabs.currentChanged.connect(self._tab_changed)
        pages = QStackedWidget()
        strip = QFrame()
        strip.setProperty("role", "strip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(4, 0, 0, 0)
        row.addWidget(tabs)
        row.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(strip)
        right.addWidget(pages, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(side)
        across.addLayout(right, 1)
        messages = MessageStack(self, side)
        style().changed.connect(messages.place)
        self._first = first = _First(side, explore, messages.message, messages.activity, strip, tabs, pages)
        self._add_tab(first, Tab.EXPLORE, explore)
        self.furnished.emit()
        return first

    def furnish_more(self) -> _OtherTabs:
        """Make the tabs beside Explore; the second time nothing happens."""
        if self._others is not None:
            return self._others
        first = self.furnish()
        from ioviz.gui.anneal.anneal_tab import AnnealTab
        from ioviz.gui.benchmark.benchmark_tab import BenchmarkTab

        session, jobs = self._context.session, self._context.jobs
        anneal = AnnealTab(session, jobs, self._actions)
        self._add_tab(first, Tab.ANNEAL, anneal)
        benchmark = BenchmarkTab(session, jobs, self._actions, anneal.runs.best_here)
        self._add_tab(first, Tab.BENCHMARK, benchmark)
        anneal.runs.handedOver.connect(lambda: self.show_tab(Tab.EXPLORE))
        anneal.runs.stateChanged.connect(benchmark.refresh_found)
        self._others = others = _OtherTabs(anneal, benchmark)
        self.completed.emit()
        return others

    def close_down(self) -> None:
        """The window closes: parts that were never asked for are not made."""
        if self._first is not None:
            self._first.message.clear()
        if self._others is not None:
            self._others.anneal.close_down()
            self._others.benchmark.close_down()

    # -- tabs --------------------------------------------------------------------------------------------

    @property
    def tab(self) -> Tab:
        """The tab that is shown."""
        return self._tabs[self.furnish().tabs.currentIndex()]

    @property
    def page(self) -> QWidget:
        """What the tab that is shown holds."""
        page = self.furnish().pages.currentWidget()
        assert page is not None  # Explore is there from the start
        return page

    def show_tab(self, tab: Tab) -> None:
        """Go to a tab."""
        self.furnish_more()
        self.furnish().tabs.setCurrentIndex(self._tabs.index(tab))

    def set_strip_visible(self, visible: bool) -> None:
        """Show or hide the tab bar; with several tabs it stays, since they have to be chosen."""
        self.furnish().strip.setVisible(visible or len(self._tabs) > 1)

    def _add_tab(self, first: _First, tab: Tab, page: QWidget) -> None:
        """A tab joins when it is built; there are no empty ones."""
        self._tabs.append(tab)
        first.pages.addWidget(page)
        first.tabs.addTab(tab.name.capitalize())

    def _tab_changed(self, index: int) -> None:
        self.furnish().pages.setCurrentIndex(index)
        self._actions.check(self._tabs[index].value, True)
