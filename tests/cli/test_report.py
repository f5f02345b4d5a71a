"""`ioviz report`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Result


def test_a_report(ioviz: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "fft.html"
    summary = ioviz("report", "--sample", "fft-8", "-M", 5, "-o", path, "--json").json
    assert path.stat().st_size == summary["bytes"]
    assert path.read_text().startswith("<!DOCTYPE html>")


def test_a_report_is_a_web_page(refused: Callable[..., str], tmp_path: Path) -> None:
    assert "ends in .html" in refused("report", "--sample", "fft-8", "-M", 5, "-o", tmp_path / "fft.pdf")
