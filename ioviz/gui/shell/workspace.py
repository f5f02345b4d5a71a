"""The area below the menus: side panel, tabs and messages.

It is painted empty first; then the parts that are visible at first are built, and the other tabs once Explore is
ready to play. A part that is needed earlier, by a key for example, is built at once.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ioviz.gui.actions.actions import Actions
from ioviz.gui.session.context import AppContext
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.toolkit.style import SIDE_WIDTH, style

if TYPE_CHECKING:
    from ioviz.gui.anneal.anneal_tab import AnnealTab
    from ioviz.gui.benchmark.benchmark_tab import BenchmarkTab
    from ioviz.gui.explore.explore_tab import ExploreTab
    from ioviz.gui.setup.side_panel import SidePanel
    from ioviz.gui.shell.caption import Caption
    from ioviz.gui.toolkit.message_bar import ActivityBar, MessageBar


_NARROW, _DOCKED_WIDTH = 1240, 288  # pixels at 100 %: in a narrower window a docked panel is below the side panel
_SIDE_SHARE, _DOCKED_SHARE = 11, 9  # of the height they share


class Tab(Enum):
    """The tabs, from left to right; each by the id of the action that shows it."""

    EXPLORE = "tab_explore"
    ANNEAL = "tab_anneal"
    BENCHMARK = "tab_benchmark"


class _Parts(NamedTuple):
    """The parts that are built after the first paint."""

    side: SidePanel
    explore: ExploreTab
    message: MessageBar
    activity: ActivityBar
    strip: QFrame
    tabs: QTabBar
    pages: QStackedWidget


class _OtherTabs(NamedTuple):
    """The tabs that are built after the first frame."""

    anneal: AnnealTab
    benchmark: BenchmarkTab


class Workspace(QWidget):
    """Builds its parts on first use."""

    painted = Signal()  # for the first time
    partsBuilt = Signal()  # side panel, Explore and messages
    tabsBuilt = Signal()  # the other tabs

    def __init__(self, context: AppContext, actions: Actions) -> None:
        super().__init__()
        self._context, self._actions = context, actions
        self._parts: _Parts | None = None
        self._others: _OtherTabs | None = None
        self._tabs: list[Tab] = []  # in the order of the tab bar
        self._was_painted = False
        self._caption: Caption | None = None
        self._docked: QWidget | None = None
        self._column = QVBoxLayout()  # the side panel, and perhaps a docked panel below it
        self._column.setSpacing(0)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        style().changed.connect(self._place_docked)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside the fields returns the focus

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)
        if self._parts is None:
            with painting(self) as painter:  # the background of the side panel, so that nothing flashes
                painter.fillRect(QRect(0, 0, style().px(SIDE_WIDTH), self.height()), QColor(style().theme.surface))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_docked()

    def dock(self, panel: QWidget) -> None:
        """Add a panel that covers nothing: on the right, or in a narrow window below the side panel, which scrolls."""
        self.build_parts()
        panel.hide()
        self._docked = panel
        self._place_docked()

    def _place_docked(self) -> None:
        panel = self._docked
        if panel is None:
            return
        narrow = self.width() < style().px(_NARROW)
        panel.setFixedWidth(style().px(SIDE_WIDTH if narrow else _DOCKED_WIDTH))
        place = self._column if narrow else self._box
        if place.indexOf(panel) < 0:
            (self._box if narrow else self._column).removeWidget(panel)
            place.addWidget(panel, _DOCKED_SHARE if narrow else 0)

    # -- parts -------------------------------------------------------------------------------------------

    @property
    def side(self) -> SidePanel:
        return self.build_parts().side

    @property
    def explore(self) -> ExploreTab:
        return self.build_parts().explore

    @property
    def message(self) -> MessageBar:
        return self.build_parts().message

    @property
    def activity(self) -> ActivityBar:
        return self.build_parts().activity

    @property
    def anneal(self) -> AnnealTab:
        return self.build_tabs().anneal

    @property
    def benchmark(self) -> BenchmarkTab:
        return self.build_tabs().benchmark

    def build_parts(self) -> _Parts:
        """Build side panel, Explore and messages, if they are not built yet."""
        if self._parts is not None:
            return self._parts
        from ioviz.gui.explore.explore_tab import ExploreTab
        from ioviz.gui.setup.side_panel import SidePanel
        from ioviz.gui.toolkit.containers import scrolled
        from ioviz.gui.toolkit.message_bar import MessageStack

        context = self._context
        explore = ExploreTab(context.session, context.player, context.jobs, self._actions)
        side = SidePanel(self._actions)
        tabs = QTabBar()
        tabs.setExpanding(False)
        tabs.setDrawBase(False)
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
        self._above = right  # the caption comes between
        right.addWidget(pages, 1)
        main = QWidget()
        self._box.addWidget(main, 1)
        across = QHBoxLayout(main)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._column.addWidget(side, _SIDE_SHARE)
        across.addLayout(self._column)
        across.addLayout(right, 1)
        messages = MessageStack(main, side)
        style().changed.connect(messages.place)
        self._parts = parts = _Parts(side, explore, messages.message, messages.activity, strip, tabs, pages)
        self._add_tab(parts, Tab.EXPLORE, scrolled(explore, horizontally=True))
        self.partsBuilt.emit()
        return parts

    def build_tabs(self) -> _OtherTabs:
        """Build the other tabs, if they are not built yet."""
        if self._others is not None:
            return self._others
        parts = self.build_parts()
        from ioviz.gui.anneal.anneal_tab import AnnealTab
        from ioviz.gui.benchmark.benchmark_tab import BenchmarkTab

        session, jobs = self._context.session, self._context.jobs
        anneal = AnnealTab(session, jobs, self._actions)
        self._add_tab(parts, Tab.ANNEAL, anneal)
        benchmark = BenchmarkTab(session, jobs, self._actions, anneal.runs.best_here)
        self._add_tab(parts, Tab.BENCHMARK, benchmark)
        anneal.runs.handedOver.connect(lambda: self.show_tab(Tab.EXPLORE))
        anneal.runs.stateChanged.connect(benchmark.refresh_found)
        self._others = others = _OtherTabs(anneal, benchmark)
        self.tabsBuilt.emit()
        return others

    def close_down(self) -> None:
        """Stop the parts that are built, before the window closes."""
        if self._parts is not None:
            self._parts.message.clear()
            self._parts.explore.close_down()
        if self._others is not None:
            self._others.anneal.close_down()
            self._others.benchmark.close_down()

    def clean_up(self) -> None:
        """Delete what was removed from the lists, once nothing is saved any more."""
        if self._others is not None:
            self._others.anneal.runs.clean_up()
            self._others.benchmark.results.clean_up()

    # -- tabs --------------------------------------------------------------------------------------------

    @property
    def tab(self) -> Tab:
        """The current tab."""
        return self._tabs[self.build_parts().tabs.currentIndex()]

    @property
    def page(self) -> QWidget:
        """The page of the current tab."""
        if self.tab is Tab.EXPLORE:
            return self.explore  # its scroll area is no part of it
        page = self.build_parts().pages.currentWidget()
        assert page is not None  # Explore is always there
        return page

    def show_tab(self, tab: Tab) -> None:
        """Go to a tab."""
        self.build_tabs()
        self.build_parts().tabs.setCurrentIndex(self._tabs.index(tab))

    def set_caption_visible(self, visible: bool) -> None:
        """Show or hide the line above the page of a tab that says what is shown."""
        if self._caption is None and visible:
            from ioviz.gui.shell.caption import Caption

            self._caption = Caption()
            self._above.insertWidget(1, self._caption)
            parts, others = self.build_parts(), self.build_tabs()
            for changed in (
                self._context.session.documentChanged,
                parts.explore.frameShown,
                parts.tabs.currentChanged,
                others.anneal.runs.stateChanged,
                others.anneal.itemShown,
                others.benchmark.results.stateChanged,
                others.benchmark.itemShown,
            ):
                changed.connect(self._write_caption)
        if self._caption is not None:
            self._caption.setVisible(visible)
            self._write_caption()

    def _write_caption(self, *_: object) -> None:
        """Say what the page of the current tab shows."""
        if self._caption is None or self._caption.isHidden():
            return
        from ioviz.gui.shell.caption import document_texts

        document = self._context.session.document
        explored = document_texts(document, self.explore.frame) if document is not None else ("",)
        captions = {Tab.ANNEAL: self.anneal.caption, Tab.BENCHMARK: self.benchmark.caption}
        own = captions[self.tab]() if self.tab in captions else ()
        self._caption.setTexts(*(own or explored))

    def _add_tab(self, parts: _Parts, tab: Tab, page: QWidget) -> None:
        """Add a tab that has been built."""
        self._tabs.append(tab)
        parts.pages.addWidget(page)
        parts.tabs.addTab(tab.name.capitalize())

    def _tab_changed(self, index: int) -> None:
        self.build_parts().pages.setCurrentIndex(index)
        self._actions.check(self._tabs[index].value, True)


class WorkspaceParts:
    """The parts of a workspace as properties of what holds it; they are built on first access."""

    workspace: Workspace

    @property
    def side(self) -> SidePanel:
        return self.workspace.side

    @property
    def explore(self) -> ExploreTab:
        return self.workspace.explore

    @property
    def anneal(self) -> AnnealTab:
        return self.workspace.anneal

    @property
    def benchmark(self) -> BenchmarkTab:
        return self.workspace.benchmark

    @property
    def message(self) -> MessageBar:
        return self.workspace.message
