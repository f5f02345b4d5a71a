"""Figures of annealing: what is printed, from a measurement that is small enough for a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.benchmarks import annealing
from tests.cli.conftest import Result

pytestmark = pytest.mark.measures


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annealing, "SPEEDS", (annealing.SpeedCase("tiny", (12, 12, 12), 6, 200),))
    monkeypatch.setattr(annealing, "QUICK_QUALITIES", (annealing.QualityCase("tiny", (12, 12, 12), (5, 8)),))


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_keys_and_tables(bench: Callable[..., Result]) -> None:
    found = bench("anneal", "--quick", "--seconds", 0.2, "--json").json["anneal"]
    assert [(row["start"], row["method"]) for row in found["speeds"]] == [
        ("neuron", "ioviz"), ("neuron", "paper"), ("greedy", "ioviz"), ("greedy", "paper"),
    ]  # fmt: skip
    assert all(row["ratio"]["median"] > 0 for row in found["speeds"])
    assert [(row["memory"], row["method"]) for row in found["qualities"]] == [
        (5, "ioviz"), (5, "paper"), (8, "ioviz"), (8, "paper"),
    ]  # fmt: skip
    for row in found["qualities"]:
        assert 1.0 <= row["ratio"] <= row["mark_ratio"] <= row["start_ratio"]
    shown = bench("anneal", "--quick", "--seconds", 0.2).out
    assert "full simulation" in shown
    assert "I/Os over the lower bound" in shown


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_samples_that_are_installed_are_annealed(bench: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annealing, "QUALITIES", annealing.QUICK_QUALITIES)
    monkeypatch.setattr(annealing, "SAMPLE_MEMORIES", {"diamond": (3,), "not-installed": (5,)})
    found = bench("anneal", "--seconds", 0.1, "--json").json["anneal"]
    assert [(row["name"], row["memory"]) for row in found["qualities"]] == [
        ("tiny", 5), ("tiny", 5), ("tiny", 8), ("tiny", 8), ("diamond", 3), ("diamond", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["0", "-3", "soon", "nan", "inf"])
def test_seconds_are_checked(bench: Callable[..., Result], text: str) -> None:
    found = bench("anneal", "--seconds", text)
    assert found.code == 2
    assert found.err.startswith("python -m tests.benchmarks anneal: ")
    assert "number of seconds above 0" in found.err
