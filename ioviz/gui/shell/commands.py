"""What the actions do: one handler for each id of the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox

from ioviz.core.names import LEAST_MEMORY
from ioviz.gui.toolkit.painted_view import ZOOM_STEP
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.document.document import MADE_FOR_M, ORDERS, POLICIES
from ioviz.viewmodels.frame.playback import JUMPS

if TYPE_CHECKING:
    from ioviz.gui.benchmark.benchmark_tab import BenchmarkTab
    from ioviz.gui.by_hand.controller import ByHandController
    from ioviz.gui.compare.controller import CompareController
    from ioviz.gui.explain.controller import ExplainController
    from ioviz.gui.explore.explore_tab import ExploreTab
    from ioviz.gui.shell.main_window import MainWindow

Handler = Callable[..., object]

_PLAYER = ("forward", "back", "leap_forward", "leap_back", "to_start", "to_end", "faster", "slower")
_SHEETS = (
    "samples",
    "export_picture",
    "export_film",
    "commands",
    "generate",
    "facts",
    "tour",
    "model",
    "policies",
    "keys",
    "log",
    "about",
    "curve",
    "trials",
    "challenges",
)
_FILES = ("open_network", "save_network", "save_schedule", "open_schedule", "open_result", "anneal_export",
          "bench_export",
    "export_trace",
    "export_residency",
    "export_report",
    "export_copy",
)  # fmt: skip
_ANNEAL = ("stop", "rename", "delete")
_HAND = ("back", "hint", "finish")
_BENCH = ("stop", "rename", "compare", "delete")
_PICTURES = ("bars", "batch", "roofline", "scatter", "machine", "hall")
EXPLAIN_PARTS = ("why", "model", "neuron", "dearest")
OVERLAYS = ("none", "rereads", "writes", "uses", "resident", "reuse_median", "reuse_least", "reuse_most")


TABS = ("tab_explore", "tab_anneal", "tab_benchmark")


class Commands(QObject):
    """Requests to session, player and style; the window's own parts are asked when they are there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session, self._player = window, window.session, window.player
        self._was_maximized = False

    def handlers(self) -> dict[str, Handler]:
        """A callable for every id; that of a checkable action takes a bool."""
        window, player, stack = self._window, self._player, self._session.undo_stack
        found: dict[str, Handler] = {
            "quit": window.close,
            "undo": stack.undo,
            "redo": stack.redo,
            "new_seed": self.new_seed,
            "memory_more": lambda: self.shift_memory(+1),
            "memory_less": lambda: self.shift_memory(-1),
            "memory_fits": self.memory_fits,
            "memory_edit": self.memory_edit,
            "play": player.toggle,
            "next_example": lambda: self.shift_example(+1),
            "previous_example": lambda: self.shift_example(-1),
            "step_by_io": lambda on: player.set_unit("io" if on else "connection"),
            "step_by_share": lambda on: player.set_unit("share" if on else "connection"),
            "side_by_side": self.side_by_side,
            "side_policies": lambda: self._columns().policies(),
            "side_add": lambda: self._columns().add(),
            "side_remove": lambda: self._columns().remove(),
            "side_next": lambda: self._columns().shift(+1),
            "side_previous": lambda: self._columns().shift(-1),
            "side_first": lambda: self._columns().jump(first=True),
            "side_next_difference": lambda: self._columns().jump(first=False),
            "theme_toggle": lambda: self.set_theme("light" if style().theme.dark else "dark"),
            "presentation": self.present,
            "text_larger": lambda: self.shift_text(+1),
            "text_smaller": lambda: self.shift_text(-1),
            "text_normal": lambda: self.shift_text(0),
            "full_screen": self.full_screen,
            "fit": lambda: window.explore.fit(),
            "find": lambda: self.show_explore().find(),
            "zoom_in": lambda: window.explore.zoom(ZOOM_STEP),
            "zoom_out": lambda: window.explore.zoom(1 / ZOOM_STEP),
            "zoom_current": lambda: window.explore.zoom_to_current(),
            "show_side": lambda on: window.side.setVisible(on),
        }
        for index, name in enumerate(TABS):
            found[name] = lambda _on, index=index: window.show_tab(index)
        for name in _ANNEAL:
            found[f"anneal_{name}"] = lambda name=name: getattr(window.anneal, name)()
        found["anneal_pause"] = lambda on: window.anneal.pause(on)
        found["evictions"] = lambda: window.best_evictions.show_schedule()
        for name in _BENCH:
            found[f"bench_{name}"] = lambda name=name: getattr(window.benchmark, name)()
        for name in _PICTURES:
            found[f"bench_{name}"] = lambda _on, name=name: self.show_benchmark().show_picture(name)
        found["bench_run"] = lambda: self.show_benchmark().run()
        found["bench_demo"] = lambda: self.show_benchmark().run_demo()
        found["bench_choose"] = lambda on: self.show_benchmark().choose(on)
        found["optimum"] = lambda: window.best_possible.show_schedule()
        found["anneal_start"] = self.anneal
        found["anneal_show"] = lambda: window.anneal.show_best()
        for name in _PLAYER:
            found[name] = getattr(player, name)
        for kind in JUMPS:
            found[f"next_{kind}"] = lambda kind=kind: player.jump(kind, +1)
            found[f"previous_{kind}"] = lambda kind=kind: player.jump(kind, -1)
        for key in (*ORDERS, *MADE_FOR_M):
            found[f"order_{key}"] = lambda _on, key=key: self.set_order(key)
        for key in POLICIES:
            found[f"policy_{key}"] = lambda _on, key=key: self.set_policy(key)
        for key in ("system", "light", "dark"):
            found[f"theme_{key}"] = lambda _on, key=key: self.set_theme(key)
        for part in ("network", "memory", "timeline"):
            found[f"show_{part}"] = lambda on, part=part: window.explore.set_part_visible(part, on)
        for name in _SHEETS:
            found[name] = lambda name=name: self._dialogs().show(window, name)
        for name in _HAND:
            found[f"hand_{name}"] = lambda name=name: getattr(self.hand, name)()
        found["by_hand"] = lambda on: self.hand.set_on(on)
        found["hand_process"] = self.hand_enter
        found["hand_next"] = lambda: self.hand_shift(+1)
        found["hand_previous"] = lambda: self.hand_shift(-1)
        found["hand_rival"] = lambda on: self.hand.rival.show(on)
        found["hand_order"] = lambda on: self.hand.show_order(on)
        found["show_explain"] = lambda on: self.explain.set_visible(on)
        for part in EXPLAIN_PARTS:
            found[f"explain_{part}"] = lambda part=part: self.explain.show_part(part)
        for key in OVERLAYS:
            found[f"overlay_{key}"] = lambda _on, key=key: self.explain.set_overlay(key)
        found["sentence_short"] = lambda on: window.explore.view("sentence").setShort(on)
        for name in _FILES:
            found[name.replace("open_network", "open")] = lambda name=name: getattr(self._dialogs(), name)(window)
        return found

    @cached_property
    def hand(self) -> ByHandController:
        """Schedules by hand; made when they are asked for."""
        from ioviz.gui.by_hand.controller import ByHandController

        return ByHandController(self._window)

    def hand_enter(self) -> None:
        """Enter processes the connection that is chosen; with a button in focus it means the button."""
        focused = self._window.focusWidget()
        if isinstance(focused, QAbstractButton):
            focused.click()
        else:
            self.hand.process_chosen()

    def hand_shift(self, by: int) -> None:
        """Up and Down choose a ready connection; in a field of numbers they belong to the field."""
        focused = self._window.focusWidget()
        if isinstance(focused, QAbstractSpinBox):
            focused.stepBy(-by)
        else:
            self.hand.shift(by)

    @cached_property
    def explain(self) -> ExplainController:
        """The Explain column and the overlays; made when the views are there."""
        from ioviz.gui.explain.controller import ExplainController

        return ExplainController(self._window)

    # -- machine and schedule ----------------------------------------------------------------------------

    def set_memory(self, memory: int) -> None:
        self._session.change("memory", memory=memory, merge="memory")

    def shift_memory(self, by: int) -> None:
        if self._session.wanted is not None:
            self.set_memory(max(LEAST_MEMORY, self._session.wanted.memory + by))

    def memory_fits(self) -> None:
        """As much as the order needs, so that nothing is ever evicted."""
        if self._session.document is not None:
            self.set_memory(max(LEAST_MEMORY, self._session.document.live_memory))

    def memory_edit(self) -> None:
        self._window.side.setVisible(True)
        self._window.actions_.check("show_side", True)
        self._window.side.edit_memory()

    def set_policy(self, policy: str) -> None:
        self._session.change("policy", policy=policy)

    def set_order(self, order: str) -> None:
        self._session.change("order", order=order)

    def set_seed(self, seed: int) -> None:
        self._session.change("seed", seed=seed, merge="seed")

    def new_seed(self) -> None:
        """The random order; if it is that already, the next one."""
        wanted = self._session.wanted
        if wanted is not None:
            seed = wanted.seed + 1 if wanted.order == "random" else wanted.seed
            self._session.change("seed", order="random", seed=seed)

    def shift_example(self, by: int) -> None:
        if self._session.example is not None:
            self._session.choose_example(self._session.example + by)

    def anneal(self) -> None:
        """Start a run where it can be watched."""
        self._window.show_tab(1)
        self._window.anneal.start()

    def show_explore(self) -> ExploreTab:
        """Go to the Explore tab."""
        self._window.show_tab(0)
        return self._window.explore

    def show_benchmark(self) -> BenchmarkTab:
        """Go to the Benchmark tab."""
        self._window.show_tab(2)
        return self._window.benchmark

    def side_by_side(self, on: bool) -> None:
        """Several schedules at once, or one again."""
        self._columns().switch(on)

    def _columns(self) -> CompareController:
        """The columns, where they are seen, and told where schedules come from."""
        window = self._window
        window.show_tab(0)
        columns = window.explore.side_by_side
        columns.set_annealer(window.anneal.runs.best_here, window.anneal.runs.stateChanged)
        columns.ask_file = lambda take: self._dialogs().ask_schedule(window, take)
        return columns

    # -- looks -------------------------------------------------------------------------------------------

    def set_theme(self, choice: str) -> None:
        style().choose(theme=choice)
        self._window.preferences.theme = choice
        self._window.actions_.check(f"theme_{choice}", True)

    def shift_text(self, by: int) -> None:
        """One size up or down; 0 for the normal one."""
        if by:
            style().shift_text(by)
        else:
            style().choose(text_scale=1.0)
        self._window.preferences.text_scale = style().text_scale

    def present(self, on: bool) -> None:
        """Large text for a hall, without what has a key."""
        window = self._window
        window.explore.transport.set_sparse(on)
        window.set_strip_visible(not on)
        window.side.setVisible(not on)
        window.actions_.check("show_side", not on)
        style().choose(presentation=on)

    def full_screen(self, on: bool) -> None:
        window = self._window
        if on:
            self._was_maximized = window.isMaximized()
            window.showFullScreen()
        elif self._was_maximized:
            window.showMaximized()
        else:
            window.showNormal()

    @staticmethod
    def _dialogs():  # type: ignore[no-untyped-def]
        from ioviz.gui.shell import dialogs  # not needed before somebody asks for one

        return dialogs
