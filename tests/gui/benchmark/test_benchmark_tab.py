"""The Benchmark tab in the window: settings, runs, charts, saved and compared results, files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

import ioviz
from ioviz.core.benchmark import load_results, save_results
from ioviz.gui.shell.main_window import MainWindow
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.benchmark.plan import PeerChoice
from ioviz.viewmodels.benchmark.saved_results import SavedResults
from tests.gui.conftest import wait_for_threads
from tests.gui.drivers import drop_file
from tests.gui.fake_annealer import fake_annealer
from tests.viewmodels.benchmarks import results
from tests.viewmodels.fake_bench import FakeBench

WAIT_MS = 60_000
CHARTS = ("bars", "batch", "roofline", "scatter", "machine", "poster")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> FakeBench:
    made = FakeBench()
    monkeypatch.setattr("ioviz.gui.benchmark.benchmark_tab.core_bench", made)
    return made


@pytest.fixture
def bench_window(make_window, qtbot, bench) -> MainWindow:
    window = make_window()
    open_tab(qtbot, window)
    form = window.benchmark.form
    form.networks.check(["open"])
    form.peers.check(["ioviz-best", "ioviz-scheduled", "scipy-csr"])
    form.orders.check(["neuron", "layer"])
    return window


def open_tab(qtbot, window: MainWindow) -> None:
    window.actions_["tab_benchmark"].trigger()
    qtbot.waitUntil(lambda: bool(window.benchmark.peers) and window.jobs.idle, timeout=WAIT_MS)


def finish(qtbot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.benchmark.results.active is None and window.jobs.idle, timeout=WAIT_MS)


def run(qtbot, window: MainWindow):
    window.actions_["bench_run"].trigger()
    finish(qtbot, window)
    return window.benchmark.shown


def show_files(qtbot, window: MainWindow, tmp_path: Path, *sets) -> None:
    """Drop files of results on the window."""
    for number, one in enumerate(sets):
        path = tmp_path / f"set-{number}.json"
        save_results(path, one)
        assert drop_file(window, path)
        finish(qtbot, window)


def enabled(window: MainWindow) -> set[str]:
    names = ("run", "stop", "demo", "rename", "compare", "export", "delete")
    return {name for name in names if window.actions_[f"bench_{name}"].isEnabled()}


def test_a_run_from_the_form_to_the_charts(bench_window, qtbot, bench):
    tab = bench_window.benchmark
    assert enabled(bench_window) == {"run", "demo"}
    qtbot.waitUntil(lambda: "15 measurements" in tab.panel.headline.text(), timeout=WAIT_MS)
    one = run(qtbot, bench_window)
    assert one.state == "done"
    assert bench.plans[0].batches == (1, 16, 128)
    assert bench.limits_measured == 1
    assert tab.table.rows.rowCount() == 16
    assert {bar.name for bar in tab.charts.bars.bars} >= {"ioviz best · neuron", "scipy CSR"}
    assert tab.table_card.standard.currentText() == "scipy CSR"
    assert "16 measurements" in tab.panel.headline.text()
    assert enabled(bench_window) == {"run", "demo", "rename", "compare", "export", "delete"}
    for name in CHARTS:
        bench_window.actions_[f"bench_{name}"].trigger()
        assert tab.charts.stack.currentWidget() is not tab.charts._page, name
    assert tab.table_card.isHidden()  # the poster is alone
    # What the machine can do is known by now.
    run(qtbot, bench_window)
    assert bench.limits_measured == 1


def test_the_real_thing_at_its_smallest(make_window, qtbot):
    window = make_window()
    open_tab(qtbot, window)
    tab = window.benchmark
    tab.form.networks.check(["open"])
    tab.form.orders.check(["neuron"])
    tab.form.peers.check(["scipy-csr"])
    tab.form.batches.setText("2")
    tab.form.seconds.setValue(10)
    tab.form.extras.check([])
    one = run(qtbot, window)
    rows = [tab.table.rows.item_at(i) for i in range(tab.table.rows.rowCount())]
    assert [(row.name, row.measurement.status) for row in rows] == [("scipy CSR", "ok")]
    assert one.results.measurements[0].median > 0
    assert [bar.name for bar in tab.charts.bars.bars] == ["scipy CSR"]
    assert [kept.key for kept in SavedResults(tab.results.saved.folder).load()] == [one.key]


def test_stopping_keeps_the_measurements(bench_window, qtbot, bench):
    bench.pace = 0.15
    tab = bench_window.benchmark
    tab.form.batches.setText("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12")
    bench_window.actions_["bench_run"].trigger()
    assert enabled(bench_window) == {"stop", "rename", "compare"}
    assert not tab.form.isEnabled()
    assert "paused" in tab.panel.status.text()
    qtbot.waitUntil(lambda: tab.table.rows.rowCount() > 0, timeout=WAIT_MS)
    bench_window.actions_["bench_stop"].trigger()
    finish(qtbot, bench_window)
    assert tab.shown.state == "stopped"
    assert 0 < len(tab.shown.results.cells) < 12
    assert bench.ended == 1
    assert tab.form.isEnabled()


def test_the_window_is_quiet_meanwhile(bench_window, qtbot, bench, monkeypatch):
    bench.pace = 0.2
    player, jobs = bench_window.player, bench_window.jobs
    monkeypatch.setattr(bench_window.anneal.runs, "_annealer", fake_annealer)
    bench_window.anneal.form.seconds.setValue(600)
    bench_window.actions_["anneal_start"].trigger()
    qtbot.waitUntil(lambda: bench_window.anneal.runs.active.proposals > 0, timeout=WAIT_MS)
    player.play()
    bench_window.actions_["bench_run"].trigger()
    assert not player.playing
    assert bench_window.anneal.runs.active.feed.paused
    assert jobs._timer.interval() > 100
    ticking = {timer for timer in bench_window.findChildren(QTimer) if timer.isActive() and timer.interval() < 100}
    assert not {timer for timer in ticking if not timer.isSingleShot()}
    bench_window.actions_["play"].trigger()
    assert not player.playing
    assert "paused while" in bench_window.message.text.text()
    qtbot.waitUntil(lambda: bench_window.benchmark.results.active is None, timeout=WAIT_MS)
    assert player.playing
    assert not bench_window.anneal.runs.active.feed.paused
    assert jobs._timer.interval() < 100
    player.pause()
    bench_window.actions_["anneal_stop"].trigger()
    finish(qtbot, bench_window)


def test_the_demo_ends_with_a_poster(make_window, qtbot, bench):
    window = make_window()
    window.actions_["bench_demo"].trigger()  # at once: it waits for what it needs
    qtbot.waitUntil(lambda: window.benchmark.shown is not None, timeout=WAIT_MS)
    finish(qtbot, window)
    assert bench.plans[0].workloads[0].name == "W1"
    assert window.benchmark.shown.title == "Demo"
    poster = window.benchmark.charts.poster.poster
    assert "as fast as" in poster.answer
    assert "the standard way" in poster.footnote
    assert window.benchmark.charts.stack.currentWidget() is window.benchmark.charts.poster


def test_invalid_settings_are_reported(bench_window, qtbot, bench):
    tab = bench_window.benchmark
    for field, keys in ((tab.form.networks, ["open"]), (tab.form.peers, ["scipy-csr"]), (tab.form.orders, ["layer"])):
        field.check([])
        bench_window.actions_["bench_run"].trigger()
        assert tab.panel.status.text().startswith("Choose ")
        field.check(keys)
    tab.form.batches.setText("1, 0")
    bench_window.actions_["bench_run"].trigger()
    assert "whole number" in tab.panel.status.text()
    assert not bench.plans


def test_keys_are_enough(bench_window, qtbot, bench):
    form = bench_window.benchmark.form
    chip = form.orders.buttons["random"]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert "random" in form.orders.checked
    form.batches.setFocus()
    form.batches.selectAll()
    qtbot.keyClicks(form.batches, "4, x2")
    assert form.batches.text() == "4, 2"
    qtbot.keyClick(form.batches, Qt.Key.Key_Return)
    assert form.settings().batches == (2, 4)


def test_a_failing_benchmark_is_reported(bench_window, qtbot, bench, monkeypatch):
    def failing(_plan, _limits):
        raise ioviz.InvalidArgument("This benchmark does not measure.")
        yield

    monkeypatch.setattr(bench, "run", failing)
    bench_window.actions_["bench_run"].trigger()
    finish(qtbot, bench_window)
    assert bench_window.message.is_error
    assert bench_window.benchmark.results.items == []
    assert "run" in enabled(bench_window)


def test_networks_from_samples_and_files(bench_window, qtbot, bench, tmp_path):
    form = bench_window.benchmark.form
    ioviz.save(ioviz.generate("chain", neurons=4), tmp_path / "mine.json")
    action = next(action for action in form.menu.actions() if action.text() == "fft-8")
    action.trigger()
    next(action for action in form.menu.actions() if "file" in action.text()).trigger()
    dialog = bench_window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "mine.json"))
    dialog.close()
    run(qtbot, bench_window)
    assert [workload.name for workload in bench.plans[0].workloads] == ["diamond", "fft-8", "mine"]


def test_the_orders_of_the_window_can_be_measured(bench_window, qtbot, bench, monkeypatch):
    form = bench_window.benchmark.form
    assert not form.orders.buttons["found"].isEnabled()
    monkeypatch.setattr(bench_window.anneal.runs, "_annealer", fake_annealer)
    bench_window.anneal.form.proposals.setValue(5)
    bench_window.actions_["anneal_start"].trigger()
    qtbot.waitUntil(lambda: bench_window.anneal.runs.active is None and bench_window.jobs.idle, timeout=WAIT_MS)
    assert form.orders.buttons["found"].isEnabled()
    form.orders.check(["shown", "found"])
    run(qtbot, bench_window)
    assert [schedule.name for schedule in bench.plans[0].schedules] == ["as shown", "annealed (Anneal tab)"]


def test_a_missing_program_shows_how_to_install_it(bench_window, qtbot):
    form = bench_window.benchmark.form
    form.set_peers([PeerChoice("far-away", "Far Away", "sparse", False, "pip install far-away")])
    layout = form.missing.layout()
    button = layout.itemAt(layout.count() - 1).widget()
    assert "pip install far-away" in button.text()
    button.click()
    assert QGuiApplication.clipboard().text() == "pip install far-away"
    assert form.missing.isVisibleTo(form)


def test_save_rename_compare_delete_and_undo(make_window, bench_window, qtbot, tmp_path):
    tab = bench_window.benchmark
    show_files(qtbot, bench_window, tmp_path, results("first"), results("second", factor=1.3, cpu="Another CPU"))
    first, second = tab.results.items
    assert tab.shown is second
    for action in ("bench_poster", "tab_explore", "bench_rename", "bench_rename"):  # a poster hides the list
        bench_window.actions_[action].trigger()
    assert tab.list.findChild(QLineEdit).isVisible()
    rows = tab.list.rows
    assert rows.setData(rows.index(1, 0), "  my   results ", Qt.ItemDataRole.EditRole)
    assert rows.setData(rows.index(1, 0), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    qtbot.waitUntil(lambda: bench_window.jobs.idle, timeout=WAIT_MS)
    assert first.title == "my results"
    assert {row.result for row in tab.table.rows.items} == {"my results", "second"}
    assert "Different computers" in tab.list_card.warning
    assert any("(my results)" in bar.name for bar in tab.charts.bars.bars)
    bench_window.actions_["bench_delete"].trigger()
    assert tab.results.items == [first]
    bench_window.actions_["undo"].trigger()
    assert tab.results.items == [first, second]
    tab.list.choose(first)
    bench_window.actions_["bench_delete"].trigger()
    bench_window.close()
    again = make_window()
    open_tab(qtbot, again)
    assert [(one.title, one.state) for one in again.benchmark.results.items] == [("second", "saved")]


def test_files_of_every_kind(bench_window, qtbot, tmp_path):
    tab = bench_window.benchmark
    show_files(qtbot, bench_window, tmp_path, results("first"))
    for ending in (".json", ".csv", ".md"):
        tab.export(tmp_path / f"out{ending}")
        qtbot.waitUntil(lambda: bench_window.jobs.idle, timeout=WAIT_MS)
        assert (tmp_path / f"out{ending}").stat().st_size > 200
    assert load_results(tmp_path / "out.json").measurements == tab.shown.results.measurements
    for name in CHARTS:
        tab.show_chart(name)
        for ending in (".png", ".svg"):
            path = tmp_path / f"{name}{ending}"
            tab.export(path)
            assert path.stat().st_size > 2000, path.name
    assert QImage(str(tmp_path / "poster.png")).width() == 3200
    bench_window.actions_["bench_export"].trigger()
    dialog = bench_window.findChild(QFileDialog)
    dialog.selectNameFilter("Table as CSV (*.csv)")
    dialog.fileSelected.emit(str(tmp_path / "chosen"))
    dialog.close()
    qtbot.waitUntil(lambda: bench_window.jobs.idle, timeout=WAIT_MS)
    assert (tmp_path / "chosen.csv").exists()
    tab.export(tmp_path / "missing" / "out.png")
    assert bench_window.message.is_error


def test_a_dropped_file_of_results_is_shown_and_a_wrong_one_refused(bench_window, qtbot, tmp_path):
    save_results(tmp_path / "mine.json", results("mine"))
    drop_file(bench_window, tmp_path / "mine.json")
    qtbot.waitUntil(lambda: bench_window.benchmark.shown is not None, timeout=WAIT_MS)
    assert bench_window.benchmark.shown.title == "mine"
    text = json.loads((tmp_path / "mine.json").read_text())
    text["measurements"] = 3
    (tmp_path / "wrong.json").write_text(json.dumps(text))
    drop_file(bench_window, tmp_path / "wrong.json")
    qtbot.waitUntil(lambda: bench_window.message.is_error, timeout=WAIT_MS)
    finish(qtbot, bench_window)
    assert len(bench_window.benchmark.results.items) == 1


def test_closing_while_it_runs_loses_nothing(bench_window, qtbot, bench):
    bench.pace = 0.1
    tab = bench_window.benchmark
    tab.form.batches.setText("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12")
    bench_window.actions_["bench_run"].trigger()
    qtbot.waitUntil(lambda: tab.table.rows.rowCount() > 0, timeout=WAIT_MS)
    bench_window.close()
    wait_for_threads(qtbot, bench_window)
    assert bench.ended == 1
    (kept,) = SavedResults(tab.results.saved.folder).load()
    assert kept.title == "Run 1"
    assert kept.results.measurements


def test_row_bar_and_dot_are_one(bench_window, qtbot, tmp_path):
    tab = bench_window.benchmark
    show_files(qtbot, bench_window, tmp_path, results("first"))
    wanted = tab.charts.bars.bars[2].row
    tab.charts.bars.rowChosen.emit(wanted)
    assert tab.table.item.case == wanted.case
    tab.show_chart("roofline")
    plot = tab.charts.roofline
    QApplication.processEvents()
    dot = next(dot for dot in plot.dots if dot.name == "connection by connection" and dot.row.case.batch == 16)
    at = plot.area.upper_plot.vb.mapViewToScene(plot.area.in_view(dot.x, dot.y))
    found = plot.area.point_at(at + QPointF(1, 1))
    assert plot._dot(found) is dot
    plot.area.pointHovered.emit(found)
    assert plot._dot(found).name in plot.readout.text()
    plot.area.pointClicked.emit(found)
    assert tab.table.item.case == plot._dot(found).row.case
    plot.area.pointHovered.emit(None)
    assert "point at one" in plot.readout.text()


def test_the_standard_way_can_be_chosen(bench_window, qtbot, tmp_path):
    tab = bench_window.benchmark
    show_files(qtbot, bench_window, tmp_path, results("first"))
    combo = tab.table_card.standard
    assert combo.currentText() == "MKL CSRMM row-major"
    combo.setCurrentText("scipy CSR")
    combo.textActivated.emit(combo.currentText())
    assert next(bar.note for bar in tab.charts.bars.bars if bar.name == "scipy CSR") == "the standard way"
    tab.show_chart("batch")
    line = next(line for line in tab.charts.batch.lines if line.name == "scipy CSR")
    assert line.value == pytest.approx((1, 1, 1))
    tab.charts.batch.quantityRequested.emit("seconds")
    assert tab.charts.batch.lines[0].value[0] > tab.charts.batch.lines[0].value[-1]


def test_the_table_sorts_with_empty_cells_last(bench_window, qtbot, tmp_path):
    tab = bench_window.benchmark
    show_files(qtbot, bench_window, tmp_path, results("first"))
    rows = tab.table.rows
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        tab.table.sortByColumn(4, order)
        times = [rows.item_at(i).measurement.median for i in range(rows.rowCount()) if rows.item_at(i).ok]
        assert times == sorted(times, reverse=order == Qt.SortOrder.DescendingOrder)
        assert not rows.item_at(rows.rowCount() - 1).ok


def test_the_text_size_changes_while_the_machine_is_shown(bench_window, qtbot, tmp_path):
    """Widgets that are replaced while the style sheet changes crash Qt."""
    show_files(qtbot, bench_window, tmp_path, results("A"))
    bench_window.benchmark.show_chart("machine")
    bench_window.resize(1920, 1080)
    for text in (1.5, 2.0, 1.0, 2.0):
        style().choose(text_scale=text)
        QApplication.processEvents()
    assert "AMD" in bench_window.benchmark.charts.machine.text()


@pytest.mark.parametrize(
    ("theme", "text", "size"), [("light", 1.0, (1280, 800)), ("dark", 1.5, (1280, 800)), ("light", 1.0, (820, 700))]
)
def test_looks(bench_window, qtbot, theme, text, size, tmp_path):
    many = results("A name that is far longer than anyone would choose for results of their own")
    show_files(qtbot, bench_window, tmp_path, many, results("B", factor=1e-6))
    tab = bench_window.benchmark
    tab.results.tick(tab.results.items[0], True)
    style().choose(theme=theme, text_scale=text)
    bench_window.resize(*size)
    pictures = os.environ.get("IOVIZ_PICTURES")
    for name in CHARTS:
        tab.show_chart(name)
        QApplication.processEvents()
        assert tab.widget().width() <= tab.viewport().width(), name  # nothing is cut at the right
        if pictures:
            bench_window.grab().save(str(Path(pictures) / f"bench-{name}-{theme}-{text}-{size[0]}.png"))
    assert all(bar.seconds is None or bar.value for bar in tab.charts.bars.bars)
