"""The playback clock against slow, obvious walks over the events of a trace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ioviz
from ioviz.core.names import STEP_KINDS
from ioviz.viewmodels.frame.playback import JUMPS, SPEEDS, START, Playback, Position, fitting_speed


def make_trace(seed: int = 0, memory: int = 5, policy: str = "min", order: str = "random"):
    network = ioviz.generate("layered", sizes=[5, 6, 4], density=0.5, seed=seed)
    return ioviz.record_trace(network, ioviz.order(network, order), memory=memory, policy=policy)


def on(trace) -> Playback:
    playback = Playback()
    playback.set_trace(trace, keep_position=False)
    return playback


def io_stops(trace) -> list[Position]:
    """Behind each event that costs an I/O; behind a connection's last event, the step after it."""
    stops = []
    for step in range(trace.n_steps):
        events = trace.events(step)
        for number, event in enumerate(events, 1):
            if event.ios:
                stops.append(Position(step + 1) if number == len(events) else Position(step, number))
    return stops


def test_without_a_trace_nothing_moves():
    playback = Playback()
    assert not playback.play()
    assert not playback.forward()
    assert not playback.jump("io", 1)
    assert playback.position == START


@given(seed=st.integers(0, 20), memory=st.integers(3, 9), policy=st.sampled_from(("min", "lru", "rr")))
def test_forward_by_io_stops_behind_each_io(seed, memory, policy):
    trace = make_trace(seed, memory, policy)
    playback = on(trace)
    playback.set_unit("io")
    seen = []
    while playback.forward():
        seen.append(playback.position)
    stops = io_stops(trace)
    end = [] if stops[-1] == Position(trace.n_steps) else [Position(trace.n_steps)]
    assert seen == stops + end


@given(seed=st.integers(0, 20), memory=st.integers(3, 9))
def test_back_by_io_is_the_way_back(seed, memory):
    trace = make_trace(seed, memory)
    playback = on(trace)
    playback.set_unit("io")
    playback.seek(trace.n_steps)
    seen = []
    while playback.back():
        seen.append(playback.position)
    stops = [stop for stop in io_stops(trace) if stop != Position(trace.n_steps)]
    assert seen == [*reversed(stops), START]


def test_back_by_connection_from_within_one_goes_to_its_beginning():
    playback = on(make_trace())
    playback.seek(4, 1)
    assert playback.back()
    assert playback.position == Position(4)
    assert playback.back()
    assert playback.position == Position(3)


@given(seed=st.integers(0, 20), kind=st.sampled_from(tuple(JUMPS)), direction=st.sampled_from((1, -1)), data=st.data())
def test_jumps_are_those_of_a_naive_search(seed, kind, direction, data):
    trace = make_trace(seed)
    here = data.draw(st.integers(0, trace.n_steps))
    playback = on(trace)
    playback.seek(here)

    def is_kind(step: int) -> bool:
        names = {event.kind.name for event in trace.events(step)}
        wanted = {
            "io": {"EVICT_DIRTY", "FIRST_READ", "REREAD", "WRITE_OUTPUT"},
            "eviction": {"EVICT_CLEAN", "EVICT_DIRTY"},
            "reread": {"REREAD"},
            "write": {"EVICT_DIRTY", "WRITE_OUTPUT"},
        }[kind]
        return bool(names & wanted)

    steps = [step + 1 for step in range(trace.n_steps) if is_kind(step)]
    ahead = [step for step in steps if step > here]
    behind = [step for step in steps if step < here]
    expected = (ahead[0] if ahead else None) if direction > 0 else (behind[-1] if behind else None)
    moved = playback.jump(kind, direction)
    assert moved == (expected is not None)
    assert playback.position == Position(here if expected is None else expected)


@given(
    ticks=st.lists(st.floats(0.001, 0.1), max_size=40),
    speed=st.sampled_from(SPEEDS[:7]),
    unit=st.sampled_from(("connection", "io")),
)
def test_advance_goes_as_far_as_time_and_speed_say(ticks, speed, unit):
    trace = make_trace()
    playback = on(trace)
    playback.set_unit(unit)
    playback.speed = speed
    playback.play()
    for tick in ticks:
        playback.advance(tick)
    units = sum(ticks) * speed + bool(ticks)  # the first one at once
    done = trace.counters(*playback.position).ios if unit == "io" else playback.position.step
    most = trace.counts.ios if unit == "io" else trace.n_steps
    if playback.at_end:
        assert units >= most - 1
        assert not playback.playing
    else:
        assert units - 1.001 <= done <= units + 0.001


def test_playing_stops_at_the_end_and_begins_again():
    playback = on(make_trace())
    playback.speed = 100_000
    playback.play()
    assert playback.advance(0.1)
    assert playback.at_end
    assert not playback.playing
    assert playback.play()
    assert playback.at_start
    assert playback.playing


def test_a_late_tick_does_not_leap():
    playback = on(make_trace())
    playback.speed = 10
    playback.play()
    playback.advance(60.0)
    assert playback.position.step <= 3


def test_speed_has_ends():
    playback = Playback()
    playback.speed = SPEEDS[-1]
    assert not playback.faster()
    assert playback.slower()
    playback.speed = SPEEDS[0]
    assert not playback.slower()


def test_another_trace_keeps_the_step_where_it_can():
    playback = on(make_trace(order="neuron"))
    playback.seek(10, 1)
    playback.set_trace(make_trace(memory=4, order="neuron"), keep_position=True)
    assert playback.position == Position(10)
    playback.set_trace(make_trace(seed=1), keep_position=False)
    assert playback.position == START


def test_positions_outside_are_cut():
    playback = on(make_trace())
    assert playback.seek(10**9)
    assert playback.position == Position(playback.length)
    assert playback.seek(-5)
    assert playback.position == START
    assert playback.leap(1)
    assert playback.position.step == max(1, playback.length // 20)


def test_unknown_unit():
    with pytest.raises(ValueError, match="unit"):
        Playback().set_unit("parsec")


def test_every_kind_of_step_can_be_jumped_to():
    assert tuple(JUMPS) == STEP_KINDS


@pytest.mark.parametrize("units", [1, 4, 48, 950, 75_086, 1_000_000, 5_400_000])
def test_a_fitting_speed_plays_all_in_about_a_minute(units):
    seconds = units / fitting_speed(units)
    assert seconds <= 95
    assert seconds >= 37 or fitting_speed(units) == SPEEDS[0]


def test_the_speed_fits_until_one_is_chosen():
    playback = Playback()
    long, short = make_trace(order="neuron"), make_trace(memory=3)
    playback.set_trace(long, keep_position=False)
    assert playback.fitted
    assert playback.speed == fitting_speed(long.n_steps)
    playback.set_unit("share")
    assert playback.speed == fitting_speed(1000) == 20
    playback.set_unit("io")
    assert playback.speed == fitting_speed(long.counts.ios)
    playback.faster()
    chosen = playback.speed
    assert not playback.fitted
    playback.set_trace(short, keep_position=False)
    playback.set_unit("share")
    assert playback.speed == chosen
    playback.fit_speed()
    assert playback.fitted
    assert playback.speed == 20


@pytest.mark.parametrize("unit", ["connection", "io", "share"])
def test_something_moves_with_the_first_tick(unit):
    playback = on(make_trace())
    playback.set_unit(unit)
    playback.speed = SPEEDS[0]
    playback.play()
    assert playback.advance(0.001)
    assert playback.position != START
