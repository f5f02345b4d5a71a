"""`ioviz bench anneal`: what it prints, from a measurement that is small enough for a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cli.conftest import Result


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    from ioviz.core.benchmark import anneal

    monkeypatch.setattr(anneal, "SPEEDS", (anneal.SpeedCase("tiny", (12, 12, 12), 6, 200),))
    monkeypatch.setattr(anneal, "QUICK_QUALITIES", (anneal.QualityCase("tiny", (12, 12, 12), (5, 8)),))


@pytest.mark.usefixtures("small")
def test_keys_and_tables(ioviz: Callable[..., Result]) -> None:
    found = ioviz("bench", "anneal", "--quick", "--seconds", 0.2, "--json").json["anneal"]
    assert [(row["start"], row["method"]) for row in found["speeds"]] == [
        ("neuron", "ioviz"), ("neuron", "paper"), ("greedy", "ioviz"), ("greedy", "paper"),
    ]  # fmt: skip
    assert all(row["ratio"]["median"] > 0 for row in found["speeds"])
    assert [(row["memory"], row["method"]) for row in found["qualities"]] == [
        (5, "ioviz"), (5, "paper"), (8, "ioviz"), (8, "paper"),
    ]  # fmt: skip
    for row in found["qualities"]:
        assert 1.0 <= row["ratio"] <= row["mark_ratio"] <= row["start_ratio"]
    shown = ioviz("bench", "anneal", "--quick", "--seconds", 0.2).out
    assert "full simulation" in shown
    assert "I/Os over the lower bound" in shown


@pytest.mark.usefixtures("small")
def test_samples_that_are_installed_are_annealed(ioviz: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    from ioviz.core.benchmark import anneal

    monkeypatch.setattr(anneal, "QUALITIES", anneal.QUICK_QUALITIES)
    monkeypatch.setattr(anneal, "SAMPLE_MEMORIES", {"diamond": (3,), "not-installed": (5,)})
    found = ioviz("bench", "anneal", "--seconds", 0.1, "--json").json["anneal"]
    assert [(row["name"], row["memory"]) for row in found["qualities"]] == [
        ("tiny", 5), ("tiny", 5), ("tiny", 8), ("tiny", 8), ("diamond", 3), ("diamond", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["0", "-3", "soon", "nan", "inf"])
def test_seconds_are_checked(refused: Callable[..., str], text: str) -> None:
    assert "number of seconds above 0" in refused("bench", "anneal", "--seconds", text)
