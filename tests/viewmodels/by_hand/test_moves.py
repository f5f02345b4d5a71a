"""The view model of schedules by hand: moves, eviction candidates, positions in the order, and texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.errors import InvalidSchedule
from ioviz.core.schedule import build_schedule, order
from ioviz.core.simulation import record_trace, simulate
from ioviz.viewmodels.by_hand import moves as hands
from ioviz.viewmodels.by_hand.texts import HandProgress, progress_texts
from ioviz.viewmodels.document.optimum_search import OptimumBounds
from ioviz.viewmodels.document.provenance import made_by_hand
from tests.graphs import networks
from tests.viewmodels.networks import layered

NETWORK = layered([4, 4, 2], 0.8, seed=3)


def traced(network=NETWORK, name="neuron", memory=4, policy="min"):
    return record_trace(network, order(network, name), memory=memory, policy=policy)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), network=networks(), memory=st.integers(3, 5), policy=st.sampled_from(("min", "lru", "rr")))
def test_a_move_puts_the_connection_next_and_keeps_the_steps_before(data, network, memory, policy):
    trace = traced(network, "neuron", memory, policy)
    step = data.draw(st.integers(0, network.n_connections - 1))
    from ioviz.core.simulation.by_hand import board_at

    connection = data.draw(st.sampled_from(board_at(trace, step).ready.tolist()))
    evicted: list[int] | None = None
    if data.draw(st.booleans()):
        evicted = []
        while question := hands.ask(trace, step, connection, evicted, policy):
            chosen = data.draw(st.sampled_from(question.candidates))
            evicted.append(chosen.neuron)
            if chosen.total is not None and hands.ask(trace, step, connection, evicted, policy) is None:
                made = hands.move(trace, step, connection, evicted, policy)
                ios = simulate(network, made, memory=memory, policy="manual").ios
                plan = step < trace.n_steps and connection == trace.schedule.order[step]
                assert ios == chosen.total or plan  # a move just as planned keeps the plan's own evictions
    schedule = hands.move(trace, step, connection, evicted, policy)
    assert made_by_hand(schedule) == step + 1
    assert schedule.order[:step].tolist() == trace.schedule.order[:step].tolist()
    assert schedule.order[step] == connection
    after = record_trace(network, schedule, memory=memory, policy="manual")
    assert after.counters(step) == trace.counters(step)


def test_a_move_just_as_planned_keeps_the_rest_of_the_plan():
    trace = traced(policy="lru")
    schedule = hands.move(trace, 0, int(trace.schedule.order[0]), None, "min")
    after = simulate(NETWORK, schedule, memory=4, policy="manual")
    assert after.counts == trace.counts  # LRU's, not MIN's


def test_the_first_candidate_is_the_one_that_min_evicts():
    trace = traced()
    step = trace.next_step(0, "eviction")
    connection = int(trace.schedule.order[step])
    question = hands.ask(trace, step, connection)
    assert question.candidates[0].neuron == trace.victims[0]
    assert [one.ios for one in question.candidates] == [1 + one.dirty for one in question.candidates]
    for one in question.candidates:
        later = trace.schedule.order[step + one.after]
        assert later == one.use
        assert one.neuron in (NETWORK.source[later], NETWORK.target[later])
        assert one.total is not None


def test_candidates_are_not_tried_where_that_takes_long():
    network = layered([130, 130], 0.9)
    trace = traced(network, memory=100)
    step = trace.next_step(0, "eviction")
    question = hands.ask(trace, step, int(trace.schedule.order[step]))
    assert len(question.candidates) > 90
    assert all(one.total is None for one in question.candidates)


def test_a_connection_that_is_not_ready_is_refused():
    trace = traced()
    last = int(trace.schedule.order[-1])
    with pytest.raises(InvalidSchedule, match="not ready"):
        hands.ask(trace, 0, last)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), network=networks(), memory=st.integers(3, 5))
def test_a_connection_goes_as_far_as_dependencies_allow(data, network, memory):
    trace = traced(network, "layer", memory)
    position = data.draw(st.integers(0, network.n_connections - 1))
    first, last = hands.allowed_positions(trace.schedule, position)
    orders = trace.schedule.order.tolist()
    for to in range(network.n_connections):
        tried = [*orders]
        tried.insert(to, tried.pop(position))
        try:
            build_schedule(network, tried)
        except InvalidSchedule:
            assert not first <= to <= last
        else:
            assert first <= to <= last
    to = data.draw(st.integers(0, network.n_connections - 1))
    schedule = hands.moved(trace, position, to)
    assert schedule.order[min(max(to, first), last)] == orders[position]
    assert hands.ios_of(trace, position, to) == simulate(network, schedule, memory=memory, policy="manual").ios


def test_progress_texts():
    proven = OptimumBounds(4, 22, 22)
    full, short = progress_texts(HandProgress(24, 4, 24, True, 24, proven, 20, 32))
    assert full == "you: 24 I/Os, 4 of them excess  ·  optimum: 22  ·  bounds 20 to 32"
    assert short == "you: 24  ·  optimum: 22  ·  bounds 20 to 32"
    searching = OptimumBounds(4, 21, 25, searching=True)
    full, _ = progress_texts(HandProgress(9, 0, 26, False, 24, searching, 20, 32))
    assert "26 with the rest as planned" in full
    assert "best known: 24  ·  optimum at least 21, searching" in full
    assert "best known: 24" in progress_texts(HandProgress(9, 0, 26, False, 24, None, 20, 32))[0]


@pytest.mark.parametrize("value", ["3", -1, 99, None])
def test_invalid_settings_of_other_schedules(value):
    schedule = build_schedule(NETWORK, order(NETWORK, "neuron").order, settings={"by_hand": value})
    assert made_by_hand(schedule) == 0
