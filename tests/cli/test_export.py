"""`ioviz export` draws with no screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.cli.conftest import Result

Run = Callable[..., Result]


def test_a_table(ioviz: Run, tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    told = ioviz("export", "--sample", "fft-8", "-M", 5, "--steps", "2:9", "-o", path, "--json").json
    rows = path.read_text().splitlines()
    assert told["rows"] == len(rows) - 1 == 7
    simulated = ioviz("simulate", "--sample", "fft-8", "-M", 5, "--json").json
    whole = tmp_path / "trace.npz"
    assert ioviz("export", "--sample", "fft-8", "-M", 5, "-o", whole).code == 0
    with np.load(whole, allow_pickle=False) as columns:
        assert columns["total"][-1] == simulated["ios"]
        assert (columns["source_read"] == 2).sum() + (columns["target_read"] == 2).sum() == simulated["rereads"]
    stays = tmp_path / "stays.csv"
    told = ioviz("export", "--sample", "fft-8", "-M", 5, "--table", "residency", "-o", stays, "--json").json
    assert told["rows"] == simulated["first_reads"] + simulated["rereads"]


@pytest.mark.slow
def test_a_film(child: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    words = ("export", "--sample", "digits", "-M", 20, "--steps", "0:10", "--size", "small", "--example", 0)
    told = child(*words, "-o", path, "--progress", "--json")
    lines = [json.loads(line) for line in told.stdout.splitlines() if line.startswith('{"sentence"')]
    assert lines[-1]["share"] <= 1
    with av.open(str(path)) as container:
        read = [frame.to_ndarray(format="bgra") for frame in container.decode(video=0)]
    assert len(read) == 31
    assert read[0].shape == (480, 640, 4)
    assert np.abs(read[0].astype(int) - read[-1]).max() > 100  # something has moved


@pytest.mark.slow
def test_pictures(child: Callable[..., Any], tmp_path: Path) -> None:
    """All by one process: to start it takes longer than to draw."""
    code = (
        "import sys; from ioviz.cli.main import main; path, *words = sys.argv[1:]\n"
        "sys.exit(max(main([*words, '-o', f'{path}.{ending}']) for ending in ('png', 'svg', 'pdf')))"
    )
    words = ("export", "--sample", "digits", "-M", 20, "--steps", "0:10", "--size", "small", "--example", 0)
    done = child(tmp_path / "picture", *words, "--picture", code=code)
    assert done.returncode == 0, done.stderr
    for ending, sign in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")):
        assert (tmp_path / f"picture.{ending}").read_bytes().startswith(sign)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("-o", "film.avi"), "ends in .mp4, .gif, .png, .csv or .npz"),
        (("--picture", "-o", "film.mp4"), "ends in .png, .svg or .pdf"),
        (("-o", "film.mp4", "--steps", "5"), "Steps are written like 0:500"),
        (("-o", "film.mp4", "--steps", "0:99"), "cannot go on to 99"),
        (("-o", "film.mp4", "--size", "3x3"), "even numbers"),
        (("-o", "film.mp4", "--example", "3"), "no example 3"),
        (("-o", "t.csv", "--steps", "9:2"), "not 9:2"),
    ],
)
def test_what_cannot_be_exported(ioviz: Run, words: tuple[str, ...], sentence: str) -> None:
    told = ioviz("export", "--sample", "fft-8", "-M", 5, *words)
    assert told.code == 2
    assert sentence in told.err
