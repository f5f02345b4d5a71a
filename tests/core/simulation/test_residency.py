"""Intervals in fast memory, and their picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument
from ioviz.core.generators import generate
from ioviz.core.schedule import order
from ioviz.core.simulation import record_trace, residency
from tests.graphs import networks
from tests.naive.machine import Machine
from tests.naive.residency import coverage, resident_at_each_multiplication

POLICIES = st.sampled_from(["min", "lru", "rr"])


def naive_rows(network, schedule, memory, policy):
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    machine = Machine(network.n_neurons, connections, schedule.order.tolist(), memory, policy)
    return resident_at_each_multiplication(machine, network.n_neurons)


@pytest.mark.jit
@given(networks(), st.integers(0, 99), POLICIES, st.integers(3, 8))
def test_a_neuron_is_there_at_the_multiplications_of_its_intervals(network, seed, policy, memory):
    schedule = order(network, "random", seed=seed)
    trace = record_trace(network, schedule, memory=memory, policy=policy)
    found = residency(trace)
    assert found.start.size == trace.counts.first_reads + trace.counts.rereads
    expected = naive_rows(network, schedule, memory, policy)
    for neuron in range(network.n_neurons):
        there = np.zeros(trace.n_steps, int)
        for start, end in zip(*found.intervals(neuron)):
            assert start < end
            there[start:end] += 1
        assert there.tolist() == expected[neuron]


@given(networks(), st.integers(3, 8), st.data())
def test_a_pixel_is_the_share_of_its_area(network, memory, data):
    schedule = order(network, "random", seed=1)
    found = residency(record_trace(network, schedule, memory=memory))
    rows = data.draw(st.lists(st.integers(0, network.n_neurons - 1), min_size=1, max_size=9))
    low = data.draw(st.floats(-3, found.n_steps, allow_nan=False))
    high = low + data.draw(st.floats(0.25, 40))
    width, height = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12))
    picture = found.density(low, high, width=width, height=height, rows=rows)
    assert picture.shape == (height, width)
    assert picture.dtype == np.float32
    intervals = [list(zip(*(side.tolist() for side in found.intervals(row)))) for row in rows]
    np.testing.assert_allclose(picture, coverage(intervals, low, high, width, height), atol=1e-6)


def test_rows_default_to_all_neurons():
    network = generate("layered", sizes=[6, 8, 4], density=0.6, seed=0)
    found = residency(record_trace(network, order(network), memory=6))
    picture = found.density(0, found.n_steps, width=found.n_steps, height=network.n_neurons)
    expected = naive_rows(network, order(network), 6, "min")
    assert picture.tolist() == np.array(expected, np.float32).tolist()
    assert not found.density(0, 5, width=3, height=2, rows=[]).any()
    assert not any(array.flags.writeable for array in (found.indptr, found.start, found.end))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"step_low": 4, "step_high": 4}, "range of steps: 4 to 4"),
        ({"step_low": 0, "step_high": float("nan")}, "range of steps: 0 to nan"),
        ({"step_low": 0, "step_high": float("inf")}, "range of steps: 0 to inf"),
        ({"step_low": 0, "step_high": 4, "width": 0}, "0 x 5 pixels"),
        ({"step_low": 0, "step_high": 4, "rows": [0, 4]}, "numbered 0 to 3"),
        ({"step_low": 0, "step_high": 4, "rows": [-1]}, "numbered 0 to 3"),
    ],
)
def test_refused(settings, sentence):
    network = generate("diamond")
    found = residency(record_trace(network, "neuron", memory=3))
    with pytest.raises(InvalidArgument, match=sentence):
        found.density(**{"width": 5, "height": 5, **settings})
