"""Orders made for a size of fast memory, MIN-D, memory curves and the exact optimum, on the command line."""

from __future__ import annotations

import csv
import json
import os
import signal
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ioviz as api
from ioviz.paths import sample_path
from tests.cli.conftest import ROOT, Result

Run = Callable[..., Result]
Refused = Callable[..., str]


def test_auto_prints_its_trials_and_writes_the_best(ioviz: Run, tmp_path: Path) -> None:
    path = tmp_path / "best.schedule.json"
    words = ("order", "--sample", "fft-8", "-M", 6, "--order", "auto", "--seconds", 0.5, "-o", path)
    found = ioviz(*words, "--json").json
    assert found["order"] == "auto"
    assert found["order_settings"]["memory"] == 6
    assert found["trials"][0]["best_so_far"]
    assert set(found["trials"][0]) == {"kind", "settings", "ios", "excess", "ratio", "seconds", "best_so_far"}
    assert found["excess"] == min(trial["excess"] for trial in found["trials"])
    assert found["untried"] == []
    assert found["ios"] == found["lower_bound"] + found["excess"]
    from_file = ioviz("simulate", "--sample", "fft-8", "-M", 6, "--order", path, "--json").json
    assert from_file["ios"] == found["ios"]


def test_auto_prints_what_it_had_no_time_for(ioviz: Run) -> None:
    words = ("order", "--sample", "fft-8", "-M", 6, "--order", "auto", "--seconds", 1e-9)
    assert "No time was left to try: greedy, tiled, grouped, bandwidth." in ioviz(*words).out
    found = ioviz(*words, "--json").json
    assert found["untried"] == ["greedy", "tiled", "grouped", "bandwidth"]
    neuron = ioviz("simulate", "--sample", "fft-8", "-M", 6, "--order", "neuron", "--json").json
    assert found["ios"] <= neuron["ios"]
    result = ioviz(*words)
    assert result.code == 0
    assert result.err == ""
    assert "times the lower bound" in result.out
    assert "best" in result.out


@pytest.mark.parametrize("kind", ["greedy", "tiled", "grouped", "bandwidth"])
def test_simulate_makes_orders_for_its_memory(ioviz: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "made.schedule.npz"
    made = ioviz("order", "--sample", "digits", "-M", 20, "--order", kind, "-o", path, "--json").json
    by_name = ioviz("simulate", "--sample", "digits", "-M", 20, "--order", kind, "--json").json
    assert by_name["order_settings"]["memory"] == 20
    assert made["ios"] == by_name["ios"]
    assert made["ratio"] == by_name["ratio"]
    assert ioviz("simulate", "--sample", "digits", "-M", 20, "--order", path, "--json").json["ios"] == made["ios"]
    assert ioviz("info", "--sample", "digits", "-M", 20, "--order", kind, "--json").json["order"] == kind


def test_an_order_without_a_file_is_printed(ioviz: Run) -> None:
    found = ioviz("order", "--sample", "digits", "--order", "layer", "--json").json
    assert found["file"] is None
    assert "ios" not in found
    assert "attains the lower bound at M" in ioviz("order", "--sample", "digits").out


def test_min_d_is_a_policy(ioviz: Run) -> None:
    words = ("--sample", "digits", "-M", 20, "--order", "grouped", "--json")
    by_min = ioviz("simulate", *words).json
    found = ioviz("simulate", *words, "--policy", "min-d").json
    assert found["policy"] == "min-d"
    assert found["ios"] < by_min["ios"]
    assert found["live_memory"] == by_min["live_memory"]
    last = ioviz("trace", *words, "--policy", "min-d", "--step", by_min["connections"]).json
    assert last["ios"] == found["ios"]
    why = ioviz("trace", *words[:-1], "--policy", "min-d", "--next", "eviction").out
    assert "the farthest when a dirty value counts" in why


def test_curve_as_numbers(ioviz: Run, tmp_path: Path) -> None:
    network = api.load(sample_path("digits"))
    best, path = tmp_path / "best.schedule.json", tmp_path / "curve.csv"
    api.save(api.order(network, "tiled", memory=30), best)
    words = ("curve", "--sample", "digits", "--orders", f"neuron,greedy,{best}", "-M", 30)
    found = ioviz(*words, "-o", path, "--json").json
    assert [curve["name"] for curve in found["curves"]] == ["neuron", "greedy", str(best)]
    assert found["memory"] == list(range(3, found["memory"][-1] + 1))
    assert found["memory"][-1] == max(curve["live_memory"] for curve in found["curves"])
    with path.open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["memory", "order", "reads", "writes", "ios", "lower_bound", "upper_bound"]
    assert len(rows) == 3 * len(found["memory"])
    by_place = {(row["order"], int(row["memory"])): row for row in rows}
    for order, schedule in (("neuron", "neuron"), ("best.schedule.json", api.load_schedule(best, network))):
        for memory in (3, 17, 60, found["memory"][-1]):
            counts = api.simulate(network, schedule, memory=memory)
            row = by_place[order, memory]
            assert (int(row["reads"]), int(row["writes"]), int(row["ios"])) == (counts.reads, counts.writes, counts.ios)
            assert int(row["lower_bound"]) == found["lower_bound"]
    result = ioviz(*words)
    assert "lower bound" in result.out
    assert "best.schedule.json" in result.out


@pytest.mark.parametrize("policy", ["lru", "rr"])
def test_curve_under_other_policies(ioviz: Run, policy: str) -> None:
    found = ioviz("curve", "--sample", "fft-8", "--policy", policy, "--json").json
    at = found["memory"].index(6)
    assert (
        found["curves"][0]["ios"][at]
        == api.simulate(api.load(sample_path("fft-8")), "neuron", memory=6, policy=policy).ios
    )


def test_curve_under_rr_of_a_network_with_many_sizes(ioviz: Run) -> None:
    found = ioviz("curve", "--sample", "mlp-4x500", "--policy", "rr", "--json").json
    assert found["memory"][0] == 3
    assert found["curves"][0]["ios"][-1] == found["lower_bound"]
    assert 80 < len(found["memory"]) <= 120


def test_curve_as_svg(ioviz: Run, tmp_path: Path) -> None:
    words = ("curve", "--sample", "digits", "--orders", "neuron,tiled", "-M", 30)
    for name in ("a.svg", "b.SVG"):
        assert ioviz(*words, "-o", tmp_path / name).code == 0
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.SVG").read_bytes()
    root = ElementTree.fromstring((tmp_path / "a.svg").read_text())
    assert root.tag.endswith("svg")
    texts = [element.text or "" for element in root.iter() if element.tag.endswith("text")]
    assert any(text.startswith("tiled for M 30, live memory") for text in texts)
    # One size only: nothing to draw a line of.
    chain = tmp_path / "_$chain.json"
    ioviz("generate", "chain", "--neurons", 4, "--bandwidth", 1, "-o", chain)
    plan = tmp_path / "_$plan.schedule.json"
    ioviz("order", chain, "-o", plan)
    assert ioviz("curve", chain, "--orders", plan, "-o", tmp_path / "c.svg").code == 0


@pytest.mark.slow
def test_curve_as_png(child: Callable[..., Any], tmp_path: Path) -> None:
    done = child("curve", "--sample", "digits", "--orders", "neuron,layer", "-o", tmp_path / "a.png")
    assert done.returncode == 0, done.stderr
    content = (tmp_path / "a.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == (1440, 810)


def test_without_qt_a_png_is_refused_before_the_work_and_the_rest_is_not(
    ioviz: Run, refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PySide6", "PySide6.QtWidgets"):
        monkeypatch.setitem(sys.modules, name, None)
    words = ("curve", "--sample", "diamond", "-o")
    monkeypatch.setattr("ioviz.cli.curve.read_network", None)
    assert "pip install PySide6-Essentials" in refused(*words, tmp_path / "a.png")
    assert "pip install PySide6-Essentials" in refused("export", "--sample", "diamond", "-M", 3, "-o", "a.mp4")
    monkeypatch.undo()
    for name in ("PySide6", "PySide6.QtWidgets"):
        monkeypatch.setitem(sys.modules, name, None)
    assert ioviz(*words, tmp_path / "a.svg").code == ioviz(*words, tmp_path / "a.csv").code == 0


def test_optimum_is_proven_and_written(ioviz: Run, tmp_path: Path) -> None:
    path = tmp_path / "best.schedule.json"
    found = ioviz("optimum", "--sample", "dense-4x4", "-M", 4, "-o", path, "--json").json
    assert found["proven"]
    assert found["proven_lower"] == found["found_upper"] == 31
    assert not found["stopped"]
    replayed = ioviz("simulate", "--sample", "dense-4x4", "-M", 4, "--policy", "manual", "--order", path, "--json").json
    assert replayed["ios"] == 31
    assert "The optimum is 31 I/Os" in ioviz("optimum", "--sample", "dense-4x4", "-M", 4).out


def test_optimum_at_a_limit_prints_its_bounds(ioviz: Run) -> None:
    words = ("optimum", "--sample", "fft-8", "-M", 4, "--max-states", 1000)
    found = ioviz(*words, "--json").json
    assert not found["proven"]
    assert found["lower_bound"] <= found["proven_lower"] < found["found_upper"] <= found["upper_bound"]
    assert "lies between" in ioviz(*words).out
    assert "at most 64 neurons" in ioviz("optimum", "--sample", "digits", "-M", 30).out


def test_an_interrupted_search_keeps_what_is_proven(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("signals")
    path = tmp_path / "best.schedule.json"
    code = (
        "import sys; from ioviz.core import optimum; from ioviz.cli.main import main; search = optimum.search_optimum\n"
        "def interrupted(*words, **more):\n"
        "    for step in search(*words, **more):\n"
        "        print('.', file=sys.stderr, flush=True); yield step\n"
        "optimum.search_optimum = interrupted; sys.exit(main())"
    )
    words = ["optimum", "--sample", "fft-8", "-M", "4", "-o", str(path), "--json"]
    child = subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stderr is not None
    assert child.stderr.readline() == ".\n"
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0
    assert "Traceback" not in err
    found = json.loads(out)
    assert found["stopped"]
    network = api.load(sample_path("fft-8"))
    policy, schedule = found["policy"], api.load_schedule(path, network)
    assert api.simulate(network, schedule, memory=4, policy=policy).ios == found["found_upper"] > found["proven_lower"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["order", "--sample", "diamond", "--order", "tiled"], "--memory"),
        (["order", "--sample", "diamond", "--order", "auto"], "--memory"),
        (["order", "--sample", "diamond", "--order", "tiled", "-M", "2"], "M = 3"),
        (["order", "--sample", "diamond", "--order", "auto", "-M", "2"], "M = 3"),
        (["order", "--sample", "diamond", "--order", "auto", "-M", "4", "--seconds", "0"], "above 0"),
        (["order", "--sample", "diamond", "--order", "auto", "-M", "4", "--seconds", "long"], "above 0"),
        (["order", "--sample", "diamond", "--order", "auto", "-M", "4", "-o", "x.txt"], ".schedule.json"),
        (["order", "--sample", "diamond", "--order", "best"], "tiled"),
        (["info", "--sample", "diamond", "--order", "tiled"], "--memory"),
        (["infer", "--sample", "digits", "--example", "1", "--order", "tiled"], "--memory"),
        (["anneal", "--sample", "diamond", "-M", "3", "--policy", "min-d"], "min, lru and rr"),
        (["curve", "--sample", "diamond", "--orders", ""], "commas"),
        (["curve", "--sample", "diamond", "--orders", "neuron,"], "commas"),
        (["curve", "--sample", "diamond", "--orders", "neuron,neuron"], "twice"),
        (["curve", "--sample", "diamond", "--orders", "neuron,tiled"], "--memory"),
        (["curve", "--sample", "diamond", "--orders", "neuron,sideways"], "'sideways'"),
        (["curve", "--sample", "diamond", "--orders", "x.schedule.json"], "no such file"),
        (["curve", "--sample", "diamond", "--policy", "min-d"], "min, lru, rr"),
        (["curve", "--sample", "diamond", "--policy", "fifo"], "fifo"),
        (["curve", "--sample", "diamond", "-o", "x.pdf"], ".csv, .png, .svg"),
        (["curve", "--sample", "diamond", "-o", "/nowhere/x.csv"], "/nowhere"),
        (["curve", "missing.json"], "no such file"),
        (["optimum", "--sample", "diamond"], "--memory"),
        (["optimum", "--sample", "diamond", "-M", "2"], "M = 3"),
        (["optimum", "--sample", "diamond", "-M", "3", "--seconds", "-1"], "above 0"),
        (["optimum", "--sample", "diamond", "-M", "3", "--seconds", "nan"], "above 0"),
        (["optimum", "--sample", "diamond", "-M", "3", "--max-states", "0"], "at least 1"),
        (["optimum", "--sample", "diamond", "-M", "3", "-o", "x.json"], ".schedule.json"),
        (["optimum", "missing.json", "-M", "3"], "no such file"),
    ],
)  # fmt: skip
def test_bad_arguments(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in refused(*words)
    assert list(tmp_path.iterdir()) == []
