"""`ioviz anneal`: a schedule that is better, in a file, and kept when the run is interrupted."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ioviz as api
from ioviz.paths import sample_path
from tests.cli.conftest import ROOT, Result

Run = Callable[..., Result]


def test_anneal_writes_a_better_schedule(ioviz: Run, tmp_path: Path) -> None:
    file = tmp_path / "best.schedule.json"
    words = ("anneal", "--sample", "digits", "-M", 30, "--proposals", 4000, "--chains", 1, "--start", "neuron")
    found = ioviz(*words, "-o", file, "--json").json
    network = api.load(sample_path("digits"))
    best = api.load_schedule(file, network)
    assert api.simulate(network, best, memory=30).ios == found["ios"] == found["best_objective"]
    assert found["ios"] < found["start_objective"] == api.simulate(network, "neuron", memory=30).ios
    assert found["proposals"] == 4000
    assert not found["stopped"]
    again = ioviz(*words, "--json").json
    assert again["ios"] == found["ios"]
    # And from there on.
    more = ioviz("anneal", "--sample", "digits", "-M", 30, "--proposals", 500, "--chains", 1, "--start", file, "--json")
    assert more.json["start_objective"] == found["ios"]


def test_anneal_for_people(ioviz: Run) -> None:
    result = ioviz("anneal", "--sample", "diamond", "-M", 3, "--proposals", 50, "--chains", 1, "--method", "paper")
    assert result.code == 0
    assert "times the lower bound" in result.out


def test_objective_and_temperature(ioviz: Run) -> None:
    found = ioviz(
        *("anneal", "--sample", "digits", "-M", 30, "--proposals", 300, "--chains", 1, "--start", "layer"),
        *("--objective", "1,4", "--temperature", "2,0.5", "--policy", "lru", "--json"),
    ).json
    assert found["best_objective"] == found["reads"] + 4 * found["writes"]


def test_restarts(ioviz: Run) -> None:
    where = ("--sample", "digits", "-M", 30, "--start", "neuron", "--chains", 1)
    words = ("anneal", *where, "--proposals", 2000, "--json")
    plain = ioviz(*words).json
    found = [ioviz(*words, "--restarts", 3).json for _ in range(2)]
    assert plain["restarts"] == 0
    assert found[0]["restarts"] == 3
    assert found[0]["ios"] == found[1]["ios"] < found[0]["start_objective"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--method", "magic"), "Unknown method"),
        (("--start", "best"), "Unknown order 'best'"),
        (("--objective", "1,x"), "objective"),
        (("--temperature", "1,2,3"), "temperature"),
        (("--temperature", "cold"), "temperature"),
        (("--seconds", "-1"), "seconds"),
        (("--policy", "manual"), "min, lru and rr"),
        (("-M", "2"), "too small"),
    ],
)
def test_bad_input(refused: Callable[..., str], words: tuple[str, ...], text: str) -> None:
    memory = () if "-M" in words else ("-M", 30)
    assert text in refused("anneal", "--sample", "digits", *memory, "--chains", 1, *words)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
@pytest.mark.parametrize("chains", [1, 2])
def test_interrupt_keeps_the_best_so_far(tmp_path: Path, chains: int) -> None:
    file = tmp_path / "best.schedule.json"
    words = ["anneal", "--sample", "digits", "-M", "30", "--seconds", "600", "--start", "neuron", "-o", str(file)]
    # Interrupted once it has found a better order, however long that takes.
    code = (
        "import sys; from ioviz.core import annealing; from ioviz.cli.main import main; anneal = annealing.anneal\n"
        "def interrupted(*words, **more):\n"
        "    for step in anneal(*words, **more):\n"
        "        if step.best < step.start: print('.', file=sys.stderr, flush=True)\n"
        "        yield step\n"
        "if __name__ == '__main__': annealing.anneal = interrupted; sys.exit(main())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words, "--chains", str(chains), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == ".\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)  # far less than what is left of its 600 s
    assert "Traceback" not in err
    assert process.returncode == 0
    assert Result(0, out, "").json["stopped"]
    network = api.load(sample_path("digits"))
    best = api.load_schedule(file, network)
    assert api.simulate(network, best, memory=30).ios < api.simulate(network, "neuron", memory=30).ios


def test_what_it_started_from_and_whether_it_can_be_repeated(ioviz: Run) -> None:
    words = ("anneal", "--sample", "digits", "-M", 30, "--proposals", 300, "--chains", 1)
    found = [ioviz(*words, "--json").json for _ in range(2)]
    assert found[0]["start"] == "auto"
    assert [one["repeatable"] for one in found] == [True, True]
    assert found[0]["ios"] == found[1]["ios"]
    assert "at the start: auto" in ioviz(*words).out
    timed = ioviz(*words, "--start", "neuron", "--seconds", 5)
    assert "at the start: neuron" in timed.out
    assert "Not repeatable" in timed.out


@pytest.mark.slow
def test_the_same_run_with_an_empty_cache_and_a_warm_one(child: Callable[..., Any], tmp_path: Path) -> None:
    words = ("anneal", "--sample", "digits", "-M", 30, "--proposals", 2000, "--chains", 1, "--json")
    found = [json.loads(child(*words, env={"NUMBA_CACHE_DIR": str(tmp_path)}).stdout) for _ in range(2)]
    assert found[0]["ios"] == found[1]["ios"]
    assert found[0]["proposals"] == found[1]["proposals"] == 2000
