"""Figures of the engine: what is printed, from measurements that are small enough for a test."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.benchmarks import engine, libcachesim
from tests.benchmarks.window import baseline
from tests.cli.conftest import Result

pytestmark = pytest.mark.measures


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network of some hundred connections, and no window."""
    tiny = engine.Workload("tiny", 30, 0.2, 2, (100,), 5)
    monkeypatch.setattr(engine, "QUICK_BASELINE", tiny)
    monkeypatch.setattr(engine, "QUICK_LARGE", tiny)
    spread = {"median": 0.1, "least": 0.1, "greatest": 0.2}
    times = {"median": 0.01, "p99": 0.02, "greatest": 0.03}
    frames = {
        "network": "mlp-4x500", "memory": 100, "speed": 1000, "columns": 1, "frames": 9, "steps_played": 99,
        **dict.fromkeys(("frame", "paint", "interval", "seek"), times),
    }  # fmt: skip
    window = {
        **dict.fromkeys(("empty", "first_paint", "ready_to_play"), spread),
        "first_paint_ratio": 1.0, "starts": 3, "frames": [frames, {**frames, "columns": 3}],
    }  # fmt: skip
    monkeypatch.setattr(baseline, "measure", lambda *, quick: window)


@pytest.mark.usefixtures("small")
def test_engine_has_stable_keys(bench: Callable[..., Result]) -> None:
    found = bench("engine", "--quick", "--json").json
    assert set(found) == {"engine", "window"}
    assert set(found["engine"]) == {"workloads", "peer", "machine"}
    workload = found["engine"]["workloads"][0]
    assert {(run["policy"], run["memory"]) for run in workload["simulations"]} == {
        (policy, memory) for policy in ("min", "lru", "rr") for memory in (10, 100, 1000)
    }
    assert {"ratio_to_peer", "peer_connections_per_second"} <= set(workload["simulations"][1])
    assert {"bytes_per_step", "seek_seconds", "ratio_to_simulation"} <= set(workload["traces"][0])
    assert set(bench("engine", "--quick", "--no-window", "--json").json) == {"engine"}
    assert set(bench("window", "--quick", "--json").json) == {"window"}


@pytest.mark.usefixtures("small")
def test_tables_for_people(bench: Callable[..., Result]) -> None:
    out = bench("engine", "--quick").out
    for text in (
        "libCacheSim",
        "Traces of tiny",
        "seek, median",
        "s, 3 columns",
        "Start-up, 3 starts each",
        "99th percentile",
    ):
        assert text in out


@pytest.mark.usefixtures("small")
def test_without_the_peer_the_rest_is_measured(bench: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libcachesim, "find_spec", lambda name: None)
    found = engine.measure(quick=True)
    assert json.dumps(found)
    assert "ratio_to_peer" not in found["workloads"][0]["simulations"][1]
    assert "pip install" in bench("engine", "--quick", "--no-window").out
