"""The plot of differences, and the badges of columns."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from ioviz.gui.compare.column_badge import ColumnBadge
from ioviz.gui.compare.column_view import end_texts
from ioviz.gui.compare.difference_view import DifferenceView
from ioviz.viewmodels.look.palette import DARK, LIGHT
from tests.gui.view_tools import count_colour, differ, leave, move_to, pixels, sample_trace, show


@pytest.fixture
def view(qtbot):
    view = DifferenceView()
    view.setTraces([sample_trace(policy=policy) for policy in ("min", "lru")], 0)
    view.setSteps([500, 500])
    show(qtbot, view, 700, 140)
    return view


def test_a_click_goes_to_its_connection(view, qtbot):
    plot = view._plot()
    asked = []
    view.seekRequested.connect(asked.append)
    for share in (0.0, 0.25, 1.0):
        at = QPoint(round(plot.left() + share * (plot.width() - 1)), round(plot.center().y()))
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    n_steps = sample_trace().n_steps
    assert [step / n_steps for step in asked] == pytest.approx([0, 0.25, 1], abs=0.01)


def test_the_curve_ends_at_the_difference_of_the_ends(view):
    pixels(view)
    low, high = view._range
    ends = [sample_trace(policy=policy).counts.ios for policy in ("min", "lru")]
    assert low <= ends[1] - ends[0] <= high
    assert view._y(low, view._plot()) > view._y(high, view._plot())
    assert count_colour(pixels(view), LIGHT.current_ink) > 100


def test_the_pointer_and_the_playhead_change_the_readout(view):
    before = pixels(view)
    view.setSteps([700, 600])
    moved = pixels(view)
    assert differ(before, moved).any()
    plot = view._plot()
    move_to(view, plot.center().x(), plot.center().y())
    assert view._hovered_step(plot) == pytest.approx(sample_trace().n_steps / 2, abs=2)
    assert differ(moved, pixels(view)).any()
    leave(view)
    assert not differ(moved, pixels(view)).any()


def test_shares_zoom_and_theme(view):
    whole = pixels(view)
    view.setShares(True)
    assert differ(whole, pixels(view)).any()
    view.setShares(False)
    view._span = view._span.zoomed(8.0, 100.0)
    view.setSteps([900, 900])  # out of sight: the page is turned
    assert view._span.low < 900 <= view._span.high
    view.fit()
    assert view._span.is_whole
    view.setTheme(DARK)
    assert differ(whole, pixels(view)).mean() > 0.5


def test_without_differences_the_plot_is_flat(view):
    same = sample_trace()
    view.setTraces([same, same, None], 1)
    view.setSteps([0, 0, 0])
    pixels(view)
    assert view._range == (-1, 1)
    view.setTraces([None], 0)
    assert (pixels(view) == pixels(view)[0, 0]).all()


def test_the_badge_marks_the_main_column_by_its_shape(qtbot):
    badge = ColumnBadge(1)
    show(qtbot, badge, 90, 26)
    plain = pixels(badge)
    badge.setMain(True)
    assert count_colour(pixels(badge), LIGHT.accent) > count_colour(plain, LIGHT.accent) + 100
    assert "main" in badge.accessibleName()
    wide = badge.sizeHint().width()
    badge.setCompact(True)
    assert badge.sizeHint().width() < wide


def test_texts_for_the_total_from_long_to_short():
    assert end_texts(1, None)[0] == "1 I/O in the end"
    assert end_texts(110, 100) == (
        "110 I/Os in the end, 10.0\u202f% more than A",
        "110 I/Os, 10.0\u202f% more than A",
        "110 I/Os, +10.0\u202f%",
    )
    assert "fewer" in end_texts(90, 100)[0]
    assert end_texts(100, 100)[1] == "100 I/Os, as A"


def test_a_shorter_schedule_before_its_first_frame_is_drawn_without_steps(view):
    short = sample_trace("diamond", memory=4)
    view.setTraces([short, short], 0)
    before = pixels(view)
    view.setSteps([2, 2])
    assert differ(before, pixels(view)).any()
