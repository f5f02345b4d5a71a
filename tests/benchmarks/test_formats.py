"""Figures of the formats: what is measured and printed, on networks that are small enough for a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ioviz.core.errors import InvalidArgument
from tests.benchmarks import format_loaders
from tests.benchmarks.formats import measure_formats
from tests.cli.conftest import Result

pytestmark = pytest.mark.measures


def test_a_measurement(bench: Callable[..., Result]) -> None:
    words = ("formats", "--connections", "500", "--formats", "mtx", "--quick")
    found = bench(*words, "--json").json["formats"]
    (size,) = found["sizes"]
    assert 400 < size["connections"] < 600
    (row,) = size["formats"]
    assert row["format"] == "mtx"
    assert row["bytes"] > 1000
    for side, name in (("ioviz", "ioviz"), ("peer", "scipy.io.mmread")):
        assert row[side]["name"] == name
        assert row[side]["status"] == "ok"
        assert row[side]["seconds"]["median"] > 0
        assert row[side]["peak_bytes"] is None or row[side]["peak_bytes"] >= row[side]["start_bytes"] > 0
    assert row["ratio"]["median"] > 0


def test_what_a_loader_cannot_do_is_a_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(format_loaders, "limit_memory", lambda nbytes: None)  # not of this process
    missing = str(tmp_path / "nothing.mtx")
    found = format_loaders.main(["scipy.io.mmread", missing, missing, "1", str(1 << 60)])
    assert found["status"] == "failed"
    assert "nothing.mtx" in found["message"]


def test_a_time_limit(monkeypatch: pytest.MonkeyPatch, bench: Callable[..., Result]) -> None:
    *_, document = measure_formats((500,), ("smtx",), repetitions=1, seconds_limit=0.01)
    row = document["sizes"][0]["formats"][0]
    assert row["ioviz"]["status"] == row["peer"]["status"] == "too slow"
    monkeypatch.setattr("tests.benchmarks.formats.measure_formats", lambda *_, **__: iter([document]))
    printed = bench("formats", "--quick").out
    assert "too slow" in printed
    assert "smtx, ioviz: It takes more than 0.01 s." in printed


def test_an_unknown_format() -> None:
    with pytest.raises(InvalidArgument, match="Unknown format to measure 'xls'"):
        next(iter(measure_formats(formats=("xls",))))
