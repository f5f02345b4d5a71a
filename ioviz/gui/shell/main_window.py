"""The main window: menus, side panel, tabs, messages, and who is told what.

It is painted first with its menus only, then furnished; then everything heavy is imported in a thread, and the
first network opened.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QDragEnterEvent, QDropEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenuBar,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ioviz.core.errors import IovizError
from ioviz.gui.actions.actions import Actions, key_text
from ioviz.gui.actions.recent_files import FileMenus
from ioviz.gui.actions.table import BY_ID
from ioviz.gui.session.eviction_search import EvictionSearch
from ioviz.gui.session.jobs import Job, Jobs
from ioviz.gui.session.optimum_search import OptimumSearch
from ioviz.gui.session.player import Player
from ioviz.gui.session.preferences import Preferences
from ioviz.gui.session.session import Session
from ioviz.gui.shell.commands import TABS, Commands
from ioviz.gui.shell.warm_up import warm_up
from ioviz.gui.toolkit.style import SIDE_WIDTH, style
from ioviz.viewmodels.frame.playback import JUMPS

if TYPE_CHECKING:
    from ioviz.gui.anneal.anneal_tab import AnnealTab
    from ioviz.gui.benchmark.benchmark_tab import BenchmarkTab
    from ioviz.gui.explore.explore_tab import ExploreTab
    from ioviz.gui.setup.side_panel import SidePanel
    from ioviz.gui.toolkit.message_bar import ActivityBar, MessageBar

FIRST_SAMPLE = "digits"
_NOTHING_OPEN = "Open a network  (Ctrl+O),  or generate one  (Ctrl+N)"


class _Centre(QWidget):
    """What lies under the menus. Its first paint is that of the window."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.furnished = self._was_painted = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside the fields gives the keys back

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)
        if not self.furnished:
            painter = QPainter(self)
            try:  # the side panel's place, so that nothing flashes when it comes
                painter.fillRect(QRect(0, 0, style().px(SIDE_WIDTH), self.height()), QColor(style().theme.surface))
            finally:
                painter.end()


class MainWindow(QMainWindow):
    """One window, one document."""

    firstPainted = Signal()
    readyToPlay = Signal()

    side: SidePanel
    explore: ExploreTab
    anneal: AnnealTab
    benchmark: BenchmarkTab
    message: MessageBar
    activity: ActivityBar

    def __init__(self, preferences: Preferences | None = None) -> None:
        super().__init__()
        self.preferences = preferences or Preferences()
        self.jobs = Jobs(self)
        self.session = Session(self.jobs, self)
        self.player = Player(self)
        self.best_possible = OptimumSearch(self.session, self.jobs, self)
        self.best_evictions = EvictionSearch(self.session, self.jobs, self)
        self.commands = Commands(self)
        self.actions_ = Actions(self, self.commands.handlers())
        self.sheets: dict[str, QWidget] = {}  # dialogs that are open, by the action that opens them
        self._ready = False
        self._start_with: Callable[[], None] = self._open_first
        self._build()

    def __getattr__(self, name: str) -> Any:
        # Asked for before the first paint, by a key or a test: then they are made now.
        if name in ("side", "explore", "message", "activity", "tabs"):
            self.furnish()
            return self.__dict__[name]
        if name in ("anneal", "benchmark"):
            self.furnish_more()
            return self.__dict__[name]
        raise AttributeError(name)

    # -- start and end -----------------------------------------------------------------------------------

    def start_with(self, open_it: Callable[[], None]) -> None:
        """What to open when everything is imported; a sample otherwise."""
        self._start_with = open_it

    def _first_painted(self) -> None:
        self._centre.painted.disconnect(self._first_painted)
        self.firstPainted.emit()
        self.furnish()
        self.session.prepare(warm_up, self._start_with)
        self.actions_.tint()

    def _open_first(self) -> None:
        from ioviz.paths import sample_names

        names = sample_names()
        if names:
            self.session.open_sample(FIRST_SAMPLE if FIRST_SAMPLE in names else names[0])
        else:
            self.explore.set_waiting(_NOTHING_OPEN)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.player.close()
        self.best_evictions.close()
        if "explain" in self.commands.__dict__:
            self.commands.explain.close()
        if self._centre.furnished:
            self.message.clear()
        if "anneal" in self.__dict__:
            self.anneal.close_down()
            self.benchmark.close_down()
        self.preferences.geometry = self.saveGeometry()
        self.hide()  # what still computes may need a moment to stop; nobody has to watch it
        self.jobs.close()
        super().closeEvent(event)

    # -- build -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowTitle("ioviz")
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.menus = QMenuBar()
        self.actions_.fill(self.menus)
        self.files = FileMenus(self.actions_, self.session, self.preferences, self.menus)
        self.setMenuWidget(self._header())
        self._centre = _Centre()
        self._centre.painted.connect(self._first_painted)
        self.setCentralWidget(self._centre)
        self._centre.setFocus()
        self.actions_.check(f"theme_{style().choice}", True)
        for id in ("show_side", "show_memory", "show_timeline", "show_network"):
            self.actions_.check(id, True)
        if not self.preferences.geometry.isEmpty():
            self.restoreGeometry(self.preferences.geometry)

    def _header(self) -> QWidget:
        """The menus, and on their right what is used most while presenting."""
        search = QToolButton()
        search.setProperty("kind", "search")
        search.setText(f"Search commands   {key_text(BY_ID['commands'])}")
        search.setToolTip(self.actions_["commands"].toolTip())
        search.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        search.clicked.connect(self.actions_["commands"].trigger)
        header = QFrame()
        header.setProperty("role", "header")
        row = QHBoxLayout(header)
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(4)
        row.addWidget(self.menus, 1)
        row.addWidget(search)
        row.addSpacing(4)
        for id in ("undo", "redo", "theme_toggle", "presentation"):
            row.addWidget(self.actions_.button(id))
        return header

    def furnish(self) -> None:
        """Make side panel, tabs and messages; the second time nothing happens."""
        if self._centre.furnished:
            return
        self._centre.furnished = True
        from ioviz.gui.explore.explore_tab import ExploreTab
        from ioviz.gui.setup.side_panel import SidePanel
        from ioviz.gui.toolkit.message_bar import MessageStack

        self.explore = ExploreTab(self.session, self.player, self.jobs, self.actions_)
        self.side = SidePanel(self.actions_)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setAccessibleName("Tabs")
        self.pages = QStackedWidget()
        self.tabs.currentChanged.connect(self._tab_changed)
        self.add_tab("Explore", self.explore)
        self._strip = QFrame()
        self._strip.setProperty("role", "strip")
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(4, 0, 0, 0)
        strip.addWidget(self.tabs)
        strip.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._strip)
        right.addWidget(self.pages, 1)
        across = QHBoxLayout(self._centre)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.side)
        across.addLayout(right, 1)
        messages = MessageStack(self._centre, self.side)
        self.message, self.activity = messages.message, messages.activity
        style().changed.connect(messages.place)
        self._connect()

    def furnish_more(self) -> None:
        """Make the tabs beside Explore, when that is ready to play; the second time nothing happens."""
        if "anneal" in self.__dict__:
            return
        self.furnish()
        from ioviz.gui.anneal.anneal_tab import AnnealTab
        from ioviz.gui.benchmark.benchmark_tab import BenchmarkTab
        from ioviz.gui.shell.quiet_mode import QuietMode

        self.anneal = AnnealTab(self.session, self.jobs, self.actions_)
        self.add_tab("Anneal", self.anneal)
        self.anneal.runs.handedOver.connect(lambda: self.show_tab(0))
        self.benchmark = BenchmarkTab(self.session, self.jobs, self.actions_, self.anneal.runs.best_here)
        self.add_tab("Benchmark", self.benchmark)
        self.anneal.runs.stateChanged.connect(self.benchmark.refresh_found)
        self.benchmark.fileRequested.connect(self._ask_benchmark_network)
        self.quiet = QuietMode(self)

    def show_tab(self, index: int) -> None:
        """Go to a tab by its place."""
        self.furnish_more()
        self.tabs.setCurrentIndex(index)

    def show_result(self, path: Path) -> None:
        """Show results of a benchmark from a file."""
        self.commands.show_benchmark().open_result(path)

    def _ask_benchmark_network(self) -> None:
        from ioviz.gui.shell.dialogs import add_benchmark_network

        add_benchmark_network(self)

    def _tab_changed(self, index: int) -> None:
        self.pages.setCurrentIndex(index)
        self.actions_.check(TABS[index], True)

    def add_tab(self, title: str, page: QWidget) -> None:
        """A tab joins when it is built; there are no empty ones."""
        self.pages.addWidget(page)
        self.tabs.addTab(title)

    def set_strip_visible(self, visible: bool) -> None:
        """Show or hide the tabs; several stay, since people have to choose."""
        self._strip.setVisible(visible or self.tabs.count() > 1)

    def _connect(self) -> None:
        session, player, stack = self.session, self.player, self.session.undo_stack
        session.prepared.connect(self.explore.build_views)
        session.prepared.connect(lambda: self.commands.explain)  # once there are views to be explained
        session.wantedChanged.connect(self._show_intent)
        session.documentChanged.connect(self._show_document)
        session.failed.connect(self.show_error)
        session.noticed.connect(self.message.show_news)
        session.opened.connect(self.files.opened)
        session.importAsked.connect(self._ask_import)
        for changed in (stack.canUndoChanged, stack.canRedoChanged, stack.indexChanged):
            changed.connect(self._show_undo)
        player.unitChanged.connect(self._show_unit)
        player.nothingFound.connect(self._nothing_found)
        self.explore.frameShown.connect(self._frame_shown)
        self.readyToPlay.connect(session.rehearse)
        self.jobs.activityChanged.connect(self._show_activity)
        self.jobs.jobFailed.connect(self.show_error)
        self.activity.cancelRequested.connect(session.cancel)
        self.best_possible.changed.connect(self._show_best)
        self.best_evictions.changed.connect(self._show_evictions)
        self.side.memoryRequested.connect(self.commands.set_memory)
        self.side.policyRequested.connect(self.commands.set_policy)
        self.side.orderRequested.connect(self.commands.set_order)
        self.side.seedRequested.connect(self.commands.set_seed)

    def _ask_import(self, look: object) -> None:
        """A file of dense weights is opened: what is kept of them is asked first."""
        from ioviz.gui.shell.dialogs import show_import

        if self.session.document is None:
            self.explore.set_waiting(_NOTHING_OPEN)
        show_import(self, look)

    # -- what is shown -----------------------------------------------------------------------------------

    def show_error(self, error: BaseException) -> None:
        """An error of ours is a sentence in the bar; any other one is our mistake, and has a dialog."""
        from ioviz.gui.shell.dialogs import sentence_of

        if isinstance(error, (IovizError, OSError)):
            self.message.show_error(sentence_of(error))
        elif isinstance(error, MemoryError):
            self.message.show_error("There is not enough memory for this. What was open stays open.")
        else:
            from ioviz.gui.shell.crash import report

            report(type(error), error, error.__traceback__)
        if self.session.document is None:
            self.explore.set_waiting(_NOTHING_OPEN)

    def _show_intent(self, intent: Any) -> None:
        self.side.setIntent(intent)
        for kind, key in (("order", intent.order), ("policy", intent.policy)):
            id = f"{kind}_{key}"
            if id in BY_ID:
                self.actions_.check(id, True)

    def _show_document(self, document: Any) -> None:
        self.side.setDocument(document)
        self.setWindowTitle(f"{document.intent.title} – ioviz")
        self.actions_.set_state(ready=True, examples=document.network.examples is not None)
        self.message.clear()

    def _show_best(self, best: Any) -> None:
        self.side.setBestPossible(best)
        self.actions_.set_state(optimum=best is not None and best.schedule is not None)

    def _show_evictions(self, best: Any, searching: bool) -> None:
        self.side.setBestEvictions(best, searching)
        self.actions_.set_state(evictions=best is not None and best.schedule is not None)

    def _frame_shown(self, _frame: object) -> None:
        if not self._ready:
            self._ready = True
            self.readyToPlay.emit()
            QTimer.singleShot(0, self, self.furnish_more)

    def _show_undo(self, _state: object = None) -> None:
        stack = self.session.undo_stack
        self.actions_.set_state(undo=stack.canUndo(), redo=stack.canRedo())
        for id, text in (("undo", stack.undoText()), ("redo", stack.redoText())):
            self.actions_[id].setText(f"{BY_ID[id].text} {text}" if text else BY_ID[id].text)

    def _show_unit(self, unit: str) -> None:
        for each in ("io", "share"):
            self.actions_.check(f"step_by_{each}", unit == each)

    def _show_activity(self, job: Job | None) -> None:
        if job is None:
            self.activity.hide()
        else:
            self.activity.show_activity(job.title, job.progress, can_cancel=job.lane != "prepare")

    def _nothing_found(self, what: tuple[str, int]) -> None:
        kind, direction = what
        self.message.show_news(f"There is no {JUMPS[kind]} {'after' if direction > 0 else 'before'} this step.")

    # -- events ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, since Space plays; Escape gives the keys back to the window."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
        elif event.key() == Qt.Key.Key_Escape:
            if self.isFullScreen():
                self.actions_["full_screen"].trigger()
            else:
                self._centre.setFocus()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from ioviz.gui.shell.dialogs import open_any

        paths = _dropped(event)
        if paths:
            event.acceptProposedAction()
            open_any(self, paths[0])


def _dropped(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
