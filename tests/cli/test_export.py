"""`ioviz export` draws with no screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

import ioviz
from ioviz.cli import export
from ioviz.cli.arguments import Parser
from ioviz.viewmodels.document.document import MANUAL, POLICIES, Intent
from ioviz.viewmodels.export.film_job import export_arguments
from ioviz.viewmodels.export.film_plan import FilmPlan, parse_steps
from tests.cli.conftest import Result

Run = Callable[..., Result]


def test_a_table(ioviz: Run, tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    summary = ioviz("export", "--sample", "fft-8", "-M", 5, "--steps", "2:9", "-o", path, "--json").json
    rows = path.read_text().splitlines()
    assert summary["rows"] == len(rows) - 1 == 7
    simulated = ioviz("simulate", "--sample", "fft-8", "-M", 5, "--json").json
    whole = tmp_path / "trace.npz"
    assert ioviz("export", "--sample", "fft-8", "-M", 5, "-o", whole).code == 0
    with np.load(whole, allow_pickle=False) as columns:
        assert columns["total"][-1] == simulated["ios"]
        assert (columns["source_read"] == 2).sum() + (columns["target_read"] == 2).sum() == simulated["rereads"]
    stays = tmp_path / "stays.csv"
    summary = ioviz("export", "--sample", "fft-8", "-M", 5, "--table", "residency", "-o", stays, "--json").json
    assert summary["rows"] == simulated["first_reads"] + simulated["rereads"]


@pytest.mark.parametrize("policy", [*POLICIES, MANUAL])
@pytest.mark.parametrize(
    ("plan", "title", "example"),
    [
        (FilmPlan(0, 500), "digits", None),
        (FilmPlan(3, 4, "io", 1 / 3, 25, 640, 480, "dark", 1.25), "-5 = a title, in 2 words", 0),
        (FilmPlan(0, 12, per_second=1e7), "", 41),
    ],
)
def test_the_film_of_the_window_is_what_the_command_is_asked_for(
    plan: FilmPlan, title: str, example: int | None, policy: str
) -> None:
    network, schedule, film = Path("/tmp/a folder/network.npz"), Path("/tmp/film.schedule.npz"), Path("-film.mp4")
    intent = Intent(ioviz.generate("diamond"), 17, policy, title=title)
    parser = Parser("ioviz export")
    export.add_arguments(parser)
    args = parser.parse_args(export_arguments(network, schedule, intent, plan, film, example))
    assert [Path(name) for name in (*args.files, args.order, args.output)] == [network, schedule, film]
    assert (args.memory, args.policy, args.title, args.example) == (17, policy, title, example)
    assert args.progress
    assert not args.picture
    assert export.film_plan(args, *parse_steps(args.steps, 500)) == plan


@pytest.mark.slow
def test_a_film(child: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    words = ("export", "--sample", "digits", "-M", 20, "--steps", "0:10", "--size", "small", "--example", 0)
    summary = child(*words, "-o", path, "--progress", "--json")
    lines = [json.loads(line) for line in summary.stdout.splitlines() if line.startswith('{"sentence"')]
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
        (("-o", "film.mp4", "--steps", "5"), "Invalid steps '5'"),
        (("-o", "film.mp4", "--steps", "0:99"), "cannot end at 99"),
        (("-o", "film.mp4", "--size", "3x3"), "even numbers"),
        (("-o", "film.mp4", "--example", "3"), "example 3"),
        (("-o", "t.csv", "--steps", "9:2"), "not 9:2"),
    ],
)
def test_what_cannot_be_exported(ioviz: Run, words: tuple[str, ...], sentence: str) -> None:
    summary = ioviz("export", "--sample", "fft-8", "-M", 5, *words)
    assert summary.code == 2
    assert sentence in summary.err
