"""Find, mini-maps and zoom in the real window, by keys and pointer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ioviz.viewmodels.look.palette import DARK, LIGHT
from tests.gui.conftest import settle
from tests.gui.view_tools import (
    count_colour,
    differ,
    network_view,
    pixels,
    timeline_view,
)


@pytest.fixture(params=["links", "matrix"])
def view(request, qtbot):
    view = network_view(qtbot, request.param, example=0)
    pixels(view)
    return view


def drag(view, start: QPoint, end: QPoint, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, modifier, start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, modifier, end)


def test_the_mini_map_is_there_when_zoomed_and_moves_what_is_seen(view):
    assert view.mini_map.box().isEmpty()
    view.zoom(5.0, QPointF(350, 250))
    box = view.mini_map.box()
    assert not box.isEmpty()
    first = pixels(view)
    centre = view.visible_box().centre
    drag(view, box.center().toPoint(), (box.topLeft() + QPointF(12, 12)).toPoint())
    assert view.visible_box().centre[0] < centre[0]
    assert view.visible_box().centre[1] < centre[1]
    assert differ(first, pixels(view)).any()
    drag(view, box.center().toPoint(), QPoint(5000, 5000))  # beyond the map: to its corner
    right, bottom = view.placement.bounds[2:]
    assert view.visible_box().centre == pytest.approx((right, bottom), rel=0.05)
    view.setTheme(DARK)
    # The buttons below have the theme of the application, which is whatever the test before this one left.
    assert count_colour(pixels(view)[: -view.toolbar.height], LIGHT.surface) < 50
    view.fit()
    assert view.mini_map.box().isEmpty()


def test_a_rubber_band_is_zoomed_to_and_a_click_with_shift_is_not(view):
    before = view.scale
    middle = view.world_at(QPointF(300, 230))
    drag(view, QPoint(250, 200), QPoint(350, 260), Qt.KeyboardModifier.ShiftModifier)
    assert view.scale > 3 * before
    assert view.visible_box().centre == pytest.approx(middle, rel=0.02)
    scale = view.scale
    drag(view, QPoint(250, 200), QPoint(252, 201), Qt.KeyboardModifier.ShiftModifier)
    assert view.scale == scale
    assert not view.band.active


def test_looking_at_a_connection_moves_its_weight_into_the_middle(view):
    frame = view.frame
    view.lookAt(connection=frame.current)
    placement, middle = view.placement, view.network_area().center()
    if placement.kind == "matrix":
        assert placement.pair_at(*view.world_at(middle)) == frame.ends
        assert view._painter is None or view._painter.weights_image is None
        pixels(view)
        assert view._painter.written_blocks, "weights are written"
    else:
        for end in frame.ends:
            assert view.rect().contains(view.to_view(placement.x[end], placement.y[end]).toPoint())


def test_the_timeline_zooms_to_one_step_and_its_map_moves_it(qtbot):
    view = timeline_view(qtbot, height=240)
    assert view.mini_map.box(view.span).isEmpty()
    whole = pixels(view)
    for _ in range(40):
        view.zoom(1.5)
    assert view.span.high - view.span.low == pytest.approx(1.0)
    assert differ(whole, pixels(view)).any()
    box = view.mini_map.box(view.span)
    assert not box.isEmpty()
    QTest.mouseClick(
        view, Qt.MouseButton.LeftButton, pos=QPoint(round(box.left() + box.width() / 2), round(box.top() + 4))
    )
    assert view.span.low == pytest.approx(view.span.n_steps / 2, abs=view.span.n_steps / 50)
    before = view.span.low
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.span.low == pytest.approx(before + 0.2)
    view.fit()
    assert view.mini_map.box(view.span).isEmpty()
    assert not differ(whole, pixels(view)).any()


def test_a_rubber_band_on_the_timeline_is_zoomed_to(qtbot):
    view = timeline_view(qtbot, height=300)
    rows, curve = view.plots()
    asked = []
    view.seekRequested.connect(asked.append)
    shift = Qt.KeyboardModifier.ShiftModifier
    low, high = (view.span.step_at(x, rows) for x in (300, 500))
    drag(view, QPoint(300, round(curve.top()) + 2), QPoint(500, round(curve.top()) + 30), shift)
    assert (view.span.low, view.span.high) == pytest.approx((low, high), abs=1)
    assert view.span.bottom - view.span.top == view.span.n_rows, "the curve has no rows"
    drag(view, QPoint(300, round(rows.top()) + 20), QPoint(500, round(rows.top()) + 50), shift)
    assert view.span.bottom - view.span.top < view.span.n_rows / 2
    assert view.span.high - view.span.low < (high - low) / 2
    span = view.span
    drag(view, QPoint(300, 60), QPoint(301, 61), shift)
    assert view.span == span
    assert asked == [], "nothing is sought meanwhile"
    pixels(view)


def test_find_goes_to_neurons_connections_and_steps(qtbot, make_window):
    window = make_window("digits")
    window.actions_["find"].trigger()
    bar, view = window.commands.find.bar, window.explore.views.network
    assert bar.isVisible()
    assert not bar.go.isVisible()
    qtbot.keyClicks(bar.query, "step 500")
    qtbot.keyClick(bar.query, Qt.Key.Key_Return)
    assert window.player.position.step == 500
    bar.query.setText("2:3")
    assert bar.go.text() == "Show"
    neuron = view.hovered
    assert neuron is not None
    qtbot.keyClick(bar.query, Qt.Key.Key_Return)
    assert not view.fitted
    assert bar.go.text() == "Next use"
    qtbot.keyClick(bar.query, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert neuron in window.explore.frame.ends
    network = window.session.document.network
    bar.query.setText(f"{network.source[40]}->{network.target[40]}")
    qtbot.keyClick(bar.query, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.explore.frame.current == 40
    bar.query.setText("nonsense")
    step = window.player.position.step
    qtbot.keyClick(bar.query, Qt.Key.Key_Return)
    assert window.player.position.step == step
    qtbot.keyClick(bar.query, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    window.actions_["find"].trigger()
    assert bar.query.selectedText() == "nonsense"
    window.session.open_sample("diamond")
    settle(qtbot, window)
    assert window.session.document.network.n_neurons < 20
    bar.query.setText("99")
    assert "no neuron 99" in bar.answer.text()


def test_zoom_keys_belong_to_the_network_or_to_the_timeline_that_has_the_focus(qtbot, make_window):
    window = make_window("digits")
    view, timeline = window.explore.views.network, window.explore.views.timeline
    before, span = view.scale, timeline.span
    window.actions_["zoom_in"].trigger()
    assert view.scale > before
    assert timeline.span == span
    window.actions_["zoom_out"].trigger()
    assert view.scale == pytest.approx(before)
    window.activateWindow()
    timeline.setFocus()
    QApplication.processEvents()
    if timeline.hasFocus():  # some platforms give no window the focus
        window.actions_["zoom_in"].trigger()
        assert timeline.span.high - timeline.span.low < span.high - span.low
    window.player.seek(7)
    settle(qtbot, window)
    window.actions_["zoom_current"].trigger()
    assert view.scale > before


def test_numbers_on_the_axis_differ_however_close_they_are():
    from ioviz.gui.views.timeline.painter import tick_texts

    assert tick_texts([0.0, 50.0], 99.0) == ["0", "50"]
    for ticks in ([0.0, 5e5, 1e6], [1_182_000.0, 1_184_000.0], [2.000_001e9, 2.000_002e9], [120_500.0, 121_000.0]):
        texts = tick_texts(ticks, ticks[-1])
        assert all(len(text) <= 8 for text in texts)
        if ticks[-1] < 2e9:
            assert len(set(texts)) == len(texts)
