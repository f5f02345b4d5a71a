"""The exact optimum: against vectors, against plain Dijkstra, and against what replaying it costs."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument, MemoryTooSmall
from ioviz.core.network import bounds, build_network
from ioviz.core.optimum import Optimum, SearchProgress, optimum, search, search_optimum
from ioviz.core.schedule import constructive
from ioviz.core.simulation import simulate
from tests.naive.optimum import least_ios

VECTORS = Path(__file__).parents[2] / "vectors"


def _cases():
    for case in json.loads((VECTORS / "optima.json").read_text()):
        yield case["name"], case
    for path in sorted(VECTORS.glob("small_*.json")):
        yield path.stem, json.loads(path.read_text())


def _network(plain):
    connections = plain["connections"]
    return build_network(
        n_neurons=plain["neurons"],
        source=[c[0] for c in connections],
        target=[c[1] for c in connections],
        weight=[c[2] for c in connections],
        inputs=plain["inputs"],
        outputs=plain["outputs"],
    )


def _replayed(found: Optimum | SearchProgress) -> int:
    network = found.schedule.network
    return simulate(network, found.schedule, memory=found.memory, policy=found.policy).ios


@pytest.mark.parametrize(("name", "case"), list(_cases()), ids=lambda x: x if isinstance(x, str) else "")
def test_vectors(name, case):
    network = _network(case["network"])
    for memory, expected in case["optimum"].items():
        found = optimum(network, int(memory))
        assert found.proven, name
        assert found.ios == expected, (name, memory)
        assert _replayed(found) == expected, (name, memory)


@st.composite
def tiny_networks(draw):
    """A DAG of at most 6 neurons in which every neuron has a connection."""
    n = draw(st.integers(2, 6))
    pairs = [(u, v) for v in range(n) for u in range(v)]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=7, unique=True))
    used = sorted({x for pair in chosen for x in pair})
    rank = {x: k for k, x in enumerate(used)}
    return len(used), [(rank[u], rank[v]) for u, v in chosen]


@settings(max_examples=60, deadline=None)
@given(tiny_networks(), st.integers(3, 6))
def test_equals_plain_dijkstra(plain, memory):
    n, connections = plain
    network = build_network(n_neurons=n, source=[u for u, _ in connections], target=[v for _, v in connections])
    found = optimum(network, memory)
    assert found.ios == least_ios(n, connections, memory)
    assert _replayed(found) == found.ios


def _dense(a, b):
    return build_network(
        n_neurons=a + b,
        source=[u for u in range(a) for _ in range(b)],
        target=[a + v for _ in range(a) for v in range(b)],
    )


def test_arrays_grow_and_result_stays():
    found = optimum(_dense(4, 4), 4)
    assert found.ios == 31
    # 65,536 states is where the arrays double for the first time.
    found = optimum(_dense(5, 5), 5)
    assert found.states > 65_536
    assert _replayed(found) == found.ios == 44


def test_a_limit_leaves_proven_bounds_and_a_real_schedule():
    network = _dense(6, 6)
    found = optimum(network, 4, max_states=1_000)
    assert not found.proven
    assert bounds(network).lower <= found.lower < found.upper <= bounds(network).upper
    assert _replayed(found) == found.upper


def test_a_larger_network_is_answered_with_bounds():
    network = _dense(9, 9)
    found = optimum(network, 4)
    assert found.states == 0
    assert found.lower == bounds(network).lower
    assert _replayed(found) == found.upper


def test_progress_rises_to_the_optimum():
    *before, last = search_optimum(_dense(5, 5), 5)
    assert isinstance(last, Optimum)
    assert before
    assert all(isinstance(moment, SearchProgress) for moment in before)
    lowers = [moment.lower for moment in before]
    assert lowers == sorted(lowers)
    assert lowers[-1] <= last.ios <= before[0].upper
    assert _replayed(before[0]) == before[0].upper


def test_an_order_at_the_lower_bound_needs_no_search():
    network = _dense(6, 6)
    found = optimum(network, 8)
    assert found.proven
    assert found.states == 0
    assert _replayed(found) == found.ios == bounds(network).lower


def test_bad_arguments_are_named_at_the_call():
    network = _dense(2, 2)
    with pytest.raises(MemoryTooSmall, match="too small"):
        search_optimum(network, 2)
    with pytest.raises(InvalidArgument, match="whole number"):
        search_optimum(network, 3.5)
    with pytest.raises(InvalidArgument, match="positive"):
        search_optimum(network, 3, seconds=0)


def test_the_time_to_compile_is_not_counted(monkeypatch):
    network = build_network(n_neurons=6, source=[0, 1, 2, 0, 1, 2, 3, 4], target=[3, 3, 3, 4, 4, 4, 5, 5])
    optimum(network, 3)  # compiled and loaded
    monkeypatch.setattr(constructive, "prepare_trials", lambda kind: time.sleep(0.04))
    monkeypatch.setattr(search, "compile_search", lambda: time.sleep(1.0))
    found = optimum(network, 3)
    assert found.proven
    assert found.states > 0
    assert found.seconds < 1.0
