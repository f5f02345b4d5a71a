"""What the Benchmark tab shows before there is a measurement."""

from __future__ import annotations

import threading
from dataclasses import replace

from tests.gui.benchmark.test_benchmark_tab import WAIT_MS, finish, open_tab
from tests.viewmodels.fake_bench import FakeBench


def test_a_long_preparation_names_its_step_and_the_time(make_window, qtbot, monkeypatch):
    monkeypatch.setattr("ioviz.gui.benchmark.benchmark_tab.core_bench", FakeBench())
    bench_window = make_window()
    open_tab(qtbot, bench_window)
    go_on = threading.Event()

    def warm_up():
        yield "Compiling or loading the kernels of the annealer"
        go_on.wait(WAIT_MS / 1000)

    made = FakeBench()()
    bench_window.benchmark.results._bench = lambda: replace(made, warm_up=warm_up)
    bench_window.actions_["bench_demo"].trigger()
    tab = bench_window.benchmark
    panel = tab.panel
    qtbot.waitUntil(lambda: "Compiling or loading" in panel.headline.text(), timeout=WAIT_MS)
    assert panel.bar.maximum() == 0  # nothing is known of the time it takes
    before = panel.headline.text()
    qtbot.waitUntil(lambda: panel.headline.text() != before, timeout=WAIT_MS)
    assert "Compiling or loading" in panel.headline.text()
    assert "of about" not in panel.headline.text()
    # The page without a chart says the same, instead of being white.
    assert tab.charts.stack.currentWidget() is tab.charts._page
    assert tab.charts._working.text() == panel.headline.text()
    go_on.set()
    finish(qtbot, bench_window)
    assert panel.bar.isHidden()
    assert tab.charts.stack.currentWidget() is tab.charts.poster
