"""`ioviz bench window` measures the real window, in processes of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ioviz.cli import bench_window
from ioviz.core.errors import IovizError


@pytest.mark.slow
def test_start_up_and_frames_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = bench_window.child(tmp_path, "empty")
    start = bench_window.child(tmp_path, "start")
    assert empty["painted_at"] > 0
    assert 0 < start["painted_at"] < start["ready_at"]
    frames = bench_window._frames(tmp_path, 1000, 1.0)
    assert frames["frames"] > 5
    assert frames["steps_played"] > 100
    assert 0 < frames["paint"]["median"] <= frames["frame"]["median"] <= frames["frame"]["p99"]
    spread = bench_window._spread([0.1, 0.2])
    names = ("empty", "first_paint", "ready_to_play")
    annealing = bench_window._annealing(tmp_path, 1, 1, 0.2)
    assert annealing["stops"] == 1
    assert 0 <= annealing["late"]["median"] <= annealing["late"]["p99"]
    assert 0 < annealing["stop"]["median"] <= annealing["stop"]["greatest"]
    document = {**dict.fromkeys(names, spread), "first_paint_ratio": 1.0, "starts": 2, "frames": [frames]}
    document["anneal"] = [annealing]
    bench_window.show(document)
    out = capsys.readouterr().out
    assert "99th percentile" in out
    assert "Stop, of 1 runs, 1 chain" in out


def test_a_window_that_cannot_be_measured_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(IovizError, match=r"could not be measured \(play\): .+"):
        bench_window.child(tmp_path, "play", "no such sample")


@pytest.mark.parametrize(("count", "p99"), [(1, 1), (2, 2), (99, 99), (100, 99), (101, 100), (200, 198), (1000, 990)])
def test_the_99th_percentile_is_not_exceeded_by_99_in_100(count: int, p99: int) -> None:
    found = bench_window.percentiles([float(k) for k in range(count, 0, -1)])
    assert found["p99"] == p99
    assert found["greatest"] == count
