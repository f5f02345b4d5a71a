"""All cases of tests/vectors: what independent programs computed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ioviz.core.network import bounds, build_network
from ioviz.core.schedule import build_schedule, order
from ioviz.core.simulation import record_trace, simulate

FOLDER = Path(__file__).parents[2] / "vectors"
FILES = sorted([*FOLDER.glob("small_*.json"), *FOLDER.glob("medium_*.json")])
COUNTERS = ("reads", "writes", "weight_reads", "first_reads", "rereads", "evict_writes", "output_writes")


def open_case(path):
    case = json.loads(path.read_text())
    raw = case["network"]
    source, target, weight = zip(*raw["connections"])
    network = build_network(
        n_neurons=raw["neurons"],
        source=source,
        target=target,
        weight=weight,
        inputs=raw["inputs"],
        outputs=raw["outputs"],
    )
    return case, network, {name: build_schedule(network, sequence) for name, sequence in case["orders"].items()}


def test_they_are_all_here():
    assert len(FILES) == 16


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_counter(path):
    case, network, schedules = open_case(path)
    assert case["simulations"]
    for expected in case["simulations"]:
        machine = {"memory": expected["memory"], "policy": expected["policy"]}
        schedule = schedules[expected["order"]]
        result = simulate(network, schedule, **machine)
        assert {name: getattr(result, name) for name in COUNTERS} == {name: expected[name] for name in COUNTERS}
        assert record_trace(network, schedule, **machine).counts == result.counts


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_orders_bounds_and_live_memory(path):
    case, network, schedules = open_case(path)
    assert order(network, "neuron").order.tolist() == case["orders"]["neuron"]
    assert {name: schedule.live_memory for name, schedule in schedules.items()} == case["live_memory"]
    found = bounds(network)
    for name, value in case["bounds"].items():
        assert getattr(found, name) == value, name
