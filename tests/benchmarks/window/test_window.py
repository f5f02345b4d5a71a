"""The real window is measured, in processes of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from ioviz.core.errors import IovizError
from tests.benchmarks.window import baseline, sizes

pytestmark = pytest.mark.measures


@pytest.mark.slow
def test_start_up_and_frames_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = baseline.child(tmp_path, "empty")
    start = baseline.child(tmp_path, "start")
    assert empty["painted_at"] > 0
    assert 0 < start["painted_at"] < start["ready_at"]
    frames = baseline._frames(tmp_path, 1000, 1.0)
    assert frames["frames"] > 5
    assert frames["steps_played"] > 100
    assert 0 < frames["paint"]["median"] <= frames["frame"]["median"] <= frames["frame"]["p99"]
    three = baseline._frames(tmp_path, 1000, 0.5, 3)
    assert three["columns"] == 3
    assert three["frames"] > 2
    spread = baseline._spread([0.1, 0.2])
    names = ("empty", "first_paint", "ready_to_play")
    annealing = baseline._annealing(tmp_path, 1, 1, 0.2)
    assert annealing["stops"] == 1
    assert 0 <= annealing["late"]["median"] <= annealing["late"]["p99"]
    assert 0 < annealing["stop"]["median"] <= annealing["stop"]["greatest"]
    document = {**dict.fromkeys(names, spread), "first_paint_ratio": 1.0, "starts": 2, "frames": [frames, three]}
    document["anneal"] = [annealing]
    baseline.show(document)
    out = capsys.readouterr().out
    assert "99th percentile" in out
    assert "Stop, of 1 runs, 1 chain" in out
    assert "connections/s, 3 columns" in out


def test_a_window_that_cannot_be_measured_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(IovizError, match=r"could not be measured \(play\): .+"):
        baseline.child(tmp_path, "play", "no such sample")


@pytest.mark.parametrize(("count", "p99"), [(1, 1), (2, 2), (99, 99), (100, 99), (101, 100), (200, 198), (1000, 990)])
def test_the_99th_percentile_is_not_exceeded_by_99_in_100(count: int, p99: int) -> None:
    found = baseline.percentiles([float(k) for k in range(count, 0, -1)])
    assert found["p99"] == p99
    assert found["greatest"] == count


@pytest.mark.slow
def test_any_size_is_measured_next_to_the_plain_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = baseline.child(tmp_path, "size", "1000", "100", "0.5", "plain", longest_s=170)
    found = sizes._summary(answer)
    assert 900 < found["n_connections"] < 1100
    assert [machine["memory"] for machine in found["machines"]] == [100]
    assert {view["kind"] for view in found["views"]} == {"links", "matrix"}
    frames = [machine[what] for machine in found["machines"] for what in ("play", "seek")]
    frames += [view[what] for view in found["views"] for what in ("zoom", "pan")]
    frames += [found["timeline"][what] for what in ("whole", "zoomed")]
    for frame in frames:
        assert frame["seconds"]["count"] == frame["busy"]["count"] >= 2
        assert 0 < frame["seconds"]["median"] <= frame["seconds"]["p99"]
    assert found["plain"]["graph_s"]["median"] > 0
    assert found["plain"]["bars_s"]["median"] > 0
    sizes.show([found])
    out = capsys.readouterr().out
    assert "play, M = 100" in out
    assert "first sharp picture, lines" in out
    assert "not tried" not in out


@pytest.mark.parametrize(("text", "wanted"), [("1000", (1000,)), ("1e3,2e6", (1000, 2_000_000)), ("all", sizes.ALL)])
def test_sizes_are_numbers_of_connections(text: str, wanted: tuple[int, ...]) -> None:
    assert sizes.sizes(text) == wanted


@pytest.mark.parametrize("text", ["", "many", "1e99", "3", "1000,,", "nan", "-1000"])
def test_other_sizes_are_one_sentence(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="numbers of connections"):
        sizes.sizes(text)
