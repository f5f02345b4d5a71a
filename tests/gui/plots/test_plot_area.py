"""Convergence and memory-curve plot: what they are given is what they draw, quickly, and what they write."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ioviz.gui.anneal.convergence_plot import ConvergencePlot, Levels, PlottedRun
from ioviz.gui.plots.memory_curve_plot import CurvePlot
from ioviz.viewmodels.anneal.curves import Point, RunCurves
from ioviz.viewmodels.look.palette import DARK, LIGHT
from ioviz.viewmodels.setup.memory_curves import OrderCurve

LEVELS = Levels(lower=700.0, upper=1500.0, start=1000.0, known=750.0)


def curves(n: int, end: float = 800.0) -> RunCurves:
    made = RunCurves()
    best = np.maximum(1000 - np.arange(n) * 200 / n, end)
    made.extend([Point(100 * (i + 1), i, 0.1 * (i + 1), best[i] + 20, float(best[i]), 50 * 0.99**i) for i in range(n)])
    return made


@pytest.fixture
def convergence(qtbot) -> ConvergencePlot:
    plot = ConvergencePlot()
    qtbot.addWidget(plot)
    plot.resize(800, 400)
    plot.show()
    plot.setLevels(LEVELS)
    plot.setRuns((PlottedRun("a", "run 1", curves(500)), PlottedRun("b", "run 2", curves(200, 900.0))))
    QApplication.processEvents()
    return plot


def drawn(plot, key: str) -> tuple[np.ndarray, np.ndarray]:
    item, _ = plot.area.curves[key]
    return item.getData()


def marks(plot) -> dict[str, float]:
    return {mark.name: mark.y for mark in plot.area.gutter.marks}


def test_every_line_has_its_label(convergence):
    assert set(marks(convergence)) == {
        "current", "best", "lower bound", "upper bound", "start", "best known", "accepted", "temperature", "run 2",
    }  # fmt: skip
    assert marks(convergence)["best"] == pytest.approx(800, abs=1)
    styles = [(mark.line.colour, mark.line.style) for mark in convergence.area.gutter.marks if not mark.lower]
    assert len(set(styles)) == len(styles)


@pytest.mark.parametrize("axis", ["proposals", "seconds"])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_curves_reach_to_both_ends(convergence, axis, scale):
    convergence.setAxis(axis)
    convergence.setScale(scale)
    x, y = drawn(convergence, "a:best")
    ends = (100, 50_000) if axis == "proposals" else (0.1, 50)
    wanted = np.log10(ends) if scale == "log" else ends
    assert (x[0], x[-1]) == pytest.approx(tuple(wanted))
    assert y[-1] == pytest.approx(800, abs=1)
    low, high = convergence.area.x_range()
    assert low <= ends[0]
    assert high >= ends[1]


def test_it_follows_until_the_user_moves_it(convergence):
    convergence.area.upper_plot.vb.setXRange(100, 200, padding=0)
    convergence.area.upper_plot.vb.sigRangeChangedManually.emit([True, True])
    assert convergence.area.x_range() == pytest.approx((100, 200))
    convergence.refresh()
    assert convergence.area.x_range() == pytest.approx((100, 200))
    convergence.fit()
    assert convergence.area.x_range()[1] >= 50_000


def test_close_shows_the_run_alone(convergence):
    convergence.setHeight("run")
    low, high = convergence.area.upper_plot.vb.viewRange()[1]
    assert 750 < low < 800
    assert high > 1015


def test_the_pointer_reads_a_moment(convergence):
    convergence.area.hovered.emit(10_050.0)
    assert "after 10\u202f000 proposals, 10\u202fs" in convergence.readout.text()
    convergence.area.hovered.emit(None)
    assert not convergence.readout.text().strip()


def test_a_run_without_points_draws_nothing(qtbot):
    plot = ConvergencePlot()
    qtbot.addWidget(plot)
    plot.setRuns((PlottedRun("a", "run 1", RunCurves()),))
    plot.show()
    for scale in ("log", "linear"):
        plot.setScale(scale)
    QApplication.processEvents()
    assert not plot.area.gutter.marks


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_pictures_and_numbers_are_written(convergence, tmp_path: Path, theme):
    convergence.setTheme(theme)
    for ending in ("png", "svg", "csv"):
        convergence.save(tmp_path / f"run.{ending}")
    image = QImage(str(tmp_path / "run.png"))
    assert image.width() == 2 * convergence.area.width()
    assert image.pixelColor(2, 2).name().upper() == theme.surface
    text = (tmp_path / "run.svg").read_text(encoding="utf-8")
    assert "<svg" in text
    assert "best known" in text
    assert len((tmp_path / "run.csv").read_text().splitlines()) == 501


def test_an_unwritable_place_is_an_error(convergence, tmp_path: Path):
    for ending in ("png", "svg", "csv"):
        with pytest.raises(OSError):
            convergence.save(tmp_path / "missing" / f"run.{ending}")


def test_a_million_points_cost_what_a_thousand_do(qtbot):
    """The cost of a frame is the width of the plot, not the number of points (a ratio: machines differ)."""

    def frame(n: int) -> float:
        rng = np.random.default_rng(0)
        made = RunCurves()
        noise = rng.normal(size=n)
        made.extend([Point(7 * (i + 1), i, 1e-3 * (i + 1), 900 + noise[i], 850, 1.0) for i in range(n)])
        plot = ConvergencePlot()
        qtbot.addWidget(plot)
        plot.resize(900, 420)
        plot.setLevels(LEVELS)
        plot.setRuns((PlottedRun("a", "run", made),))
        plot.show()
        QApplication.processEvents()
        times = []
        for i in range(40):
            made.extend([Point(7 * (n + i + 1), n + i, 1e-3 * (n + i + 1), 900, 850, 1.0)])
            began = time.thread_time()
            plot.refresh()
            QApplication.processEvents()
            times.append(time.thread_time() - began)
        plot.close()
        return statistics.median(times)

    few, many = frame(2_000), frame(300_000)
    assert many < 3 * few + 0.005


def curve(title: str, ios: list[int]) -> OrderCurve:
    values = np.array(ios, np.int64)
    return OrderCurve(title, "min", np.arange(3, 3 + len(ios)), values - 10, np.full(len(ios), 10))


@pytest.fixture
def curve_plot(qtbot) -> CurvePlot:
    plot = CurvePlot()
    qtbot.addWidget(plot)
    plot.resize(800, 400)
    plot.show()
    plot.setCurves((curve("neuron", [90, 80, 70, 60, 50]), curve("random", [190, 150, 110, 70, 50])), (50.0, 120.0))
    plot.setMemory(5)
    QApplication.processEvents()
    return plot


def test_labels_show_the_cost_at_m(curve_plot):
    assert marks(curve_plot) == {"neuron": 70, "random": 110, "upper bound": 120, "lower bound": 50}
    curve_plot.area.hovered.emit(3.2)
    assert marks(curve_plot)["random"] == 190
    assert "at M = 3: 90 I/Os of neuron, 80 reads and 10 writes" in curve_plot.readout.text()


@pytest.mark.parametrize("x", ["linear", "log"])
@pytest.mark.parametrize("y", ["linear", "log"])
def test_all_scales_show_all(curve_plot, x, y):
    curve_plot.setChoice("x", x)
    curve_plot.setChoice("y", y)
    curve_plot.setChoice("quantity", "parts")
    assert set(curve_plot.area.keys) == {f"{i}:{part}" for i in (0, 1) for part in ("ios", "reads", "writes")}
    left, right = curve_plot.area.x_range()
    assert left <= 3
    assert right >= 7
    box: QRectF = curve_plot.area.box()
    assert box.top() <= curve_plot.area.height_of(190) <= curve_plot.area.height_of(50) <= box.bottom()


def test_dragging_asks_for_memory_and_setting_does_not(curve_plot, qtbot):
    asked = []
    curve_plot.memoryRequested.connect(asked.append)
    curve_plot.setMemory(6)
    assert asked == []
    curve_plot.memory_line.setValue(np.log10(4.2))
    curve_plot.memory_line.sigDragged.emit(curve_plot.memory_line)
    assert asked == [4]
    curve_plot.memory_line.setValue(np.log10(1.0))
    curve_plot.memory_line.sigDragged.emit(curve_plot.memory_line)
    assert asked == [4, 3]


def test_curves_are_written(curve_plot, tmp_path: Path):
    for ending in ("png", "svg", "csv"):
        curve_plot.save(tmp_path / f"curve.{ending}")
    rows = (tmp_path / "curve.csv").read_text().splitlines()
    assert rows[0] == "order,memory,reads,writes,ios"
    assert rows[1] == "neuron,3,80,10,90"
    assert len(rows) == 11
