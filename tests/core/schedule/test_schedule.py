"""What a schedule proves, and what it tells."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ioviz
from ioviz.core.network import build_network
from ioviz.core.schedule import Evictions, build_schedule, order
from tests.graphs import networks, plain_of
from tests.naive import orders as naive


@pytest.fixture
def diamond():
    return build_network(n_neurons=4, source=[0, 0, 1, 2], target=[1, 2, 3, 3])


@pytest.mark.jit
@given(networks(), st.data())
def test_proof_finds_the_first_connection_out_of_place(network, data):
    listed = data.draw(st.permutations(range(network.n_connections)))
    connections = plain_of(network).connections
    fault = naive.first_fault(connections, listed)
    if fault is None:
        assert build_schedule(network, listed).order.tolist() == listed
        return
    position, other = fault
    connection = listed[position]
    with pytest.raises(ioviz.InvalidSchedule) as caught:
        build_schedule(network, listed)
    (u, v), (a, b) = connections[connection], connections[other]
    assert str(caught.value) == (
        f"Connection {connection} ({u} -> {v}) stands at position {position}, "
        f"before connection {other} ({a} -> {b}) that its source needs."
    )


@pytest.mark.jit
@given(networks(), st.integers(0, 100))
def test_uses_and_live_memory(network, seed):
    schedule = order(network, "random", seed=seed)
    plain, listed = plain_of(network), schedule.order.tolist()
    assert tuple(a.tolist() for a in schedule.uses) == naive.uses(plain.n, plain.connections, listed)
    assert schedule.live_memory == naive.live_memory(plain.connections, listed)
    assert schedule.order[schedule.position].tolist() == list(range(network.n_connections))


@pytest.mark.parametrize(
    ("listed", "sentence"),
    [
        ([0, 1, 2], "The order has 3 entries, but the network has 4 connections."),
        ([0, 1, 2, 2], "Connection 2 stands twice in the order, at positions 2 and 3."),
        ([0, 1, 2, 4], "Position 3 of the order names connection 4, but connections are numbered 0 to 3."),
        ([-1, 1, 2, 3], "Position 0 of the order names connection -1, but connections are numbered 0 to 3."),
        ([0, 1, 2, 1 << 40], f"Position 3 of the order names connection {1 << 40}, but"),
        ([0.0, 1.0, 2.0, 3.0], "The order is not a list of whole numbers but float64 of shape (4,)."),
        ([[0, 1], [2, 3]], "The order is not a list of whole numbers but int64 of shape (2, 2)."),
        ([True, False, True, False], "The order is not a list of whole numbers but bool of shape (4,)."),
        ([0, [1], 2, 3], "The order is not a list of connection numbers."),
        ([0, 1, 2, 1 << 80], "The order is not a list of whole numbers but object"),
        ("0123", "The order is not a list of whole numbers"),
        (None, "The order is not a list of whole numbers"),
    ],
)
def test_no_order(diamond, listed, sentence):
    with pytest.raises(ioviz.InvalidSchedule) as caught:
        build_schedule(diamond, listed)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64, np.uint64, ">i4"])
def test_any_integer_type(diamond, dtype):
    assert build_schedule(diamond, np.array([1, 0, 2, 3], dtype)).order.dtype == np.int32


def test_frozen(diamond):
    listed = np.array([0, 1, 2, 3], np.int32)
    schedule = build_schedule(diamond, listed, settings={"a": 1})
    listed[0] = 3  # the caller's array is not the schedule's
    assert schedule.order.tolist() == [0, 1, 2, 3]
    for array in (schedule.order, schedule.position, *schedule.uses):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(TypeError):
        schedule.settings["a"] = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        schedule.name = "other"


def test_evictions(diamond):
    evictions = Evictions.of(3, [1, 3], [1, 2])
    schedule = build_schedule(diamond, [0, 1, 2, 3], evictions=evictions)
    assert len(schedule.evictions) == 2
    assert not evictions.step.flags.writeable
    assert len(Evictions.of(3, [], [])) == 0


@pytest.mark.parametrize(
    ("memory", "steps", "neurons", "sentence"),
    [
        (2, [], [], "Evictions are for a fast memory of at least 3 values, not 2."),
        (True, [], [], "Evictions are for a fast memory of at least 3 values, not True."),
        ("3", [], [], "Evictions are for a fast memory of at least 3 values, not '3'."),
        (3, [1], [], "The evictions name 1 steps but 0 neurons; each has one of both."),
        (3, [0.5], [1], "The steps of the evictions are no list of whole numbers."),
        (3, [1], [[1]], "The neurons of the evictions are no list of whole numbers."),
        (3, [1], [-1], "Entry 0 of the neurons of the evictions is -1, which is out of range."),
        (3, [4], [1], "Eviction 0 names step 4, but steps are numbered 0 to 3."),
        (3, [1, 2], [1, 4], "Eviction 1 names neuron 4, but neurons are numbered 0 to 3."),
        (3, [2, 1], [1, 1], "Eviction 1 is at step 1, after one at step 2; evictions are listed in the order"),
        (3, [1, 1, 1], [0, 1, 2], "There are more than two evictions at step 1;"),
    ],
)
def test_no_evictions(diamond, memory, steps, neurons, sentence):
    with pytest.raises(ioviz.InvalidSchedule) as caught:
        build_schedule(diamond, [0, 1, 2, 3], evictions=Evictions.of(memory, steps, neurons))
    assert str(caught.value).startswith(sentence)
