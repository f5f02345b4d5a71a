"""Closing the window while a benchmark runs."""

from __future__ import annotations

import threading
from dataclasses import replace

from ioviz.viewmodels.benchmark.saved_results import SavedResults
from tests.gui.benchmark.test_benchmark_tab import WAIT_MS, bench, bench_window  # noqa: F401  # fixtures
from tests.gui.conftest import wait_for_threads


def test_closing_saves_what_is_measured_and_waits_for_no_measurement(bench_window, qtbot, monkeypatch):  # noqa: F811
    tab, gate, held = bench_window.benchmark, threading.Event(), threading.Event()
    run = tab.results._bench

    def slow():
        made = run()

        def steps(*args):
            for number, step in enumerate(made.run(*args)):
                yield step
                if number == 1:
                    held.set()
                    gate.wait(60)  # as a program that is measured for a minute

        return replace(made, run=steps)

    monkeypatch.setattr(tab.results, "_bench", slow)
    bench_window.actions_["bench_run"].trigger()
    qtbot.waitUntil(held.is_set, timeout=WAIT_MS)
    measured = len(tab.results._feed.results.measurements)
    assert measured
    bench_window.close()
    (kept,) = SavedResults(tab.results.saved.folder).load()
    assert len(kept.results.measurements) == measured
    gate.set()
    wait_for_threads(qtbot, bench_window)
    (kept,) = SavedResults(tab.results.saved.folder).load()
    assert len(kept.results.measurements) >= measured  # the job has ended its step
