"""Schedules by hand: a board agrees with the machine, move by move and in its sum, under every policy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument, InvalidSchedule, MemoryTooSmall
from ioviz.core.names import STEPWISE_POLICIES
from ioviz.core.schedule import order
from ioviz.core.simulation import record_trace, simulate
from ioviz.core.simulation.by_hand import board_at, start_board
from tests.graphs import networks, plain_of
from tests.naive.machine import Machine


def play(board, data, most=10**6):
    """Play any ready connection with any eviction candidate, until the end."""
    while not board.complete and board.step < most:
        connection = data.draw(st.sampled_from(board.ready.tolist()))
        evicted = []
        while need := board.needs(connection, evicted):
            evicted.append(data.draw(st.sampled_from(need.candidates)))
        board = board.process(connection, evicted)
    return board


@settings(max_examples=60, deadline=None)
@given(data=st.data(), network=networks(), memory=st.integers(3, 6))
def test_any_moves_replay_to_the_same_counters(data, network, memory):
    board = play(start_board(network, memory), data)
    schedule = board.schedule()
    assert simulate(network, schedule, memory=memory, policy="manual").counts == board.counts
    plain = plain_of(network)
    twin = Machine(plain.n, plain.connections, schedule.order.tolist(), memory, "manual", board.evictions)
    assert twin.counts == {name: getattr(board.counts, name) for name in twin.counts}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), network=networks(), memory=st.integers(3, 6))
def test_each_board_is_the_state_of_the_trace(data, network, memory):
    step = data.draw(st.integers(0, network.n_connections))
    board = play(start_board(network, memory), data, most=step)
    whole = board.finish(order(network, "neuron").order, data.draw(st.sampled_from(STEPWISE_POLICIES)))
    trace = record_trace(network, whole.schedule(), memory=memory, policy="manual")
    state = trace.state(board.step)
    assert state.neuron.tolist() == board.neuron.tolist()
    assert state.counts == board.counts
    here = state.neuron[state.neuron >= 0]
    assert state.dirty[state.neuron >= 0].tolist() == board.dirty[here].tolist()
    again = board_at(trace, board.step)
    for name in ("order", "neuron", "dirty", "access", "missing", "left"):
        assert getattr(again, name).tolist() == getattr(board, name).tolist()
    assert (again.evictions, again.hand, again.counts) == (board.evictions, board.hand, board.counts)


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    network=networks(),
    memory=st.integers(3, 6),
    policy=st.sampled_from(STEPWISE_POLICIES),
    name=st.sampled_from(("neuron", "layer")),
)
def test_finished_from_anywhere_by_a_policy_as_the_policy_does_it(data, network, memory, policy, name):
    plan = order(network, name)
    trace = record_trace(network, plan, memory=memory, policy=policy)
    board = board_at(trace, data.draw(st.integers(0, network.n_connections)))
    whole = board.finish(plan.order, policy)
    assert [neuron for _, neuron in whole.evictions] == trace.victims.tolist()
    assert whole.counts == trace.counts
    while not board.complete:  # and one by one
        board = board.process_by(int(plan.order[board.step]), plan.order, policy)
    assert board.evictions == whole.evictions


def test_a_board_refuses_invalid_moves(diamond_like):
    board = start_board(diamond_like, 3)
    with pytest.raises(InvalidSchedule, match="is not complete"):
        board.process(2)
    board = board.process(0)
    with pytest.raises(InvalidSchedule, match="processed already"):
        board.needs(0)
    need = board.needs(1)
    assert need is not None
    assert (need.end, need.neuron, need.candidates) == ("target", 2, (1,))
    with pytest.raises(InvalidSchedule, match="needs one more eviction"):
        board.process(1)
    with pytest.raises(InvalidSchedule, match="the connection needs it"):
        board.process(1, [0])
    with pytest.raises(InvalidSchedule, match="not in fast memory"):
        board.process(1, [3])
    with pytest.raises(InvalidSchedule, match="needs no eviction of neuron"):
        board.process(1, [1, 0])
    with pytest.raises(InvalidSchedule, match="Unknown connection 9"):
        board.needs(9)
    with pytest.raises(InvalidSchedule, match="not processed yet"):
        board.schedule()
    with pytest.raises(InvalidSchedule, match="each unprocessed connection"):
        board.finish([0, 1, 2])
    with pytest.raises(InvalidSchedule, match="before one that its source needs"):
        board.finish([2, 3, 1])
    with pytest.raises(InvalidArgument, match="choose from min, lru, rr"):
        board.finish([0, 1, 2, 3], "best")
    with pytest.raises(MemoryTooSmall):
        start_board(diamond_like, 2)


def test_a_board_never_changes(diamond_like):
    board = start_board(diamond_like, 3)
    after = board.process(0)
    assert board.step == 0
    assert board.ready.tolist() == [0, 1]
    assert after.order.tolist() == [0]
    assert not after.neuron.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        after.left[0] = 7
    assert np.array_equal(after.ready, [1, 2])


@pytest.fixture
def diamond_like():
    """0 -> 1, 0 -> 2, 1 -> 3, 2 -> 3."""
    from ioviz.core.network import build_network

    return build_network(n_neurons=4, source=[0, 0, 1, 2], target=[1, 2, 3, 3])
