"""The main window: menus, side panel, tabs, message bar; what the actions do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
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
from ioviz.gui import dialogs
from ioviz.gui.action_table import BY_ID
from ioviz.gui.actions import Actions, key_text
from ioviz.gui.explore_tab import ExploreTab
from ioviz.gui.file_menus import FileMenus
from ioviz.gui.jobs import Job, Jobs
from ioviz.gui.message_bar import ActivityBar, MessageBar
from ioviz.gui.player import Player
from ioviz.gui.preferences import Preferences
from ioviz.gui.session import Session
from ioviz.gui.side_panel import SidePanel
from ioviz.gui.style import style
from ioviz.gui.warm_up import warm_up
from ioviz.viewmodels.playback import JUMPS

FIRST_SAMPLE = "digits"
_JUMP_WORDS = {"io": "I/O beyond a weight", "eviction": "eviction", "reread": "re-read", "write": "write"}


class MainWindow(QMainWindow):
    """One window, one document."""

    firstPainted = Signal()
    readyToPlay = Signal()

    def __init__(self, preferences: Preferences | None = None) -> None:
        super().__init__()
        self.preferences = preferences or Preferences()
        self.jobs = Jobs(self)
        self.session = Session(self.jobs, self)
        self.player = Player(self)
        self.actions_ = Actions(self, self._handlers())
        self.explore = ExploreTab(self.session, self.player, self.jobs, self.actions_)
        self.side = SidePanel(self.actions_)
        self.message = MessageBar()
        self.activity = ActivityBar()
        self._painted = self._ready = self._was_maximized = False
        self._start_with: Callable[[], None] = self._open_first
        self.sheets: dict[str, QWidget] = {}
        self._build()
        self._connect()
        self._show_choices()

    # -- start and end -----------------------------------------------------------------------------------

    def start_with(self, open_it: Callable[[], None]) -> None:
        """What to open when everything is imported; a sample otherwise."""
        self._start_with = open_it

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.centralWidget().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            self.centralWidget().removeEventFilter(self)
            QTimer.singleShot(0, self._first_painted)
        return super().eventFilter(watched, event)

    def _first_painted(self) -> None:
        self.firstPainted.emit()
        self.session.prepare(warm_up, self._start_with)

    def _open_first(self) -> None:
        from ioviz.paths import sample_names

        names = sample_names()
        if names:
            self.session.open_sample(FIRST_SAMPLE if FIRST_SAMPLE in names else names[0])
        else:
            self.explore.set_waiting("Open a network  (Ctrl+O),  or generate one  (Ctrl+N)")

    def closeEvent(self, event: QCloseEvent) -> None:
        self.player.close()
        self.message.clear()
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
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setAccessibleName("Tabs")
        self.pages = QStackedWidget()
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        self.add_tab("Explore", self.explore)
        self._messages = QVBoxLayout()
        self._messages.addWidget(self.message)
        self._messages.addWidget(self.activity)
        self._strip = strip = QFrame()
        strip.setProperty("role", "strip")
        strip_row = QHBoxLayout(strip)
        strip_row.setContentsMargins(4, 0, 0, 0)
        strip_row.addWidget(self.tabs)
        strip_row.addStretch(1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addLayout(self._messages)
        column.addWidget(self.pages, 1)
        centre = QWidget()
        centre.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside the fields gives the keys back
        across = QHBoxLayout(centre)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.side)
        across.addWidget(right, 1)
        self.setCentralWidget(centre)
        centre.setFocus()
        style().changed.connect(self._restyle)
        self._restyle()
        if not self.preferences.geometry.isEmpty():
            self.restoreGeometry(self.preferences.geometry)

    def add_tab(self, title: str, page: QWidget) -> None:
        """A tab joins when it is built; there are no empty ones."""
        self.pages.addWidget(page)
        self.tabs.addTab(title)

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

    def _restyle(self) -> None:
        look = style()
        gap = look.px(8)
        self._messages.setContentsMargins(look.px(16), 0, look.px(16), 0)
        self._messages.setSpacing(gap)

    def _connect(self) -> None:
        session, player = self.session, self.player
        session.prepared.connect(self.explore.build_views)
        session.wantedChanged.connect(self._show_intent)
        session.documentChanged.connect(self._show_document)
        session.failed.connect(self.show_error)
        session.noticed.connect(self.message.show_news)
        session.opened.connect(self.files.opened)
        session.undo_stack.canUndoChanged.connect(self._show_undo)
        session.undo_stack.canRedoChanged.connect(self._show_undo)
        session.undo_stack.indexChanged.connect(self._show_undo)
        player.unitChanged.connect(self._show_unit)
        player.nothingFound.connect(self._nothing_found)
        self.explore.frameShown.connect(self._frame_shown)
        self.jobs.activityChanged.connect(self._show_activity)
        self.jobs.jobFailed.connect(self.show_error)
        self.activity.cancelRequested.connect(self._cancel)
        side = self.side
        side.memoryRequested.connect(self._set_memory)
        side.policyRequested.connect(self._set_policy)
        side.orderRequested.connect(self._set_order)
        side.seedRequested.connect(self._set_seed)

    def _handlers(self) -> dict[str, Callable[..., object]]:
        player, self_ = self.player, self
        handlers: dict[str, Callable[..., object]] = {
            "open": lambda: dialogs.open_network(self_),
            "save_network": lambda: dialogs.save_network(self_),
            "save_schedule": lambda: dialogs.save_schedule(self_),
            "open_schedule": lambda: dialogs.open_schedule(self_),
            "quit": self.close,
            "undo": self.session.undo_stack.undo,
            "redo": self.session.undo_stack.redo,
            "new_seed": self._new_seed,
            "memory_more": lambda: self._shift_memory(+1),
            "memory_less": lambda: self._shift_memory(-1),
            "memory_fits": self._memory_fits,
            "memory_edit": self._memory_edit,
            "play": player.toggle,
            "next_example": lambda: self._shift_example(+1),
            "previous_example": lambda: self._shift_example(-1),
            "step_by_io": lambda on: player.set_unit("io" if on else "connection"),
            "theme_toggle": lambda: self._set_theme("light" if style().theme.dark else "dark"),
            "presentation": self._present,
            "text_larger": lambda: self._shift_text(+1),
            "text_smaller": lambda: self._shift_text(-1),
            "text_normal": lambda: self._shift_text(0),
            "full_screen": self._full_screen,
            "fit": lambda: self_.explore.fit(),
            "show_side": lambda on: self_.side.setVisible(on),
        }
        for name in ("forward", "back", "leap_forward", "leap_back", "to_start", "to_end", "faster", "slower"):
            handlers[name] = getattr(player, name)
        for kind in JUMPS:
            handlers[f"next_{kind}"] = lambda kind=kind: player.jump(kind, +1)
            handlers[f"previous_{kind}"] = lambda kind=kind: player.jump(kind, -1)
        for key in ("neuron", "layer", "random"):
            handlers[f"order_{key}"] = lambda _on, key=key: self._set_order(key)
        for key in ("min", "lru", "rr"):
            handlers[f"policy_{key}"] = lambda _on, key=key: self._set_policy(key)
        for key in ("system", "light", "dark"):
            handlers[f"theme_{key}"] = lambda _on, key=key: self._set_theme(key)
        for part in ("network", "memory", "timeline"):
            handlers[f"show_{part}"] = lambda on, part=part: self_.explore.set_part_visible(part, on)
        for name in ("commands", "generate", "facts", "tour", "model", "policies", "keys", "log", "about"):
            handlers[name] = lambda name=name: dialogs.show(self_, name)
        return handlers

    # -- what is shown -----------------------------------------------------------------------------------

    def show_error(self, error: BaseException) -> None:
        """An error of ours is a sentence in the bar; any other one is our mistake, and has a dialog."""
        if isinstance(error, (IovizError, OSError)):
            self.message.show_error(dialogs.sentence_of(error))
        elif isinstance(error, MemoryError):
            self.message.show_error("There is not enough memory for this. What was open stays open.")
        else:
            from ioviz.gui.crash import report

            report(type(error), error, error.__traceback__)
        if self.session.document is None:
            self.explore.set_waiting("Open a network  (Ctrl+O),  or generate one  (Ctrl+N)")

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

    def _frame_shown(self, _frame: object) -> None:
        if not self._ready:
            self._ready = True
            self.readyToPlay.emit()

    def _show_undo(self, _state: object = None) -> None:
        stack = self.session.undo_stack
        self.actions_.set_state(undo=stack.canUndo(), redo=stack.canRedo())
        for id, text in (("undo", stack.undoText()), ("redo", stack.redoText())):
            self.actions_[id].setText(f"{BY_ID[id].text} {text}" if text else BY_ID[id].text)

    def _show_unit(self, unit: str) -> None:
        self.actions_.check("step_by_io", unit == "io")

    def _show_activity(self, job: Job | None) -> None:
        if job is None:
            self.activity.hide()
        else:
            self.activity.show_activity(job.title, job.progress, can_cancel=job.lane != "prepare")

    def _show_choices(self) -> None:
        self.actions_.check(f"theme_{style().choice}", True)
        for id in ("show_side", "show_memory", "show_timeline", "show_network"):
            self.actions_.check(id, True)

    def _nothing_found(self, what: tuple[str, int]) -> None:
        kind, direction = what
        self.message.show_news(f"There is no {_JUMP_WORDS[kind]} {'after' if direction > 0 else 'before'} this step.")

    # -- what people do ----------------------------------------------------------------------------------

    def _set_memory(self, memory: int) -> None:
        self.session.change("memory", memory=memory, merge="memory")

    def _shift_memory(self, by: int) -> None:
        if self.session.wanted is not None:
            self._set_memory(max(3, self.session.wanted.memory + by))

    def _memory_fits(self) -> None:
        if self.session.document is not None:
            self._set_memory(max(3, self.session.document.live_memory))

    def _memory_edit(self) -> None:
        self.side.setVisible(True)
        self.actions_.check("show_side", True)
        self.side.edit_memory()

    def _set_policy(self, policy: str) -> None:
        self.session.change("policy", policy=policy)

    def _set_order(self, order: str) -> None:
        self.session.change("order", order=order)

    def _set_seed(self, seed: int) -> None:
        self.session.change("seed", seed=seed, merge="seed")

    def _new_seed(self) -> None:
        wanted = self.session.wanted
        if wanted is not None:
            seed = wanted.seed + 1 if wanted.order == "random" else wanted.seed
            self.session.change("seed", order="random", seed=seed)

    def _shift_example(self, by: int) -> None:
        if self.session.example is not None:
            self.session.choose_example(self.session.example + by)

    def _cancel(self) -> None:
        self.session.cancel()

    def _set_theme(self, choice: str) -> None:
        style().choose(theme=choice)
        self.preferences.theme = choice
        self.actions_.check(f"theme_{choice}", True)

    def _shift_text(self, by: int) -> None:
        if by:
            style().shift_text(by)
        else:
            style().choose(text_scale=1.0)
        self.preferences.text_scale = style().text_scale

    def _present(self, on: bool) -> None:
        self.explore.transport.set_sparse(on)
        self._strip.setVisible(not on or self.tabs.count() > 1)  # one tab needs no choosing
        style().choose(presentation=on)
        self.side.setVisible(not on)
        self.actions_.check("show_side", not on)

    def _full_screen(self, on: bool) -> None:
        if on:
            self._was_maximized = self.isMaximized()
            self.showFullScreen()
        elif self._was_maximized:
            self.showMaximized()
        else:
            self.showNormal()

    # -- events ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, since Space plays; Escape gives the keys back to the window."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
        elif event.key() == Qt.Key.Key_Escape:
            if self.isFullScreen():
                self.actions_["full_screen"].trigger()
            elif focused is not None:
                focused.clearFocus()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _dropped(event)
        if paths:
            event.acceptProposedAction()
            dialogs.open_any(self, paths[0])


def _dropped(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]

