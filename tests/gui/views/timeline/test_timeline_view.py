"""The timeline: seeking, zooming, turning pages, the playhead over a cached background."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from ioviz.gui.views.timeline.axes import Span
from ioviz.gui.views.timeline.timeline_view import TimelineView
from ioviz.viewmodels.look.palette import DARK, LIGHT, rgb
from ioviz.viewmodels.timeline.timeline import empty_colour, timeline_data
from tests.gui.view_tools import (
    count_colour,
    differ,
    leave,
    move_to,
    pixels,
    sample_frame,
    sample_trace,
    show,
    timeline_view,
)


@pytest.fixture
def view(qtbot):
    return timeline_view(qtbot)


def wheel(view, x, y, delta, modifiers=Qt.KeyboardModifier.NoModifier):
    event = QWheelEvent(
        QPointF(x, y),
        QPointF(view.mapToGlobal(QPoint(round(x), round(y)))),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_a_frame_moves_the_playhead_only(view):
    emitted = []
    for signal in (view.seekRequested, view.neuronHovered, view.neuronClicked):
        signal.connect(emitted.append)
    before = pixels(view)
    kept = view._background
    view.setFrame(sample_frame(sample_trace(), 301))
    after = pixels(view)
    assert view._background is kept
    rows, _ = view.plots()
    columns = differ(before, after).any(axis=0).nonzero()[0]
    assert columns.size
    x = view.span.x(300.5, rows)
    assert abs(columns.min() - x) < 12
    assert abs(columns.max() - x) < 12
    assert count_colour(after, LIGHT.current) > 50
    assert emitted == []


def test_click_and_drag_ask_for_steps(qtbot, view):
    asked = []
    view.seekRequested.connect(asked.append)
    rows, curve = view.plots()
    start = QPoint(round(view.span.x(500, rows)), round(rows.center().y()))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    assert asked[-1] == pytest.approx(500, abs=1)
    end = QPoint(round(view.span.x(700, rows)), round(curve.center().y()))
    qtbot.mouseMove(view, end)
    QApplication.processEvents()
    assert asked[-1] == pytest.approx(700, abs=1)
    qtbot.mouseMove(view, QPoint(view.width() + 500, 20))
    QApplication.processEvents()
    assert asked[-1] == 950
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    assert all(isinstance(step, int) for step in asked)


def test_pointing_names_the_neuron_of_the_row(view):
    hovered = []
    view.neuronHovered.connect(hovered.append)
    rows, _ = view.plots()
    data = view.data
    for neuron in (0, 40, 90, 150):
        row = int(data.row_of[neuron])
        y = (view.span.y(row, rows) + view.span.y(row + 1, rows)) / 2
        if view.span.row_at(round(y), rows) != row:
            continue  # rows are thinner than a pixel here
        move_to(view, 400, round(y))
        assert hovered[-1] == neuron
        assert f"neuron {neuron}" in view.readout()
        assert "connection" in view.readout()
    assert len(hovered) >= 1
    leave(view)
    assert hovered[-1] is None
    assert view.readout() == ""


def test_hovering_from_elsewhere_frames_the_row(view):
    before = pixels(view)
    view.setHovered(60)
    assert differ(before, pixels(view)).any()
    view.setHovered(None)
    assert not differ(before, pixels(view)).any()


def test_zooming_keeps_the_step_under_the_pointer(view):
    rows, _ = view.plots()
    x = rows.left() + 300
    step = view.span.step_at(x, rows)
    before = pixels(view)
    wheel(view, x, rows.center().y(), 600)
    assert view.span.high - view.span.low < 950
    assert view.span.step_at(x, rows) == pytest.approx(step, rel=1e-6)
    assert differ(before, pixels(view)).mean() > 0.05
    wheel(view, x, rows.center().y(), 600, Qt.KeyboardModifier.ControlModifier)
    assert view.span.bottom - view.span.top < 154
    pixels(view)
    low = view.span.low
    wheel(view, x, rows.center().y(), -240, Qt.KeyboardModifier.ShiftModifier)
    assert view.span.low > low
    view.fit()
    assert view.span == Span.whole(950, 154)


def test_the_page_is_turned_after_the_playhead(view):
    view.zoom(10)
    assert view.span.low <= 300 <= view.span.high
    for step in (500, 940, 20, 950, 0):
        view.setFrame(sample_frame(sample_trace(), step))
        assert view.span.low <= step <= view.span.high
        pixels(view)


def test_zoomed_in_all_the_way_each_stay_is_a_bar(view):
    view.zoom(1e9)
    assert view.span.high - view.span.low == pytest.approx(1)
    rows, _ = view.plots()
    view.span = view.span.zoomed_rows(1e9, view.data.row_of[int(view.frame.neuron[0])])
    picture = pixels(view)
    assert count_colour(picture, LIGHT.clean) + count_colour(picture, LIGHT.dirty) > 100
    wheel(view, rows.center().x(), rows.center().y(), -12000)
    assert view.span.is_whole


@pytest.mark.parametrize(("name", "memory"), [("growth-100", 100), ("growth-10", 10), ("digits", 16)])
def test_no_row_is_hidden_however_many_layers(qtbot, name, memory):
    data = timeline_data(sample_trace(name, memory))
    view = TimelineView()
    view.setTrace(data)
    show(qtbot, view, 900, 240)
    rows, _ = view.plots()
    left, top, wide, high = (round(v) for v in (rows.left(), rows.top(), rows.width(), rows.height()))
    seen = pixels(view)[top : top + high, left : left + wide]
    parted = (seen == rgb(LIGHT.surface)).all(axis=2)
    stays = ~parted & (seen != rgb(empty_colour(LIGHT))).any(axis=2)
    assert stays.mean() > 0.08
    assert parted.mean() < 0.1


def test_layers_are_separated_where_they_are_high_enough(qtbot):
    view = TimelineView()
    show(qtbot, view, 900, 240)
    rows, _ = view.plots()

    def lines() -> int:
        column = pixels(view)[round(rows.top()) : round(rows.bottom()), round(rows.left()) + 5 : round(rows.right())]
        parted = (column == rgb(LIGHT.surface)).all(axis=(1, 2))
        return int(parted.sum())

    view.setTrace(timeline_data(sample_trace()))
    assert lines() == 3 * 2
    view.setTrace(timeline_data(sample_trace("growth-10", 10)))
    assert lines() == 0  # 31 layers, of two rows or so


def test_another_trace_theme_and_none(qtbot, view):
    before = pixels(view)
    view.setTheme(DARK)
    assert differ(before, pixels(view)).mean() > 0.8
    other = sample_trace("diamond", 4)
    view.setTrace(timeline_data(other))
    view.setFrame(sample_frame(other, 2))
    assert (view.span.n_steps, view.span.n_rows) == (4, 4)
    pixels(view)
    view.setTrace(None)
    pixels(view)
    assert view.neuron_at(QPointF(200, 50)) is None


@given(
    st.integers(1, 10**7),
    st.integers(1, 10**5),
    st.lists(st.tuples(st.floats(0.01, 100), st.floats(0, 1), st.floats(-1e6, 1e6)), max_size=8),
)
def test_what_is_in_sight_exists(n_steps, n_rows, moves):
    span = Span.whole(n_steps, n_rows)
    for factor, at, by in moves:
        span = span.zoomed(factor, at * n_steps).moved(by, by / 7).zoomed_rows(factor, at * n_rows)
        span = span.showing(at * n_steps)
        assert 0 <= span.low < span.high <= n_steps + 1e-6 * n_steps
        assert 0 <= span.top < span.bottom <= n_rows + 1e-6 * n_rows
        assert span.low - 1e-6 * n_steps <= at * n_steps <= span.high + 1e-6 * n_steps


def test_the_strip_shows_what_a_stretch_costs(view):
    strip = view.strip()
    rows, curve = view.plots()
    assert rows.bottom() < strip.top()
    assert strip.bottom() < curve.top()
    picture = pixels(view)[int(strip.center().y()), int(strip.left()) : int(strip.right())]
    assert len({tuple(pixel) for pixel in picture.tolist()}) > 8
    move_to(view, strip.left() + 300, strip.center().y())
    k = view.heat.interval_at(view.span.step_at(strip.left() + 300, rows))
    assert view.readout() == view.heat.text(k)
    assert "excess I/O" in view.readout()
    assert view.heat.excess.sum() == sample_trace().counts.rereads + sample_trace().counts.evict_writes
    view.zoom(1e9)
    pixels(view)
    assert view.heat.edges.size <= 10
