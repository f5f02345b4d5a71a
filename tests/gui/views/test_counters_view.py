"""The counters, the gauge, and the sentence bar."""

from __future__ import annotations

import itertools
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPointF

from ioviz.core.network import bounds
from ioviz.core.simulation import Counts
from ioviz.gui.views.counters_view import COUNTERS, CountersView
from ioviz.gui.views.sentence_view import SentenceView
from ioviz.viewmodels.frame.frame import Frame
from ioviz.viewmodels.frame.sentences import Part, Sentence
from ioviz.viewmodels.look.palette import DARK, LIGHT
from ioviz.viewmodels.text.numbers import count
from tests.gui.geometry.faults import faults
from tests.gui.view_tools import count_colour, differ, pixels, sample_frame, sample_trace, show, tip_at


@pytest.fixture
def view(qtbot):
    trace = sample_trace()
    view = CountersView()
    view.setBounds(bounds(trace.network))
    view.setFrame(sample_frame(trace, 500))
    show(qtbot, view, 380, 146)
    return view


def test_the_bar_is_as_long_as_the_counters(view):
    picture = pixels(view)
    bar, counts = view.bar(), view.frame.counts
    row = picture[round(bar.top()) + 1][None]
    for counter in COUNTERS:
        value = getattr(counts, counter.field)
        shown = count_colour(row, getattr(LIGHT, counter.colour))
        assert shown == pytest.approx(view.x_of(value), abs=3)


def test_bounds_final_and_so_far_are_in_their_places(view):
    limits, final = view.bounds, view.frame.final.ios
    assert 0 < view.x_of(limits.lower) < view.x_of(final) < view.x_of(limits.upper) <= view.width()
    picture = pixels(view)
    above = picture[round(view.bar().top()) - 2]
    for ios in (limits.lower, limits.upper):
        x = round(view.x_of(ios))
        assert any(count_colour(above[None, k : k + 1], LIGHT.bound_ink) for k in range(x - 2, min(x + 2, len(above))))


def test_a_run_beyond_the_upper_bound_fits(qtbot):
    trace = sample_trace(memory=4, policy="rr", order="random")
    view = CountersView()
    view.setBounds(bounds(trace.network))
    view.setFrame(sample_frame(trace, trace.n_steps))
    show(qtbot, view, 380, 146)
    assert trace.counts.ios > bounds(trace.network).upper
    assert view.x_of(trace.counts.ios) < view.width()
    pixels(view)


@pytest.mark.parametrize("height", [102, 118, 146, 300])
@pytest.mark.parametrize("width", [240, 380, 900])
def test_columns_fit_at_every_size(view, width, height):
    view.resize(width, height)
    columns = view.columns()
    assert columns[0].left() == 0
    assert columns[-1].right() == pytest.approx(width)
    assert all(a.right() == pytest.approx(b.left()) for a, b in itertools.pairwise(columns))
    assert columns[0].bottom() <= height + 1
    pixels(view)


def test_where_names_do_not_fit_they_are_a_list(qtbot):
    view = CountersView()
    view.setBounds(bounds(sample_trace().network))
    view.setFrame(sample_frame(sample_trace(), 500))
    show(qtbot, view, 200, 150)
    final = sample_trace().counts
    assert view.wantsStack(200, final)
    assert not view.wantsStack(900, final)
    assert view.leastHeight(False) < view.leastHeight(True) <= 150
    view.setStacked(True)
    view.resize(200, view.leastHeight(True))
    columns = view.columns()
    assert all(a.bottom() == pytest.approx(b.top()) for a, b in itertools.pairwise(columns))
    assert columns[-1].bottom() <= view.leastHeight(True)
    assert COUNTERS[3].meaning in tip_at(view, columns[3].center())
    pixels(view)
    view.resize(200, view.wantedHeight(True))  # the bounds have their names, and the list is lower
    assert columns[-1].bottom() < view.columns()[-1].bottom() <= view.height()
    view.setStacked(False)
    assert all(a.top() == b.top() for a, b in itertools.pairwise(view.columns()))


def test_tooltips_describe_each_counter(view):
    for counter, column in zip(COUNTERS, view.columns(), strict=True):
        assert counter.meaning in tip_at(view, column.center())
    assert "lower bound" in tip_at(view, QPointF(10, view.bar().center().y()))


def test_theme_and_frames_change_pixels(view):
    before = pixels(view)
    view.setFrame(sample_frame(sample_trace(), 501))
    assert differ(before, pixels(view)).any()
    view.setTheme(DARK)
    assert differ(before, pixels(view)).mean() > 0.8


def test_the_sentence_view_keeps_its_height(qtbot):
    trace = sample_trace()
    bar = SentenceView()
    show(qtbot, bar, 500, bar.sizeHint().height())
    heights, pictures = set(), set()
    for step in (0, 1, 300, 500, 950):
        frame = sample_frame(trace, step)
        bar.setFrame(frame)
        assert bar.accessibleDescription() == frame.sentence.full
        heights.add(bar.sizeHint().height())
        pictures.add(pixels(bar).tobytes())
    assert len(heights) == 1
    assert len(pictures) == 5
    bar.setFrame(None)
    bar.setTheme(DARK)
    pixels(bar)


def test_the_sentence_view_shows_the_short_form_where_two_lines_are_too_few(qtbot):
    sentence = Sentence((Part("word " * 60),), "In short.", 2)
    bar = SentenceView()
    show(qtbot, bar, 4000, bar.sizeHint().height())
    bar.setSentence(sentence)
    assert bar.document.toPlainText().startswith("word word")
    bar.resize(300, bar.sizeHint().height())
    pixels(bar)
    assert bar.document.toPlainText() == "In short."
    assert bar.toolTip() == sentence.full
    bar.resize(4000, bar.sizeHint().height())
    pixels(bar)
    assert bar.document.toPlainText().startswith("word word")


def test_no_line_of_the_sentence_ends_within_a_number(qtbot):
    number = count(5_400_000)
    bar = SentenceView()
    for width in range(150, 600, 7):
        show(qtbot, bar, width, 200)
        bar.setSentence(Sentence((Part(f"Weight {number} to {number}, then {number} again and {number}."),), "", 2))
        block = bar.document.firstBlock()
        layout, text = block.layout(), block.text()
        lines = [layout.lineAt(k) for k in range(layout.lineCount())]
        parts = [text[line.textStart() : line.textStart() + line.textLength()] for line in lines]
        assert sum(part.count(number) for part in parts) == 4, parts


@pytest.mark.parametrize("width", [130, 180, 213, 260, 300, 400, 700])
@pytest.mark.parametrize("stacked", [False, True])
def test_large_counters_are_whole_at_every_width(qtbot, monkeypatch, width, stacked):
    counts = Counts(5_400_000, 1_048_576, 16_200_000, 5_400_000, 65_536)
    monkeypatch.setattr(Frame, "counts", property(lambda _self: counts))
    trace = sample_trace()
    view = CountersView()
    view.setBounds(SimpleNamespace(lower=6_514_112, upper=12_800_000))
    view.setFrame(replace(sample_frame(trace, trace.n_steps), final=counts))
    view.setStacked(stacked or view.wantsStack(width, counts))
    show(qtbot, view, width, view.wantedHeight(True))
    found = [fault for fault in faults(view) if not fault.startswith("smaller")]
    assert found == []
