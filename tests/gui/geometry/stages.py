"""What a window can show: a stage for each view, tab and dialog, and the looks in which each is seen.

A stage is a function that brings a window to it. What belongs to a stage is closed again by `leave`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import ioviz
from ioviz.core.benchmark import save_results
from ioviz.gui.shell.main_window import MainWindow
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import LARGEST_COUNT
from tests.gui.fake_annealer import fake_annealer
from tests.gui.geometry.faults import faults
from tests.viewmodels.benchmarks import case, measured, results
from tests.viewmodels.fake_bench import FakeBench

LONG_NAME = "transformer-encoder-block-3-feed-forward-pruned-to-ten-percent-by-magnitude-and-retrained-2026-11-28-final"
SIZES = ((1024, 700), (1280, 800), (1920, 1080))
WAIT_S = 120


@dataclass(frozen=True)
class Look:
    """How the window looks."""

    size: tuple[int, int]
    text: float = 1.0
    theme: str = "light"
    presentation: bool = False

    def __str__(self) -> str:
        shown = "-presentation" if self.presentation else ""
        return f"{self.size[0]}x{self.size[1]}-{self.text * 100:.0f}-{self.theme}{shown}"


LOOKS = tuple(
    Look(size, text, theme, presentation)
    for presentation in (False, True)
    for theme in ("light", "dark")
    for text in (1.0, 1.5, 2.0)
    for size in SIZES
)


class Walk:
    """A window on a document, and how to go through its stages."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window, self.folder = window, folder
        self.dialog: QWidget | None = None

    def settle(self) -> None:
        """Wait until nothing runs and everything is laid out and drawn."""
        end = time.monotonic() + WAIT_S
        while not self.window.jobs.idle:
            assert time.monotonic() < end, "a job does not end"
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        for _ in range(6):
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def act(self, *actions: str) -> None:
        for action in actions:
            self.window.actions_[action].trigger()
            self.settle()

    def switch(self, action: str, on: bool) -> None:
        if self.window.actions_[action].isChecked() != on:
            self.act(action)

    def look(self, look: Look) -> None:
        """Take a look on."""
        style().choose(theme=look.theme, text_scale=look.text)
        self.switch("presentation", look.presentation)
        self.window.resize(*look.size)
        self.settle()

    def faults(self) -> list[str]:
        """What is wrong with what the stage is about."""
        network = self.window.session.document.network
        return faults(self.shown, (*NAMES, network.description, network.origin))

    def keep_picture(self, folder: Path, name: str) -> None:
        """Keep a picture for a person to look at."""
        folder.mkdir(parents=True, exist_ok=True)
        self.shown.grab().save(str(folder / f"{name}.png"))

    @property
    def shown(self) -> QWidget:
        """What the stage is about: a dialog, or the window."""
        return self.dialog or self.window

    def leave(self) -> None:
        """Close what a stage has opened."""
        if self.dialog is not None:
            self.dialog.close()
            self.dialog = None
        self.window.message.clear()
        self.settle()

    # -- stages ------------------------------------------------------------------------------------------

    def explore(self, share: float = 0.66) -> None:
        self.act("tab_explore")
        self.window.player.seek(round(share * self.window.session.document.trace.n_steps))
        self.settle()

    def explain(self, part: str) -> None:
        self.explore()
        column = self.window.commands.explain.column
        if column is None or not column.isVisible() or column.part != part:
            self.act(f"explain_{part}")

    def no_explain(self) -> None:
        self.switch("show_explain", False)

    def by_hand(self, *, order: bool = False, rival: bool = False, ask: bool = False) -> None:
        self.act("tab_explore")
        self.window.player.seek(0)
        self.settle()
        self.switch("by_hand", True)
        self.switch("hand_order", order)
        self.switch("hand_rival", rival)
        hand = self.window.commands.hand
        for _ in range(3 if ask else 2):
            hand.process_chosen()
            self.settle()
        if not ask:
            self.act("hand_hint")

    def no_hand(self) -> None:
        if self.window.commands.hand.question.open is not None:
            self.act("hand_back")
        for action in ("hand_order", "hand_rival", "by_hand"):
            self.switch(action, False)

    def compare(self, columns: int) -> None:
        self.act("tab_explore")
        self.switch("side_by_side", True)
        side = self.window.explore.side_by_side
        while len(side.columns) < columns:
            self.act("side_add")
        self.window.player.seek(round(0.4 * self.window.session.document.trace.n_steps))
        self.settle()

    def no_compare(self) -> None:
        side = self.window.explore.side_by_side
        while side.on and len(side.columns) > 2:
            self.act("side_remove")
        self.switch("side_by_side", False)

    def anneal(self) -> None:
        """Two finished runs, one of them with a long name."""
        self.act("tab_anneal")
        tab = self.window.anneal
        while len(tab.runs.items) < 2:
            tab.form.start.setCurrentIndex(tab.form.start.findData("random"))
            tab.form.proposals.setValue(150)
            self.act("anneal_start")
            self.settle()
            tab.runs.rename(tab.run, LONG_NAME if len(tab.runs.items) == 2 else "short")
            self.settle()

    def bench(self, chart: str) -> None:
        """Results with long names and large numbers."""
        self.act("tab_benchmark")
        tab = self.window.benchmark
        if not tab.results.items:
            path = self.folder / "results.json"
            save_results(path, large_results())
            tab.open_result(path)
            self.settle()
        self.act(f"bench_{chart}")

    def page(self, action: str) -> None:
        """Open a page of help beside Explore."""
        self.act("tab_explore")
        self.act(action)

    def no_page(self) -> None:
        """Close the page of help."""
        self.window.commands.close_page()
        self.settle()

    def dialog_of(self, action: str) -> None:
        self.window.actions_[action].trigger()
        self.settle()
        self.dialog = self.window.dialogs.opened.get(action) or _newest_dialog()


def _newest_dialog() -> QWidget:
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    assert shown, "no dialog was opened"
    return shown[-1]


def large_results():
    """Results as of a network of 5.4 million connections with a long name."""
    made = results("Run of " + LONG_NAME)
    large = {
        "workload": LONG_NAME, "n_neurons": 1_048_576, "n_connections": 5_400_000, "n_inputs": 65_536,
        "n_outputs": 65_536, "ios": 21_600_000, "memory": LARGEST_COUNT,
    }  # fmt: skip
    return replace(
        made,
        measurements=made.measurements
        + tuple(
            measured(case(name, "annealed with a long name" if uses else "", batch, **large), 10.0 + k, seed=k)
            for k, (name, uses) in enumerate(
                (("ioviz best", True), ("MKL CSRMM row-major", False), ("connection by connection", False))
            )
            for batch in (1, 128)
        ),
    )


NAMES = (LONG_NAME, f"Run of {LONG_NAME}", "ioviz best · annealed with a long name")
"""Texts that may be elided: a user chose them, and they are as long as they are."""

Stage = tuple[str, Callable[[Walk], None], Callable[[Walk], None]]
DIALOGS = (
    "samples", "generate", "facts", "trials", "curve", "export_picture", "export_film", "challenges", "keys",
    "about",
)  # fmt: skip
PAGES = ("tour", "model", "policies")


def _nothing(_walk: Walk) -> None:
    pass


def stages_of_digits() -> Iterator[Stage]:
    """A small network with examples: everything that a document can be."""
    yield "start", lambda w: w.explore(0.0), _nothing
    yield "explore", lambda w: w.explore(), _nothing
    for part in ("why", "model", "neuron", "expensive"):
        yield f"explain-{part}", lambda w, part=part: w.explain(part), Walk.no_explain
    for columns in (2, 3, 4):
        yield f"compare-{columns}", lambda w, columns=columns: w.compare(columns), Walk.no_compare
    yield "anneal", Walk.anneal, _nothing
    for chart in ("bars", "batch", "roofline", "scatter", "machine", "poster"):
        yield f"bench-{chart}", lambda w, chart=chart: w.bench(chart), _nothing
    yield "bench-form", lambda w: (w.bench("bars"), w.switch("bench_choose", True)), _no_form
    for page in PAGES:
        yield f"page-{page}", lambda w, page=page: w.page(page), Walk.no_page
    yield from stages_of_dialogs()


def _no_form(walk: Walk) -> None:
    walk.switch("bench_choose", False)
    walk.act("tab_explore")


def stages_of_dialogs() -> Iterator[Stage]:
    for action in DIALOGS:
        yield f"dialog-{action}", lambda w, action=action: w.dialog_of(action), _nothing


def stages_by_hand() -> Iterator[Stage]:
    """A network for schedules by hand."""
    yield "hand", lambda w: w.by_hand(), Walk.no_hand
    yield "hand-order", lambda w: w.by_hand(order=True), Walk.no_hand
    yield "hand-rival", lambda w: w.by_hand(rival=True), Walk.no_hand
    yield "hand-both", lambda w: w.by_hand(order=True, rival=True), Walk.no_hand
    yield "hand-ask", lambda w: w.by_hand(order=True, rival=True, ask=True), Walk.no_hand
    yield "hand-explain", lambda w: (w.explain("why"), w.by_hand(order=True)), lambda w: (w.no_explain(), w.no_hand())


def stages_of_large() -> Iterator[Stage]:
    """The largest numbers."""
    yield "large", lambda w: w.explore(), _nothing
    yield "large-why", lambda w: w.explain("why"), Walk.no_explain
    yield "large-compare", lambda w: w.compare(3), Walk.no_compare
    yield "large-anneal", lambda w: w.act("tab_anneal"), lambda w: w.act("tab_explore")
    for action in ("facts", "generate"):
        yield f"large-{action}", lambda w, action=action: w.dialog_of(action), _nothing
    yield "large-memory", largest_memory, smaller_memory


def largest_memory(walk: Walk) -> None:
    walk.window.session.change("memory", memory=LARGEST_COUNT)
    walk.settle()
    walk.explore()


def smaller_memory(walk: Walk) -> None:
    walk.window.session.change("memory", memory=100)
    walk.settle()


def large_network() -> ioviz.Network:
    """5.4 million connections."""
    return ioviz.generate("layered", sizes=[2400, 1500, 1200], density=1.0, seed=1)


DOCUMENTS: dict[str, tuple[Callable[[], ioviz.Network], dict[str, int], Callable[[], Iterator[Stage]]]] = {
    "digits": (lambda: ioviz.load(ioviz.paths.sample_path("digits")), {}, stages_of_digits),
    "by-hand": (lambda: ioviz.load(ioviz.paths.sample_path("dense-4x4")), {"memory": 4}, stages_by_hand),
    "large": (large_network, {"memory": 100}, stages_of_large),
}


@contextmanager
def walk_on(window: MainWindow, document: str, folder: Path) -> Iterator[Walk]:
    """Open one of the documents under a long name."""
    make, machine, _ = DOCUMENTS[document]
    style().choose(theme="light", text_scale=1.0, presentation=False)
    with (
        patch("ioviz.gui.anneal.anneal_tab.annealer", fake_annealer),
        patch("ioviz.gui.benchmark.benchmark_tab.core_bench", FakeBench()),
    ):
        ready: list[bool] = []
        window.readyToPlay.connect(lambda: ready.append(True))
        path = folder / "network.npz"
        ioviz.save(make(), path)
        window.start_with(lambda: window.session.open_path(path, title=LONG_NAME))
        window.show()
        walk, end = Walk(window, folder), time.monotonic() + WAIT_S
        while not ready:
            assert time.monotonic() < end, "the window is not ready"
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        walk.settle()
        if machine:
            window.session.change("memory", **machine)
            walk.settle()
        yield walk
        walk.leave()
