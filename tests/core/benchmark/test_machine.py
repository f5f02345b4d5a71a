"""The machine, its cores and caches, what may disturb it, and its limits."""

from __future__ import annotations

import os

import numpy as np
import pytest

from ioviz.core.benchmark import Case, Limits, Measurement, counters, describe_machine, measure_limits, noise
from ioviz.core.benchmark.caches import chosen_memory, memory_of
from ioviz.core.benchmark.cores import choose_cores, pin, thread_variables, usable_cores


def test_machine():
    found = describe_machine()
    assert found.cpu
    assert 1 <= found.cores == usable_cores()
    assert found.versions["numpy"] == np.__version__
    assert list(found.caches) == sorted(found.caches)
    assert all(size >= 1024 for size in found.caches.values())


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system cannot pin")
def test_pinning():
    before = os.sched_getaffinity(0)
    try:
        chosen = choose_cores(1)
        assert len(chosen) == 1
        assert pin(chosen)
        assert os.sched_getaffinity(0) == set(chosen)
        assert choose_cores(2) == ()
    finally:
        os.sched_setaffinity(0, before)
    assert not pin(())
    assert set(choose_cores(len(before))) == before


def test_threads_of_libraries_are_limited():
    variables = thread_variables(3)
    assert variables["OMP_NUM_THREADS"] == variables["MKL_NUM_THREADS"] == variables["OPENBLAS_NUM_THREADS"] == "3"


def test_memory_is_the_largest_cache_that_does_not_hold_all():
    caches = {"L1": 48 << 10, "L2": 1 << 20, "L3": 32 << 20}
    assert memory_of(48 << 10, 128) == 96
    assert memory_of(1024, 1 << 20) == 3
    assert chosen_memory(caches, 128, 1002) == (96, "L1")
    assert chosen_memory(caches, 128, 40_001) == (2048, "L2")
    assert chosen_memory(caches, 128, 100_000) == (65_536, "L3")
    assert chosen_memory(caches, 1, 50) == (12_288, "L1")
    assert chosen_memory({}, 1, 50) is None


def test_counters_are_read_or_it_is_said_why_not(monkeypatch):
    reason = counters.why_not()
    found = counters.count_events(lambda: sum(range(1000)), 10)
    if reason is None:
        assert found["instructions"] > 1000
    else:
        assert reason.endswith(".")
        assert found == {}
    monkeypatch.setattr(counters.sys, "platform", "win32")
    assert "Linux" in counters.why_not()


def test_what_disturbs_is_told(monkeypatch):
    ticks = iter([[100, 0, 0, 900, 0, 0, 0, 0], [150, 0, 0, 930, 0, 0, 0, 20]])
    monkeypatch.setattr(noise, "_cpu_ticks", lambda: next(ticks))
    monkeypatch.setattr(noise, "_load", lambda: 64.0)
    monkeypatch.setattr(noise, "_read", lambda path: "powersave")
    case = Case("w", 1, 1, 1, 1, "", None, None, 1, 1, "float32", "x")
    rows = [Measurement(case, "ok", "", (1.0, 1.0, 1.0)), Measurement(case, "ok", "", (1.0, 2.0, 3.0))]
    found = noise.Watch().warnings(rows, usable_cores() + 1, pinned=False)
    for text in (
        "load average 64.0",
        "took 20 %",
        "governor powersave",
        "threads share",
        "cannot pin",
        "In 1 of 2 rows",
    ):
        assert any(text in sentence for sentence in found), text
    monkeypatch.setattr(noise, "_cpu_ticks", lambda: None)
    monkeypatch.setattr(noise, "_load", lambda: 0.0)
    monkeypatch.setattr(noise, "_read", lambda path: "")
    assert noise.Watch().warnings(rows[:1], 1, pinned=True) == ()


def test_limits(monkeypatch):
    monkeypatch.setattr("ioviz.core.benchmark.limits._SECONDS", 1e-4)
    monkeypatch.setattr("ioviz.core.benchmark.limits._LARGEST_DRAM", 1 << 20)
    *steps, found = measure_limits(1)
    assert [step.done for step in steps] == list(range(len(steps)))
    assert all(step.total == len(steps) and step.sentence for step in steps)
    assert isinstance(found, Limits)
    assert list(found.bandwidth) == ["L1", "L2", "L3", "DRAM read", "DRAM triad"]
    assert list(found.sparse_rows) == ["64", "128", "256"]
    assert found.sparse_gflops == max(found.sparse_rows.values())
    assert min(found.fma_gflops, *found.bandwidth.values(), *found.sparse_rows.values()) > 0
