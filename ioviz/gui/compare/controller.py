"""Controller of the columns side by side.

The main column is the session's document; `ColumnDocuments` computes those of the others. Changes of columns go on the
undo stack; the session makes those of the main column alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, SignalInstance

from ioviz.core.errors import memory_too_small
from ioviz.core.names import LEAST_MEMORY
from ioviz.gui.actions.actions import Actions
from ioviz.gui.compare.column_documents import ColumnDocuments, search_optimum
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.player import Player
from ioviz.gui.session.session import Session
from ioviz.gui.session.undo import StateCommand
from ioviz.viewmodels.compare.columns import (
    LETTERS,
    MOST,
    Columns,
    first_columns,
    positions_together,
    step_of_main,
    three_policies,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ioviz.core.schedule import Schedule
    from ioviz.gui.compare.compare_view import CompareView
    from ioviz.viewmodels.document.document import Document, Intent
    from ioviz.viewmodels.frame.frame import ExampleRun, Frame

_REMEMBERED = 3  # networks whose columns are restored


class CompareController(QObject):
    """The columns, and the view that shows them, which is made on first use."""

    switched = Signal(object)  # bool

    def __init__(self, session: Session, player: Player, jobs: Jobs, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._player, self._actions = session, player, actions
        self.on = False
        self.view: CompareView | None = None
        self.columns: Columns | None = None
        self._best_annealed: Callable[[], Callable[[], Schedule] | None] = lambda: None
        self._has_annealer = False
        self._possible: frozenset[str] = frozenset()
        self.ask_file: Callable[[Callable[[Path], None]], None] = lambda _take: None
        self.documents = ColumnDocuments(session, jobs, self)
        self._left: list[Columns] = []  # the last ones of other networks
        self._pair = 1
        self._putting = False
        session.wantedChanged.connect(self._wanted)
        session.documentChanged.connect(self._arrived)
        session.pendingChanged.connect(lambda _pending: self._show_documents())
        player.unitChanged.connect(self._unit_changed)
        self.documents.changed.connect(self._show_documents)
        self.documents.compared.connect(self._show_comparison)
        self.documents.failed.connect(jobs.jobFailed)
        actions["by_hand"].toggled.connect(self._by_hand_toggled)

    def set_annealer(self, best_here: Callable[[], Callable[[], Schedule] | None], changed: SignalInstance) -> None:
        """Set the source of the best annealed schedule; later calls do nothing."""
        if not self._has_annealer:
            self._has_annealer, self._best_annealed = True, best_here
            changed.connect(self._annealer_changed)

    # -- user actions ------------------------------------------------------------------------------------

    def switch(self, on: bool) -> None:
        """Show the columns, as they were last time, or the usual views."""
        if on == self.on or self._session.document is None:
            self._show_state()
            return
        self.on = on
        if on:
            if self._actions["by_hand"].isChecked():
                self._actions["by_hand"].trigger()  # by hand needs the network view; its schedule stays
            self._ensure_view()
            if self.columns is None:
                self.columns = first_columns(self._session.wanted or self._session.document.intent)
        else:
            self.documents.stop()
            self._player.set_longest(0)
        self.switched.emit(on)
        if on:
            self._refresh()
        self._show_state()

    def policies(self) -> None:
        """Show MIN, LRU and RR side by side."""
        if self._session.wanted is None:
            return
        wanted = three_policies(self._session.wanted)
        if not self.on:
            self.switch(True)
        self._change(wanted, "MIN, LRU, RR side by side")

    def add(self) -> None:
        """Add a column."""
        self._do(lambda columns: columns.added(), "added column")

    def remove(self, column: int | None = None) -> None:
        """Remove a column, the main one by default."""
        self._do(lambda columns: columns.removed(columns.main if column is None else column), "removed column")

    def choose(self, column: int) -> None:
        """Make a column the main one."""
        if self.columns is not None and column != self.columns.main:
            self._do(lambda columns: columns.chosen(column), f"column {LETTERS[column]} as the main one")

    def shift(self, by: int) -> None:
        """Make the next or previous column the main one."""
        if self.columns is not None:
            self.choose((self.columns.main + by) % len(self.columns))

    def change(self, column: int, changes: dict[str, Any]) -> None:
        """Change order, policy or M of a column; the session changes those of the main one."""
        if self.columns is None:
            return
        if changes.get("memory", LEAST_MEMORY) < LEAST_MEMORY:
            self._session.failed.emit(memory_too_small(changes["memory"]))
            return
        name = next(iter(changes))
        if column == self.columns.main:
            intent = self.columns.changed(column, **changes).main_intent
            args = {key: getattr(intent, key) for key in (*changes, "policy")}
            self._session.change(name, merge=name if name == "memory" else "", **args)
        else:
            text = f"{name} of column {LETTERS[column]}"
            merge = text if name == "memory" else ""
            self._do(lambda columns: columns.changed(column, **changes), text, merge)

    def take_schedule(self, column: int, wanted: str | Schedule) -> None:
        """Set the schedule of a column: an open one, "annealed", "optimum", or "open" for one from a file."""
        if self.columns is None:
            return
        network, memory = self.columns.network, self.columns.intents[column].memory
        if wanted == "open":
            self.ask_file(lambda path: self._open(column, path))
        elif wanted == "annealed":
            best = self._best_annealed()
            if best is not None:
                self._find(column, best)
        elif wanted == "optimum":
            self._find(column, lambda: search_optimum(network, memory))
        elif not isinstance(wanted, str):
            self._put_schedule(column, wanted)

    def jump(self, *, first: bool) -> None:
        """Go to the step after the first difference, or after the next one."""
        comparison = self.documents.comparisons.get(self._pair)
        if comparison is None or self.columns is None:
            return
        step = 0 if first else self._player.position.step
        found = comparison.next_step(step)
        if found is None:
            if self.view is not None:
                self.view.setComparison(self._pair, comparison, "No difference after this step.")
            return
        self._player.pause()
        if self._player.unit != "connection":
            self._player.set_unit("connection")  # so that both columns show the connection
        self._player.seek(found + 1)
        if self.view is not None:
            text = comparison.difference_text(found)
            self.view.setComparison(self._pair, comparison, "" if first else f"{text[0].upper()}{text[1:]}")

    # -- the cycle: columns -> documents -> comparison ---------------------------------------------------

    def put(self, columns: Columns) -> None:
        """Show these columns; the session follows the main one. Also used by Undo."""
        self.columns = columns
        wanted = self._session.wanted
        if wanted is None or not wanted.same(columns.main_intent):
            self._putting = True
            try:
                self._session.go_to(columns.main_intent)
            finally:
                self._putting = False
        self._refresh()

    def _do(self, make: Callable[[Columns], Columns], text: str, merge: str = "") -> None:
        if self.on and self.columns is not None:
            self._change(make(self.columns), text, merge)

    def _change(self, after: Columns, text: str, merge: str = "") -> None:
        before = self.columns
        if before is None or after.same(before):
            return
        self.put(after)
        self._session.undo_stack.push(StateCommand(text, self.put, before, after, merge=merge))

    def _wanted(self, intent: Intent) -> None:
        """Follow the session in the main column."""
        if self.columns is None or self._putting:
            return
        self._follow(intent)
        self._show_columns()

    def _arrived(self, document: Document) -> None:
        if self.columns is None:
            return
        if not self._putting and not self.columns.main_intent.same(document.intent):
            self._follow(document.intent)
        self._refresh()

    def _follow(self, intent: Intent) -> None:
        """Replace the main column; columns of an earlier network are restored."""
        assert self.columns is not None
        before = self.columns
        if intent.network is not before.network:
            others = [one for one in self._left if one.network is not before.network]
            self._left = [*others[-_REMEMBERED:], before]
            before = next((one for one in self._left if one.network is intent.network), before)
        self.columns = before.with_main(intent)

    def _refresh(self) -> None:
        """Show the columns and request missing documents."""
        if self.on and self.columns is not None:
            self.documents.want(self.columns)
            self._show_columns()
            self._show_documents()

    # -- the view ----------------------------------------------------------------------------------------

    def draw(self, frame: Frame, example: ExampleRun | None) -> None:
        """Draw the frames of all columns for a frame of the main one."""
        view, columns, documents = self.view, self.columns, self.documents.shown
        if view is None or columns is None or len(documents) != len(columns):
            return
        from ioviz.viewmodels.frame.frame import make_frame

        if documents[columns.main] is not self._session.document:
            return  # not yet computed
        positions = positions_together(
            self._player.unit, self.documents.traces, columns.main, self._player.position, self._player.beyond
        )
        frames: list[Frame | None] = []
        for column, (document, position) in enumerate(zip(documents, positions, strict=True)):
            if document is None:
                frames.append(None)
            elif column == columns.main:
                frames.append(frame)
            else:
                frames.append(make_frame(document.trace, *position, timing=document.timing, example=example))
        view.setFrames(frames)

    def _ensure_view(self) -> None:
        if self.view is not None:
            return
        from ioviz.gui.compare.compare_view import CompareView

        self.view = view = CompareView(self._actions)
        view.changeRequested.connect(lambda args: self.change(*args))
        view.scheduleRequested.connect(lambda args: self.take_schedule(*args))
        view.mainRequested.connect(self.choose)
        view.removeRequested.connect(self.remove)
        view.seekRequested.connect(self._seek)
        view.pairRequested.connect(self._choose_pair)
        view.setShares(self._player.unit == "share")

    def _show_columns(self) -> None:
        if self.view is None or self.columns is None or not self.on:
            return
        self._possible = self._find_possible(self.columns)
        self.view.setColumns(self.columns, self._possible)
        self._show_state()

    def _find_possible(self, columns: Columns) -> frozenset[str]:
        """Which of "optimum" and "annealed" are available."""
        from ioviz.viewmodels.document.optimum_search import is_small

        available = {"optimum": is_small(columns.network), "annealed": self._best_annealed() is not None}
        return frozenset(name for name, possible in available.items() if possible)

    def _annealer_changed(self) -> None:
        if self.on and self.columns is not None and self._find_possible(self.columns) != self._possible:
            self._show_columns()

    def _show_documents(self) -> None:
        view, columns, documents = self.view, self.columns, self.documents.shown
        if view is None or columns is None or len(documents) != len(columns):
            return
        view.setDocuments(documents, self.documents.messages(), self.documents.pending(), columns.main)
        self._player.set_longest(self.documents.longest)
        self._pair = min(max(1, self._pair), max(1, len(documents) - 1))
        self._show_comparison()
        self._player.redraw()

    def _show_comparison(self) -> None:
        if self.view is not None:
            self.view.setComparison(self._pair, self.documents.comparisons.get(self._pair))

    def _choose_pair(self, pair: int) -> None:
        self._pair = pair
        self._show_comparison()

    def _seek(self, args: tuple[int, int]) -> None:
        """Seek to a step of one column: the main one goes to the corresponding step."""
        if self.columns is None:
            return
        column, step = args
        traces, main = self.documents.traces, self.columns.main
        self._player.seek(step_of_main(self._player.unit, traces, main, column, step))

    def _unit_changed(self, unit: str) -> None:
        if self.view is not None:
            self.view.setShares(unit == "share")
        if self.on:
            self._player.set_longest(self.documents.longest)
            self._player.redraw()

    def _by_hand_toggled(self, on: bool) -> None:
        if on:
            self.switch(False)

    def _show_state(self) -> None:
        count = len(self.columns) if self.columns is not None and self.on else 0
        self._actions.check("side_by_side", self.on)
        self._actions.set_state(side=self.on, side_more=0 < count < MOST, side_less=count > 1)

    # -- schedules ---------------------------------------------------------------------------------------

    def _open(self, column: int, path: Path) -> None:
        assert self.columns is not None
        network = self.columns.network

        def work() -> Schedule:
            from ioviz.core.formats import load_schedule

            return load_schedule(path, network)

        self._find(column, work, path.name)

    def _find(self, column: int, work: Callable[[], Any], file: str = "") -> None:
        self.documents.find_schedule(column, work, lambda schedule: self._put_schedule(column, schedule, file))

    def _put_schedule(self, column: int, schedule: Schedule, file: str = "") -> None:
        columns = self.columns
        if columns is None or column >= len(columns) or schedule.network is not columns.network:
            return
        text = f"schedule of column {LETTERS[column]}"
        if column == columns.main:
            intent = columns.with_schedule(column, schedule, file).main_intent
            names = ("order", "loaded", "policy", "memory", "file")
            self._session.change(text, **{name: getattr(intent, name) for name in names})
        else:
            self._do(lambda now: now.with_schedule(column, schedule, file), text)
