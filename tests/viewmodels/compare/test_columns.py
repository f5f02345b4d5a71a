"""Columns of intents, where they are together, and how they differ."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ioviz
from ioviz.viewmodels.compare.columns import (
    MOST,
    Columns,
    first_columns,
    positions_together,
    step_of_main,
    three_policies,
)
from ioviz.viewmodels.compare.differences import compare, difference_curve, signed
from ioviz.viewmodels.document.document import FROM_FILE, MANUAL, Intent
from ioviz.viewmodels.document.provenance import intent_title
from ioviz.viewmodels.frame.playback import Playback, Position
from tests.viewmodels.networks import layered

NETWORK = layered([5, 6, 4], 0.6, seed=3)


def traces(*wanted):
    return [
        ioviz.record_trace(NETWORK, ioviz.order(NETWORK, order), memory=memory, policy=policy)
        for order, policy, memory in wanted
    ]


THREE = traces(("neuron", "min", 5), ("layer", "lru", 5), ("neuron", "rr", 7))


def walk(trace):
    """The positions behind each I/O, found by walking over all events, and the I/Os there."""
    found = [(Position(0), 0)]
    ios = 0
    for step in range(trace.n_steps):
        events = trace.events(step)
        for number, event in enumerate(events, 1):
            ios += event.ios
            at = Position(step + 1) if number == len(events) else Position(step, number)
            if event.ios:
                found.append((at, ios))
    return found


def test_columns_are_added_until_there_are_four():
    columns = first_columns(Intent(NETWORK, 6))
    assert [one.order for one in columns.intents] == ["neuron", "layer"]
    for _ in range(5):
        columns = columns.added()
    assert len(columns) == MOST
    assert len({intent_title(one) for one in columns.intents}) == MOST


def test_the_main_one_stays_when_others_go():
    columns = three_policies(Intent(NETWORK, 6, policy="lru"))
    assert (columns.main, columns.main_intent.policy) == (1, "lru")
    assert columns.removed(0).main_intent.policy == "lru"
    assert columns.removed(2).main_intent.policy == "lru"
    assert columns.removed(1).main_intent.policy == "rr"
    assert columns.chosen(2).removed(2).main_intent.policy == "lru"
    alone = columns.removed(0).removed(0)
    assert len(alone.removed(0)) == 1


def test_another_network_takes_all_along():
    columns = three_policies(Intent(NETWORK, 10)).changed(1, memory=5)
    other = layered([8, 8], seed=1)
    moved = columns.with_main(columns.main_intent.with_(network=other, memory=20))
    assert [one.memory for one in moved.intents] == [20, 10, 20]
    assert {id(one.network) for one in moved.intents} == {id(other)}
    assert not moved.same(columns)
    assert columns.same(three_policies(Intent(NETWORK, 10)).changed(1, memory=5))


def test_evictions_by_hand_are_for_one_m():
    best = ioviz.optimum(layered([2, 2], seed=0), memory=3).schedule
    columns = first_columns(Intent(best.network, 4)).with_schedule(1, best)
    intent = columns.intents[1]
    assert (intent.order, intent.loaded) == (FROM_FILE, best)
    assert (intent.policy, intent.memory) == ((MANUAL, 3) if best.evictions is not None else ("min", 4))
    assert columns.loaded == (best,)
    assert columns.changed(1, memory=5).intents[1].policy == "min"
    assert columns.chosen(1).added().intents[2].policy == "min"


@given(st.integers(0, THREE[0].counts.ios))
def test_by_io_all_have_done_as_many(number):
    playback = Playback()
    playback.set_trace(THREE[0], keep_position=False)
    playback.set_unit("io")
    playback.forward(number)
    positions = positions_together("io", THREE, 0, playback.position)
    at_end = playback.position.step == THREE[0].n_steps
    for trace, position in zip(THREE[1:], positions[1:], strict=True):
        if number > trace.counts.ios or (at_end and playback.ios == trace.counts.ios):
            assert position == Position(trace.n_steps)
        else:
            assert position == {ios: at for at, ios in walk(trace)}[number]


@given(st.integers(0, THREE[0].n_steps))
def test_by_share_all_come_in_together(step):
    positions = positions_together("share", THREE, 0, Position(step))
    ios = THREE[0].counters(step).ios
    for trace, position in zip(THREE, positions, strict=True):
        wanted = ios / THREE[0].counts.ios * trace.counts.ios
        assert abs(trace.counters(*position).ios - wanted) <= 0.5 + 1e-9
    if step == THREE[0].n_steps:
        assert {position.step for position in positions} == {step}


def test_by_connection_all_are_at_the_same_one():
    assert positions_together("connection", [*THREE, None], 1, Position(4, 2)) == [(4, 0), (4, 2), (4, 0), (4, 0)]
    assert step_of_main("connection", THREE, 0, 1, 7) == 7
    assert step_of_main("share", THREE, 0, 1, THREE[1].n_steps) == THREE[0].n_steps


def test_the_clock_counts_on_for_those_who_are_not_over():
    playback = Playback()
    short, long = sorted(THREE, key=lambda trace: trace.counts.ios)[::2]
    playback.set_trace(short, keep_position=False)
    playback.set_unit("io")
    playback.set_longest(long.counts.ios)
    playback.seek(short.n_steps)
    assert not playback.at_end
    more = long.counts.ios - short.counts.ios
    assert playback.forward(3 * more)
    assert (playback.beyond, playback.ios, playback.at_end) == (more, long.counts.ios, True)
    assert playback.back()
    assert playback.beyond == more - 1
    assert playback.seek(2)
    assert playback.beyond == 0
    playback.seek(short.n_steps)
    playback.play()
    playback.speed = 1000
    while playback.advance(0.02):
        pass
    assert (playback.beyond, playback.playing) == (more, False)
    playback.set_unit("connection")
    assert playback.at_end
    assert playback.beyond == 0


def test_playing_by_share_takes_as_long_whatever_the_size():
    for trace in THREE:
        playback = Playback()
        playback.set_trace(trace, keep_position=False)
        playback.set_unit("share")
        playback.speed = 100  # a tenth of the work a second
        playback.play()
        seconds = 0.0
        while playback.playing:
            playback.advance(0.05)
            seconds += 0.05
        assert seconds == pytest.approx(10, abs=1)
        playback.seek(0)
        assert playback.forward()
        assert playback.ios == max(1, round(trace.counts.ios / 100))


def test_the_first_difference_is_told():
    first, second = traces(("neuron", "min", 5), ("neuron", "lru", 5))
    comparison = compare(first, second)
    at = comparison.first_step
    text = comparison.sentence()
    assert text.startswith(f"A and B differ first at connection {at + 1}, w(")
    assert f"evicts {first.events(at)[0].neuron}" in text or "does not" in text
    ios = comparison.io_step
    assert f"after connection {ios}: {first.counters(ios).ios} and {second.counters(ios).ios}." in text
    assert comparison.sentence(short=True) in text
    after = comparison.next_step(at + 1)
    assert after is not None
    assert after > at


def test_other_orders_differ_in_the_connection():
    first, second = traces(("neuron", "min", 5), ("layer", "min", 5))
    assert "A processes w(" in compare(first, second).sentence()
    same = compare(first, first)
    assert same.first_step is None
    assert same.next_step(first.n_steps) is None
    assert "do the same" in same.sentence()


def test_the_curve_is_the_difference_of_the_counters():
    curve = difference_curve(THREE[0], [*THREE[1:], None], 0, THREE[0].n_steps, 10_000)
    assert curve.steps.tolist() == list(range(THREE[0].n_steps + 1))
    for trace, more in zip(THREE[1:], curve.more[:2], strict=True):
        wanted = [trace.counters(t).ios - THREE[0].counters(t).ios for t in curve.steps.tolist()]
        assert more.tolist() == wanted
    assert curve.more[2].size == 0
    low, high = curve.range
    assert low <= min(0, int(np.min(curve.more[0])))
    assert high >= max(0, int(np.max(curve.more[1])))
    few = difference_curve(THREE[0], THREE[1:], 3, 9, 4)
    assert few.steps.tolist() == [3, 5, 7, 9]


def test_signs():
    assert [signed(value) for value in (-1204, 0, 7)] == ["\u22121\u202f204", "0", "+7"]


def test_columns_of_one_network():
    columns = Columns((Intent(NETWORK, 6),))
    assert columns.network is NETWORK
    assert len(columns) == 1
