"""Memory curves beside each other: as simulated, and all as long as the longest."""

from __future__ import annotations

import pytest

import ioviz
from ioviz.viewmodels.setup.memory_curves import order_curves
from tests.steps import finish


@pytest.mark.parametrize("policy", ["min", "lru", "rr"])
def test_curves_are_what_simulate_counts(policy):
    network = ioviz.generate("layered", sizes=[12, 15, 6], density=0.4, seed=1)
    schedules = [(name, ioviz.order(network, name)) for name in ("neuron", "random")]
    curves, progress = finish(order_curves(schedules, policy))
    assert [curve.title for curve in curves] == ["neuron", "random"]
    assert all(0 <= step.share <= 1 for step in progress)
    longest = max(schedule.live_memory for _, schedule in schedules)
    for curve, (_, schedule) in zip(curves, schedules):
        assert curve.memory[-1] == longest
        for memory in (3, 7, longest):
            expected = ioviz.simulate(network, schedule, memory=memory, policy=policy)
            assert (curve.at(memory), curve.at(memory, "reads")) == (expected.ios, expected.reads)
            assert curve.at(memory, "writes") == expected.writes


def test_own_evictions_have_no_curve_and_are_shown_under_min():
    network = ioviz.generate("diamond")
    curves, _ = finish(order_curves([("mine", ioviz.order(network))], "manual"))
    assert curves[0].policy == "min"
