"""The main window: menus and header, start-up, and the connections between its parts.

It is painted first with its menus only, then its parts are built; then everything else is imported in a thread, and
the first network opened.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QMainWindow, QMenuBar, QToolButton, QWidget

from ioviz.core.errors import IovizError, memory_too_small
from ioviz.gui.actions.actions import Actions, key_text
from ioviz.gui.actions.recent_files import RecentFilesMenu
from ioviz.gui.session.context import AppContext
from ioviz.gui.session.eviction_search import EvictionSearch
from ioviz.gui.session.jobs import Job, Jobs
from ioviz.gui.session.optimum_search import OptimumSearch
from ioviz.gui.session.player import Player
from ioviz.gui.session.preferences import Preferences
from ioviz.gui.session.session import DOCUMENT_LANE, LOAD_LANE, Session
from ioviz.gui.shell.action_table import ACTIONS, MENUS
from ioviz.gui.shell.commands import Commands
from ioviz.gui.shell.dialogs import NETWORKS, Dialogs
from ioviz.gui.shell.file_actions import open_any
from ioviz.gui.shell.leaving import Leaving
from ioviz.gui.shell.warm_up import warm_up
from ioviz.gui.shell.workspace import Workspace, WorkspaceParts
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.frame.playback import JUMPS

if TYPE_CHECKING:
    from ioviz.core.formats import FileLook
    from ioviz.viewmodels.document.document import Intent

FIRST_SAMPLE = "digits"
# Jobs that stop when they are cancelled and leave nothing half done; of others only the progress is shown.
_CANCELLABLE = (LOAD_LANE, DOCUMENT_LANE, "numbers", "report", "side-schedule")
_NOTHING_OPEN = "Open a network  (Ctrl+O),  or generate one  (Ctrl+N)"


class MainWindow(WorkspaceParts, QMainWindow):
    """One window, one document."""

    firstPainted = Signal()
    readyToPlay = Signal()

    def __init__(self, preferences: Preferences | None = None) -> None:
        super().__init__()
        self.preferences = preferences or Preferences()
        self.jobs = Jobs(self)
        self.session = Session(self.jobs, self)
        self.player = Player(self)
        self.optimum_search = OptimumSearch(self.session, self.jobs, self)
        self.eviction_search = EvictionSearch(self.session, self.jobs, self)
        self.actions_ = Actions(self, ACTIONS, lambda: self.commands)
        self._context = AppContext(
            self.session,
            self.player,
            self.jobs,
            self.actions_,
            self.preferences,
            self.show_error,
            self._show_news,
        )
        self.dialogs = Dialogs(self, self.preferences, self.show_error)
        self.workspace = Workspace(self._context, self.actions_)
        self.commands = Commands(
            self,
            self._context,
            self.actions_,
            self.workspace,
            self.dialogs,
            optimum=self.optimum_search,
            evictions=self.eviction_search,
        )
        self.leaving = Leaving(self.commands)
        self.session.asks_before = self.leaving.asks_before
        self._ready = False
        self._activity = ""  # the lane of the job in the activity bar
        self._start_with: Callable[[], None] = self._open_first
        self._build()

    # -- start and end -----------------------------------------------------------------------------------

    def start_with(self, open_it: Callable[[], None]) -> None:
        """Set what to open once everything is imported, instead of a sample."""
        self._start_with = open_it

    def _first_painted(self) -> None:
        self.workspace.painted.disconnect(self._first_painted)
        self.firstPainted.emit()
        self.workspace.build_parts()
        self.session.prepare(warm_up, self._start_with)
        self.actions_.tint()

    def _open_first(self) -> None:
        from ioviz.paths import sample_names

        names = sample_names()
        if names:
            self.session.open_sample(FIRST_SAMPLE if FIRST_SAMPLE in names else names[0])
        else:
            self.explore.set_placeholder(_NOTHING_OPEN)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.leaving.asks_before(self.close):
            event.ignore()
            return
        self.player.close()
        self.session.close()
        self.eviction_search.close()
        self.commands.close()
        self.workspace.close_down()
        self.preferences.geometry = self.saveGeometry()
        self.hide()  # running jobs may need a moment to stop
        self.jobs.close()
        if not self.jobs.saving:
            self.workspace.clean_up()
        super().closeEvent(event)

    # -- build -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowTitle("ioviz")
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.menus = QMenuBar()
        self.actions_.fill(self.menus, MENUS)
        self.files = RecentFilesMenu(self.actions_, self.session, self.preferences, self.menus)
        self.setMenuWidget(self._header())
        self.workspace.painted.connect(self._first_painted)
        self.workspace.partsBuilt.connect(self._connect)
        self.workspace.tabsBuilt.connect(self._connect_more)
        self.setCentralWidget(self.workspace)
        self.workspace.setFocus()
        self.actions_.check(f"theme_{style().choice}", True)
        for id in ("show_side", "show_memory", "show_timeline", "show_network"):
            self.actions_.check(id, True)
        if not self.preferences.geometry.isEmpty():
            self.restoreGeometry(self.preferences.geometry)

    def _header(self) -> QWidget:
        """Return the menus with the most used buttons on their right."""
        search = QToolButton()
        search.setProperty("kind", "search")
        search.setText(f"Search commands   {key_text(self.actions_.record('commands'))}")
        search.setToolTip(self.actions_["commands"].toolTip())
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

    def _connect(self) -> None:
        """Connect the side panel, Explore and the messages."""
        session, player, stack, side = self.session, self.player, self.session.undo_stack, self.side
        session.prepared.connect(self.explore.build_views)
        session.prepared.connect(lambda: self.commands.explain)  # it needs the views
        session.wantedChanged.connect(self._show_intent)
        session.documentChanged.connect(self._show_document)
        session.pendingChanged.connect(self._show_pending)
        session.failed.connect(self.show_error)
        session.noticed.connect(self.message.show_news)
        session.opened.connect(self.files.opened)
        session.importAsked.connect(self._ask_import)
        for changed in (stack.canUndoChanged, stack.canRedoChanged, stack.indexChanged):
            changed.connect(self._show_undo)
        player.unitChanged.connect(self._show_unit)
        player.nothingFound.connect(self._nothing_found)
        self.explore.frameShown.connect(self._frame_shown)
        self.readyToPlay.connect(session.load_kernels)
        self.jobs.activityChanged.connect(self._show_activity)
        self.jobs.jobFailed.connect(self.show_error)
        self.workspace.activity.cancelRequested.connect(self._cancel_activity)
        self.optimum_search.changed.connect(self._show_best)
        self.eviction_search.changed.connect(self._show_evictions)
        side.memoryRequested.connect(self.commands.set_memory)
        side.policyRequested.connect(self.commands.set_policy)
        side.orderRequested.connect(self.commands.set_order)
        side.seedRequested.connect(self.commands.set_seed)

    def _connect_more(self) -> None:
        """Connect the other tabs."""
        from ioviz.gui.shell.quiet_mode import QuietMode

        self.benchmark.fileRequested.connect(self._ask_benchmark_network)
        for form in (self.anneal.form, self.benchmark.form):
            form.memory.tooSmall.connect(lambda memory: self.show_error(memory_too_small(memory)))
        self._quiet = QuietMode(self._context, self.anneal, self.benchmark, self)

    def _ask_benchmark_network(self) -> None:
        self.dialogs.ask_file("Measure a network", NETWORKS, self.benchmark.form.add_file)

    def _ask_import(self, look: FileLook) -> None:
        """Ask which weights of a dense file to keep, before it is opened."""
        from ioviz.gui.setup.import_dialog import ImportDialog

        if self.session.document is None:
            self.explore.set_placeholder(_NOTHING_OPEN)
        self.dialogs.show_anew("import", lambda: ImportDialog(self, self.session, self.jobs, look))

    # -- updates -----------------------------------------------------------------------------------------

    def show_error(self, error: BaseException) -> None:
        """Show an expected error as a sentence in the message bar, any other one in a dialog."""
        if isinstance(error, (IovizError, OSError)):
            self.message.show_error(_sentence_of(error))
        elif isinstance(error, MemoryError):
            self.message.show_error("Not enough memory. Nothing that was open is lost.")
        else:
            from ioviz.gui.shell.crash import report

            report(type(error), error, error.__traceback__)
        if self.session.document is None:
            self.explore.set_placeholder(_NOTHING_OPEN)

    def _show_news(self, sentence: str) -> None:
        self.message.show_news(sentence)  # the bar is made on first access

    def _show_intent(self, intent: Any) -> None:
        self.side.setIntent(intent)
        if self.session.pending is None:
            self._check_choices(intent)

    def _show_pending(self, pending: Any) -> None:
        """Show the choices that the numbers belong to, until what is computed is there."""
        self.side.setPending(pending)
        intent = self.session.wanted if pending is None else pending.shown
        if intent is not None:
            self._check_choices(intent)

    def _check_choices(self, intent: Intent) -> None:
        for group, choice in (("order", intent.order), ("policy", intent.policy)):
            self.actions_.choose(group, f"{group}_{choice}")  # none for the order or evictions of a schedule

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
            QTimer.singleShot(0, self.workspace, self.workspace.build_tabs)

    def _show_undo(self, _state: object = None) -> None:
        stack = self.session.undo_stack
        self.actions_.set_state(undo=stack.canUndo(), redo=stack.canRedo())
        for id, what in (("undo", stack.undoText()), ("redo", stack.redoText())):
            self.actions_[id].setText(f"{self.actions_.record(id).text} {what}".rstrip())

    def _show_unit(self, unit: str) -> None:
        for each in ("io", "share"):
            self.actions_.check(f"step_by_{each}", unit == each)

    def _show_activity(self, job: Job | None) -> None:
        if job is None:
            self.workspace.activity.hide()
        else:
            self._activity = job.lane
            if self.session.document is None:
                self.explore.set_placeholder(job.title)
            self.workspace.activity.show_activity(job.title, job.progress, can_cancel=job.lane in _CANCELLABLE)

    def _cancel_activity(self) -> None:
        if self._activity in (LOAD_LANE, DOCUMENT_LANE):
            self.session.cancel()  # which also wants the document that stays
            if self.session.document is None:
                self.explore.set_placeholder(_NOTHING_OPEN)
        else:
            self.jobs.cancel(self._activity)

    def _nothing_found(self, what: tuple[str, int]) -> None:
        kind, direction = what
        self.message.show_news(f"There is no {JUMPS[kind]} {'after' if direction > 0 else 'before'} this step.")

    # -- events ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, since Space plays; Escape returns the focus and closes help pages."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.workspace.setFocus()
            if not self.commands.close_page() and self.isFullScreen():
                self.actions_["full_screen"].trigger()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _dropped(event)
        if paths:
            event.acceptProposedAction()
            open_any(self.commands, paths)


def _dropped(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _sentence_of(error: IovizError | OSError) -> str:
    """Return the message of an error as one sentence."""
    if isinstance(error, OSError) and error.strerror:
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror}."
    return str(error) or type(error).__name__
