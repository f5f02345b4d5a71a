"""`ioviz bench kernels`, `limits` and `show`: what they print and write, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ioviz.core.benchmark import load_results
from tests.cli.conftest import Result

pytestmark = pytest.mark.measures


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a small network, measured by the command."""
    from ioviz.cli.main import main
    from ioviz.core.formats import save
    from ioviz.core.generators import generate

    folder = tmp_path_factory.mktemp("bench")
    save(generate("layered", sizes=[20, 30, 10], density=0.4, seed=0), folder / "tiny.npz")
    words = ["bench", "kernels", "-w", str(folder / "tiny.npz"), "--batch", "2", "--peers", "scipy-csr", "--quick"]
    assert main([*words, "--json", str(folder / "a.json"), "-o", str(folder / "a.csv")]) == 0
    return folder


@pytest.mark.slow
def test_the_table_is_measured_and_written(measured: Path, ioviz: Callable[..., Result]) -> None:
    results = load_results(measured / "a.json")
    assert [found.case.contender for found in results.measurements] == ["ioviz best", "ioviz as scheduled", "scipy CSR"]
    assert all(found.status == "ok" for found in results.measurements)
    assert results.measurements[0].case.workload == "tiny"
    assert (measured / "a.csv").read_text().count("\n") == 4
    shown = ioviz("bench", "show", measured / "a.json").out
    assert "GFLOP/s" in shown
    assert "scipy-csr" in shown
    assert "tiny" in shown
    assert "GFLOP/s" in ioviz("bench", "show", measured / "a.json", "--least").out
    assert "ioviz as scheduled" in ioviz("bench", "show", measured / "a.json", "--rows").out
    printed = ioviz("bench", "show", measured / "a.json", "--json").json
    assert printed["format"] == "ioviz-benchmark"


@pytest.mark.slow
def test_two_runs_are_compared(measured: Path, ioviz: Callable[..., Result]) -> None:
    document = json.loads((measured / "a.json").read_text())
    document["name"] = "twice as fast"
    for found in document["measurements"]:
        found["seconds"] = [taken / 2 for taken in found["seconds"]]
    (measured / "b.json").write_text(json.dumps(document))
    assert "2.00" in ioviz("bench", "show", measured / "a.json", measured / "b.json").out
    found = ioviz("bench", "show", measured / "a.json", measured / "b.json", "--json").json
    assert found["same_machine"]
    assert [change["ratio"] for change in found["changes"]] == pytest.approx([2.0] * 3)


@pytest.mark.slow
def test_orders_beside_seconds(measured: Path, ioviz: Callable[..., Result]) -> None:
    found = ioviz(
        "bench", "kernels", "--as-scheduled", "-w", measured / "tiny.npz", "--batch", 4, "--quick",
        "--schedules", "neuron,random", "--memory", 12,
    )  # fmt: skip
    assert found.code == 0
    for text in ("M = 12", "model's bytes", "neuron", "random", "time to neuron"):
        assert text in found.out


def test_a_slower_order_with_fewer_ios_is_explained(tmp_path: Path, ioviz: Callable[..., Result]) -> None:
    from dataclasses import replace

    from ioviz.core.benchmark import save_results
    from tests.viewmodels.benchmarks import case, measured, results

    neuron = measured(case("ioviz as scheduled", "neuron", ios=100_000, runs=1500), 60.0)
    annealed = measured(case("ioviz as scheduled", "annealed", ios=92_000, runs=41_500), 20.0)
    refused = replace(neuron, case=case("GraphBLAS", ""), status="not applicable", message="It is so.", seconds=())
    save_results(tmp_path / "a.json", replace(results(), measurements=(neuron, annealed, refused)))
    out = ioviz("bench", "show", tmp_path / "a.json").out
    assert "Why does annealed take 3.00" in out
    assert "40000 against 0 for each input" in " ".join(out.split())
    assert "GraphBLAS, not applicable: It is so." in out
    assert "not applicable: It is so." in ioviz("bench", "show", tmp_path / "a.json", "--rows").out


def test_peers_are_listed(ioviz: Callable[..., Result]) -> None:
    out = ioviz("bench", "kernels", "--peers", "list").out
    for name in ("ioviz-best", "mkl-row", "onnx", "graphblas", "torch-csr"):
        assert name in out


def test_limits(ioviz: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ioviz.core.benchmark.limits._SECONDS", 1e-4)
    monkeypatch.setattr("ioviz.core.benchmark.limits._LARGEST_DRAM", 1 << 20)
    found = ioviz("bench", "limits", "--json").json
    assert set(found) == {"machine", "limits", "memory", "hardware_counters"}
    assert found["limits"]["fma_gflops"] > 0
    out = ioviz("bench", "limits").out
    assert "DRAM triad" in out
    assert "GB/s" in out


def test_what_cannot_be_measured_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    kernels = ("bench", "kernels")
    assert "choose from W1, W2" in refused(*kernels, "-w", "W9")
    assert "no such file" in refused(*kernels, "-w", tmp_path / "none.npz")
    assert "--batch takes whole numbers" in refused(*kernels, "--batch", "1;2")
    assert "Unknown peer 'nobody'" in refused(*kernels, "-w", "W2", "--peers", "nobody")
    assert "Unknown order 'best'" in refused(*kernels, "-w", "W2", "--schedules", "best")
    assert "ends in .json, .csv, .md" in refused(*kernels, "-w", "W2", "-o", "times.txt")
    assert "No such folder" in refused(*kernels, "-w", "W2", "--json", tmp_path / "none" / "a.json")
    (tmp_path / "a.json").write_text('{"neurons": 3}')
    assert "Not a file of benchmark results" in refused("bench", "show", tmp_path / "a.json")
