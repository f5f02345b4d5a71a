"""What a schedule proves, and its properties."""

from __future__ import annotations

import dataclasses
import itertools
import subprocess
import sys

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
        f"Connection {connection} ({u} -> {v}) is at position {position}, "
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
        ([0, 1, 2, 2], "Connection 2 is twice in the order, at positions 2 and 3."),
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
    for make in (build_schedule, ioviz.Schedule):
        with pytest.raises(ioviz.InvalidSchedule) as caught:
            make(diamond, listed)
        assert str(caught.value).startswith(sentence)


def test_kernels_get_no_order_without_proof():
    # In a child process: the kernels would read outside of their arrays, and end it.
    program = """
import numpy as np
import ioviz
network = ioviz.generate("layered", sizes=[20, 20, 10], density=0.3, seed=0)
proven = ioviz.order(network, "neuron").order
doubled = proven.copy()
doubled[-1] = doubled[0]
orders = {
    "zeros": np.zeros_like(proven),
    "too large": np.full_like(proven, 1 << 30),
    "negative": np.full_like(proven, -(1 << 30)),
    "reversed": proven[::-1],
    "too short": proven[:-1],
    "floats": proven.astype(float),
    "NaN": np.full(proven.size, np.nan),
    "two dimensions": proven.reshape(2, -1),
    "doubled": doubled,
}
for name, order in orders.items():
    try:
        ioviz.simulate(network, ioviz.Schedule(network, order), memory=10)
    except ioviz.InvalidSchedule:
        print(name)
"""
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert child.returncode == 0, child.stderr
    assert child.stdout.splitlines() == [
        "zeros",
        "too large",
        "negative",
        "reversed",
        "too short",
        "floats",
        "NaN",
        "two dimensions",
        "doubled",
    ]


def test_replacing_a_part_proves_it_again(diamond):
    schedule = order(diamond, "neuron")
    with pytest.raises(ioviz.InvalidSchedule, match="before connection 0"):
        dataclasses.replace(schedule, order=np.array([2, 0, 1, 3], np.int32))
    with pytest.raises(ioviz.InvalidSchedule, match="The order has 4 entries, but the network has 2"):
        dataclasses.replace(schedule, network=build_network(n_neurons=3, source=[0, 1], target=[1, 2]))
    with pytest.raises(ioviz.InvalidSchedule, match="Eviction 0 names step 4"):
        dataclasses.replace(schedule, evictions=Evictions.of(3, [4], [1]))
    evictions = Evictions.of(3, [1], [1])
    with pytest.raises(ioviz.InvalidSchedule, match="have 0 steps but 1 neurons"):
        dataclasses.replace(evictions, step=[])
    assert dataclasses.replace(schedule, name="other").order.tolist() == schedule.order.tolist()


def test_a_schedule_of_another_network_is_refused(diamond):
    other = build_network(n_neurons=4, source=[0, 0, 0, 1, 2], target=[1, 2, 3, 3, 3])
    schedule = order(other, "neuron")
    uses = {
        "simulate": lambda: ioviz.simulate(diamond, schedule, memory=3),
        "record_trace": lambda: ioviz.record_trace(diamond, schedule, memory=3),
        "memory_curve": lambda: ioviz.memory_curve(diamond, schedule),
        "eviction_lower_bound": lambda: ioviz.eviction_lower_bound(diamond, schedule, memory=3),
        "anneal": lambda: list(ioviz.anneal(diamond, 3, start=schedule, proposals=10)),
        "infer": lambda: ioviz.infer(diamond, schedule, [1.0]),
        "compile": lambda: ioviz.compile(diamond, schedule),
    }
    for name, use in uses.items():
        with pytest.raises(ioviz.InvalidArgument, match="another network"):
            pytest.fail(f"{name} returned {use()!r}")


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64, np.uint64, ">i4"])
def test_any_integer_type(diamond, dtype):
    assert build_schedule(diamond, np.array([1, 0, 2, 3], dtype)).order.dtype == np.int32


def test_frozen(diamond):
    listed, settings = np.array([0, 1, 2, 3], np.int32), {"a": 1}
    schedule = ioviz.Schedule(diamond, listed, settings=settings)
    listed[0], settings["a"] = 3, 3  # what the caller gave is not the schedule's
    assert schedule.settings == {"a": 1}
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
        (3, [1], [], "The evictions have 1 steps but 0 neurons; each needs one of both."),
        (3, [0.5], [1], "The steps of the evictions are not a list of whole numbers."),
        (3, [1], [[1]], "The neurons of the evictions are not a list of whole numbers."),
        (3, [1], [-1], "Entry 0 of the neurons of the evictions is -1, which is out of range."),
        (3, [4], [1], "Eviction 0 names step 4, but steps are numbered 0 to 3."),
        (3, [1, 2], [1, 4], "Eviction 1 names neuron 4, but neurons are numbered 0 to 3."),
        (3, [2, 1], [1, 1], "Eviction 1 is at step 1, after one at step 2; evictions are listed in the order"),
        (3, [1, 1, 1], [0, 1, 2], "There are more than two evictions at step 1;"),
    ],
)
def test_no_evictions(diamond, memory, steps, neurons, sentence):
    for make in (Evictions, Evictions.of):
        with pytest.raises(ioviz.InvalidSchedule) as caught:
            ioviz.Schedule(diamond, [0, 1, 2, 3], evictions=make(memory, steps, neurons))
        assert str(caught.value).startswith(sentence)


def test_evictions_of_another_type(diamond):
    with pytest.raises(ioviz.InvalidSchedule, match="are Evictions, not list"):
        ioviz.Schedule(diamond, [0, 1, 2, 3], evictions=[(1, 1)])


@given(networks(), st.integers(0, 100))
def test_runs_are_connections_with_the_same_target_in_a_row(network, seed):
    for name in ("neuron", "random"):
        schedule = order(network, name, seed=seed)
        targets = network.target[schedule.order].tolist()
        assert schedule.n_runs == len([key for key, _ in itertools.groupby(targets)])
    assert order(network, "neuron").n_runs == np.unique(network.target).size
