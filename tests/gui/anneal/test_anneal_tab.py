"""The Anneal tab in the window: start, pause, resume, stop, the table, handing over, and closing at any time."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit

import ioviz
from ioviz.core.network import Network
from ioviz.gui.anneal.settings_form import AnnealForm
from ioviz.gui.shell.main_window import MainWindow
from ioviz.gui.shell.workspace import Tab
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.anneal.saved_runs import SavedRuns
from tests.gui.conftest import wait_for_threads
from tests.gui.fake_annealer import fake_annealer

WAIT_MS = 60_000


@pytest.fixture(autouse=True)
def _plain_annealer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ioviz.gui.anneal.anneal_tab.annealer", fake_annealer)


@pytest.fixture
def network_file(tmp_path: Path) -> Path:
    network = ioviz.generate("layered", sizes=[12, 14, 10], density=0.4, seed=3)
    ioviz.save(network, tmp_path / "small.json")
    return tmp_path / "small.json"


@pytest.fixture
def anneal_window(make_window, network_file, qtbot) -> MainWindow:
    window = make_window(None, network_file)
    window.session.change("memory", memory=6)
    window.actions_["tab_anneal"].trigger()
    qtbot.waitUntil(lambda: window.anneal.convergence is not None and window.jobs.idle, timeout=WAIT_MS)
    form = window.anneal.form
    form.start.setCurrentIndex(form.start.findData("random"))
    form.seconds.setValue(600)
    return window


def begin(qtbot, window: MainWindow):
    window.actions_["anneal_start"].trigger()
    run = window.anneal.run
    assert run is not None
    qtbot.waitUntil(lambda: bool(run.start_cost and run.best_cost < run.start_cost), timeout=WAIT_MS)
    return run


def finish(qtbot, window: MainWindow) -> None:
    window.actions_["anneal_stop"].trigger()
    qtbot.waitUntil(lambda: window.anneal.runs.active is None and window.jobs.idle, timeout=WAIT_MS)


def enabled(window: MainWindow) -> set[str]:
    return {name for name in ("start", "pause", "stop", "show", "export", "delete")
            if window.actions_[f"anneal_{name}"].isEnabled()}  # fmt: skip


def test_the_tab_follows_explore(anneal_window, qtbot):
    form = anneal_window.anneal.form
    assert (form.settings().memory, form.settings().policy) == (6, "min")
    anneal_window.session.change("policy", policy="lru")
    qtbot.waitUntil(lambda: form.settings().policy == "lru", timeout=WAIT_MS)
    form.memory.setValue(9)
    anneal_window.session.change("policy", policy="rr")
    qtbot.waitUntil(lambda: form.settings().policy == "rr", timeout=WAIT_MS)
    assert form.settings().memory == 9
    assert anneal_window.session.document.intent.memory == 6


def test_a_run_from_start_to_stop(anneal_window, qtbot):
    tab = anneal_window.anneal
    assert enabled(anneal_window) == {"start"}
    run = begin(qtbot, anneal_window)
    assert enabled(anneal_window) == {"pause", "stop", "show", "export"}
    qtbot.waitUntil(lambda: "a second" in tab.panel.status.text(), timeout=WAIT_MS)
    assert "left" in tab.panel.status.text()
    assert tab.convergence.area.keys
    assert tab.thumbnail._best is not None
    began = time.thread_time()  # of the window's thread: what it does, not how busy the machine is
    anneal_window.actions_["anneal_stop"].trigger()
    qtbot.waitUntil(lambda: run.state in ("ending", "stopped"), timeout=WAIT_MS)
    assert time.thread_time() - began < 0.5
    qtbot.waitUntil(lambda: run.state == "stopped" and anneal_window.jobs.idle, timeout=WAIT_MS)
    assert run.best_cost == ioviz.simulate(run.network, run.schedule, memory=6).ios
    assert enabled(anneal_window) == {"start", "show", "export", "delete"}
    curve = {mark.name for mark in tab.curve.area.gutter.marks}
    assert curve == {"best", "start", "lower bound"}


def test_pause_and_resume(anneal_window, qtbot):
    run = begin(qtbot, anneal_window)
    anneal_window.actions_["anneal_pause"].trigger()
    assert run.state == "paused"
    assert anneal_window.anneal.buttons["anneal_pause"].text() == "Resume"
    qtbot.wait(150)
    before = run.proposals
    qtbot.wait(150)
    assert run.proposals == before
    anneal_window.actions_["anneal_pause"].trigger()
    qtbot.waitUntil(lambda: run.proposals > before, timeout=WAIT_MS)
    assert run.state == "running"
    anneal_window.actions_["anneal_pause"].trigger()
    finish(qtbot, anneal_window)
    assert run.state == "stopped"


def test_stopping_before_anything_is_proposed_does_not_wait(anneal_window, qtbot):
    go_on = threading.Event()

    def compiling(start, settings):
        yield "compiling or loading the kernels"
        go_on.wait(60)
        yield from fake_annealer(start, settings)

    runs = anneal_window.anneal.runs
    runs._annealer = compiling
    anneal_window.actions_["anneal_start"].trigger()
    run = anneal_window.anneal.run
    qtbot.waitUntil(lambda: run.start_cost is not None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "ompiling or loading" in anneal_window.anneal.panel.status.text(), timeout=WAIT_MS)
    assert run.state == "starting"
    text = anneal_window.anneal.panel.status.text()
    assert text.startswith("Compiling or loading")
    assert "left" not in text
    anneal_window.actions_["anneal_stop"].trigger()
    assert (run.state, runs.active) == ("stopped", None)
    assert run.best_cost == ioviz.simulate(run.network, run.schedule, memory=6).ios
    go_on.set()
    qtbot.waitUntil(lambda: anneal_window.jobs.idle, timeout=WAIT_MS)
    assert run.state == "stopped"


def test_objective_and_restarts(anneal_window, qtbot):
    tab, form = anneal_window.anneal, anneal_window.anneal.form
    assert not form.write_weight.isVisible()
    form.objective.setCurrentIndex(form.objective.findData("weighted"))
    form.write_weight.setValue(3.0)
    form.restarts.setValue(2)
    assert form.write_weight.isVisible()
    assert "weighted" in form.temperature.suffix()
    run = begin(qtbot, anneal_window)
    assert (run.settings.goal.weights, run.settings.restarts) == ((1.0, 3.0), 2)
    bounds = anneal_window.session.document.bounds
    assert run.lower == bounds.reads_lower + 3 * bounds.writes_lower
    assert tab.convergence.area.upper_plot.getAxis("left").labelText == "weighted"
    assert "weighted" in tab.panel.best.text()
    finish(qtbot, anneal_window)
    counts = ioviz.simulate(run.network, run.schedule, memory=6)
    assert run.best_cost == counts.reads + 3 * counts.writes
    assert SavedRuns(tab.runs.saved.folder).runs()[0].settings == run.settings
    # The memory curve counts I/Os, and so do its bounds.
    marks = {mark.name: mark.y for mark in tab.curve.area.gutter.marks}
    assert (marks["lower bound"], marks["best"]) == (bounds.lower, counts.ios)
    for field in (form.read_weight, form.write_weight):
        field.setValue(0.0)
    assert form.settings().goal.weights == (1.0, 1.0)


def test_a_limit_ends_the_run(anneal_window, qtbot):
    anneal_window.anneal.form.proposals.setValue(60)
    anneal_window.actions_["anneal_start"].trigger()
    run = anneal_window.anneal.run
    qtbot.waitUntil(lambda: run.state == "done" and anneal_window.jobs.idle, timeout=WAIT_MS)
    assert run.schedule is not None


def test_the_best_order_goes_to_explore_while_it_runs(anneal_window, qtbot):
    run = begin(qtbot, anneal_window)
    with qtbot.waitSignal(anneal_window.session.documentChanged, timeout=WAIT_MS):
        anneal_window.actions_["anneal_show"].trigger()
    document = anneal_window.session.document
    assert anneal_window.workspace.tab is Tab.EXPLORE
    assert document.intent.order == "file"
    assert document.trace.counts.ios < run.start_cost
    assert run.active
    anneal_window.session.undo_stack.undo()
    qtbot.waitUntil(lambda: anneal_window.session.document.intent.order == "neuron", timeout=WAIT_MS)
    finish(qtbot, anneal_window)


def test_rename_overlay_delete_and_undo(anneal_window, qtbot):
    tab = anneal_window.anneal
    first = begin(qtbot, anneal_window)
    finish(qtbot, anneal_window)
    second = begin(qtbot, anneal_window)
    finish(qtbot, anneal_window)
    rows = tab.table.rows
    assert tab.run is second
    for action in ("tab_explore", "anneal_rename", "anneal_rename"):  # once more while it is edited
        anneal_window.actions_[action].trigger()
    assert tab.isVisible()
    assert tab.table.findChild(QLineEdit).isVisible()
    assert rows.setData(rows.index(1, 0), "  my   run ", Qt.ItemDataRole.EditRole)
    assert first.title == "my run"
    assert rows.setData(rows.index(1, 0), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert f"{first.key}:best" in tab.convergence.area.keys
    assert "my run" in {mark.name for mark in tab.convergence.area.gutter.marks}
    tab.table.choose(first)
    anneal_window.actions_["anneal_delete"].trigger()
    assert tab.runs.items == [second]
    assert tab.run is second
    assert "delete my run" in anneal_window.actions_["undo"].text()
    anneal_window.actions_["undo"].trigger()
    assert tab.runs.items == [first, second]
    assert [rows.data(rows.index(row, 0)) for row in range(2)] == ["Run 2", "my run"]


def test_export_in_every_form(anneal_window, qtbot, tmp_path):
    run = begin(qtbot, anneal_window)
    finish(qtbot, anneal_window)
    for ending in (".png", ".svg", ".csv", ".schedule.json", ".schedule.npz"):
        path = tmp_path / f"run{ending}"
        anneal_window.anneal.export(path)
        qtbot.waitUntil(lambda: anneal_window.jobs.idle, timeout=WAIT_MS)
        assert path.stat().st_size > 100, ending
    schedule = ioviz.load_schedule(tmp_path / "run.schedule.json", run.network)
    assert ioviz.simulate(run.network, schedule, memory=6).ios == run.best_cost
    anneal_window.actions_["anneal_export"].trigger()
    dialog = anneal_window.findChild(QFileDialog)
    dialog.selectNameFilter("Points as CSV (*.csv)")
    dialog.fileSelected.emit(str(tmp_path / "chosen"))
    dialog.close()
    assert (tmp_path / "chosen.csv").exists()
    anneal_window.anneal.export(tmp_path / "missing" / "run.png")
    assert anneal_window.message.is_error


def test_closing_while_it_runs_loses_nothing(make_window, network_file, qtbot, anneal_window):
    run = begin(qtbot, anneal_window)
    anneal_window.close()
    wait_for_threads(qtbot, anneal_window)
    found = SavedRuns(anneal_window.anneal.runs.saved.folder).runs()
    assert [one.key for one in found] == [run.key]
    assert found[0].best_cost <= run.best_cost < run.start_cost

    again = make_window()
    again.actions_["tab_anneal"].trigger()
    qtbot.waitUntil(lambda: len(again.anneal.runs.items) == 1 and again.jobs.idle, timeout=WAIT_MS)
    assert again.anneal.table.rows.data(again.anneal.table.rows.index(0, 9)) == "saved"
    with qtbot.waitSignal(again.session.documentChanged, timeout=WAIT_MS):
        again.actions_["anneal_show"].trigger()
    document = again.session.document
    assert document.trace.counts.ios == found[0].best_cost
    assert isinstance(document.network, Network)
    assert document.network.n_connections == run.network.n_connections


def test_a_deleted_run_is_gone_for_good_after_closing(anneal_window, qtbot):
    begin(qtbot, anneal_window)
    finish(qtbot, anneal_window)
    folder = anneal_window.anneal.runs.saved.folder
    assert len(SavedRuns(folder).runs()) == 1
    anneal_window.actions_["anneal_delete"].trigger()
    assert len(SavedRuns(folder).runs()) == 1  # Undo may still want it
    anneal_window.close()
    assert SavedRuns(folder).runs() == []


def test_a_deleted_run_is_gone_even_if_something_is_computed(anneal_window, qtbot):
    begin(qtbot, anneal_window)
    finish(qtbot, anneal_window)
    anneal_window.actions_["anneal_delete"].trigger()
    go_on = threading.Event()
    anneal_window.jobs.start("kernel", lambda: go_on.wait(60))
    anneal_window.close()
    assert SavedRuns(anneal_window.anneal.runs.saved.folder).runs() == []
    go_on.set()
    wait_for_threads(qtbot, anneal_window)


def test_a_failing_run_is_reported(anneal_window, qtbot, monkeypatch):
    def failing(_start, _settings):
        raise ioviz.InvalidArgument("This annealer does not anneal.")
        yield

    anneal_window.anneal.runs._annealer = failing
    anneal_window.actions_["anneal_start"].trigger()
    run = anneal_window.anneal.run
    qtbot.waitUntil(lambda: run.state == "failed" and anneal_window.jobs.idle, timeout=WAIT_MS)
    assert anneal_window.message.is_error
    assert anneal_window.actions_["anneal_start"].isEnabled()


def test_another_network_while_it_runs(anneal_window, qtbot):
    run = begin(qtbot, anneal_window)
    anneal_window.session.open_sample("diamond")
    qtbot.waitUntil(lambda: anneal_window.session.document.network is not run.network, timeout=WAIT_MS)
    finish(qtbot, anneal_window)
    with qtbot.waitSignal(anneal_window.session.documentChanged, timeout=WAIT_MS):
        anneal_window.actions_["anneal_show"].trigger()
    assert anneal_window.session.document.network is run.network


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "size"), [(1.0, (1280, 800)), (1.5, (1280, 800)), (1.0, (1920, 1080))])
def test_looks(anneal_window, qtbot, theme, text, size, tmp_path):
    begin(qtbot, anneal_window)
    style().choose(theme=theme, text_scale=text)
    anneal_window.resize(*size)
    QApplication.processEvents()
    tab = anneal_window.anneal
    assert tab.widget().width() <= tab.viewport().width()  # nothing is cut at the right
    assert tab.convergence.area.box().height() > 40
    pictures = os.environ.get("IOVIZ_PICTURES")
    anneal_window.grab().save(str(Path(pictures or tmp_path) / f"anneal-{theme}-{text}-{size[0]}.png"))
    finish(qtbot, anneal_window)


def test_the_memory_curve_dialog(anneal_window, qtbot, tmp_path):
    anneal_window.actions_["curve"].trigger()
    dialog = anneal_window.dialogs.opened["curve"]
    qtbot.waitUntil(lambda: dialog.plot is not None and len(dialog.plot.area.keys) == 2, timeout=WAIT_MS)
    dialog.boxes["tiled"].setChecked(True)
    qtbot.waitUntil(lambda: len(dialog.plot.area.keys) == 3, timeout=WAIT_MS)
    dialog.plot.memoryRequested.emit(9)
    qtbot.waitUntil(lambda: anneal_window.session.document.intent.memory == 9, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "tiled for M 9" in {m.name for m in dialog.plot.area.gutter.marks}, timeout=WAIT_MS)
    dialog.export(tmp_path / "curve.csv")
    assert (tmp_path / "curve.csv").read_text().startswith("order,memory")
    dialog.close()
    qtbot.waitUntil(lambda: anneal_window.jobs.idle, timeout=WAIT_MS)
    anneal_window.session.change("memory", memory=8)
    qtbot.waitUntil(lambda: anneal_window.session.document.intent.memory == 8, timeout=WAIT_MS)


def curve_at_m(tab, name: str) -> int:
    """The I/Os that the memory curve shows of an order at the M of the run."""
    (mark,) = [mark for mark in tab.curve.area.gutter.marks if mark.name == name]
    return round(mark.y)


def test_the_memory_curve_is_that_of_the_best_order(anneal_window, qtbot, monkeypatch):
    """Also if the run ends while the curve of a worse order is computed."""
    from ioviz.viewmodels.setup import memory_curves

    tab, gate, begun = anneal_window.anneal, threading.Event(), threading.Event()
    compute = memory_curves.order_curves

    def held(*args):
        begun.set()
        gate.wait(60)
        return compute(*args)

    monkeypatch.setattr(memory_curves, "order_curves", held)
    run = begin(qtbot, anneal_window)
    qtbot.waitUntil(begun.is_set, timeout=WAIT_MS)
    assert "Computing" in label_texts(tab._cards["curve"])
    early = run.best_cost
    qtbot.waitUntil(lambda: run.best_cost < early, timeout=WAIT_MS)
    anneal_window.actions_["anneal_stop"].trigger()
    qtbot.waitUntil(lambda: tab.runs.active is None, timeout=WAIT_MS)
    gate.set()
    qtbot.waitUntil(lambda: anneal_window.jobs.idle, timeout=WAIT_MS)
    assert curve_at_m(tab, "best") == run.best_cost
    assert "computing" not in label_texts(tab._cards["curve"]).lower()


def test_a_curve_of_a_worse_order_says_so(anneal_window, qtbot):
    tab = anneal_window.anneal
    run = begin(qtbot, anneal_window)
    qtbot.waitUntil(lambda: tab.curve is not None and bool(tab.curve.area.keys), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: run.best_cost < curve_at_m(tab, "best"), timeout=WAIT_MS)
    tab._refresh_numbers()  # as its timer does
    shown = curve_at_m(tab, "best")
    assert f"Best as of {shown} I/Os" in label_texts(tab._cards["curve"]).replace("\u202f", " ")
    finish(qtbot, anneal_window)


def test_the_curve_of_another_run_is_not_shown(anneal_window, qtbot):
    tab = anneal_window.anneal
    first = begin(qtbot, anneal_window)
    finish(qtbot, anneal_window)
    second = begin(qtbot, anneal_window)
    assert "Computing" in label_texts(tab._cards["curve"]) or tab._curve_of[0] is second
    finish(qtbot, anneal_window)
    for run in (first, second):
        tab.table.choose(run)
        assert tab._curve_of is None or tab._curve_of[0] is run
        qtbot.waitUntil(lambda: anneal_window.jobs.idle, timeout=WAIT_MS)
        assert curve_at_m(tab, "best") == run.best_cost


def test_the_panel_names_a_run_of_another_machine(anneal_window, qtbot):
    run = begin(qtbot, anneal_window)
    finish(qtbot, anneal_window)
    tab = anneal_window.anneal
    assert not tab.panel.headline.text().startswith(run.title)
    anneal_window.session.change("memory", memory=9)
    qtbot.waitUntil(lambda: anneal_window.session.document.intent.memory == 9, timeout=WAIT_MS)
    assert tab.panel.headline.text().startswith(f"{run.title}, ")
    assert "M 6" in tab.panel.headline.text()


def test_more_chains_than_cores_can_be_chosen_and_are_named(anneal_window, qtbot, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    form = AnnealForm()
    qtbot.addWidget(form)
    form.chains.setFocus()
    form.chains.selectAll()
    qtbot.keyClicks(form.chains, "4")
    form.chains.interpretText()
    assert form.settings().chains == 4
    assert form.chains.text() == "4\u202fon 2 cores"
    assert "4 chains on 2 cores" in form.settings().sentence()


def label_texts(widget) -> str:
    """All texts of the visible labels in a widget."""
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())
