"""Contenders run in turn in processes of their own, and whatever one of them does, the others are measured."""

from __future__ import annotations

import multiprocessing
import time
from itertools import groupby

import numpy as np
import pytest

from ioviz.core.benchmark import Plan, estimate_seconds, load_results, run_plan, save_results, workload_of
from ioviz.core.benchmark.peers import all_peers, peer_of
from ioviz.core.benchmark.workloads import WORKLOADS, input_vectors
from ioviz.core.errors import InvalidArgument, MemoryTooSmall
from ioviz.core.generators import generate
from ioviz.core.schedule import order
from tests.core.benchmark.own_peers import write_peers

pytestmark = pytest.mark.measures

NETWORK = generate("layered", sizes=[20, 30, 10], density=0.4, seed=0, bias="normal:0.1", name="tiny")


@pytest.fixture
def peers(tmp_path, monkeypatch):
    """A folder of own peers; returns what writes them."""
    monkeypatch.setenv("IOVIZ_PEERS", str(tmp_path))
    return lambda *names, **more: write_peers(tmp_path, *names, **more)


def plan(*contenders, **changed):
    settings = {"batches": (4,), "repetitions": 3, "seconds": 0.1, "limit": 120.0, **changed}
    return Plan((workload_of(NETWORK),), contenders=contenders, **settings)


@pytest.mark.slow
def test_whatever_a_contender_does_is_told_and_the_others_go_on(peers, tmp_path):
    names = ("raises", "refuses", "crashes", "crashes-late", "hangs", "wrong", "not-finite", "absent", "right")
    peers(*(name for name in names if name != "absent"), absent="    return None")
    steps = list(run_plan(plan(*names, limit=4.0)))
    results = steps[-1].results
    found = {one.case.contender.removeprefix("Own "): one for one in results.measurements}
    assert {name: one.status for name, one in found.items()} == {
        "raises": "failed", "refuses": "not applicable", "crashes": "failed", "crashes-late": "failed",
        "hangs": "too slow", "wrong": "wrong", "not-finite": "wrong", "absent": "missing", "right": "ok",
    }  # fmt: skip
    assert found["raises"].message == "ValueError: a text of its own"
    assert found["refuses"].message == "It needs a chain of layers."
    assert "exit code 3: last words" in found["crashes"].message
    assert "SIGABRT" in found["crashes-late"].message
    assert found["crashes-late"].seconds == ()
    assert "4 s" in found["hangs"].message
    assert "pip install it" in found["absent"].message
    right = found["right"]
    assert len(right.seconds) == 3
    assert all(taken > 0 for taken in right.seconds)
    assert right.error <= 1e-6
    assert right.bytes == 100 + 4 * 4 * (20 + 10)
    assert right.message == "A note."
    # Progress counts to the end, and what is known grows.
    assert steps[-1].done == steps[-1].total
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    # No process is left, and the results are kept in files as they are.
    assert not multiprocessing.active_children()
    save_results(tmp_path / "all.json", results)
    assert load_results(tmp_path / "all.json") == results


def test_repetitions_go_round_all_contenders(peers, tmp_path, monkeypatch):
    monkeypatch.setenv("IOVIZ_TEST_LOG", str(tmp_path / "log"))
    peers("logs-a", "logs-b")
    list(run_plan(plan("logs-a", "logs-b", repetitions=4)))
    runs = [name for name, _ in groupby((tmp_path / "log").read_text().split())]
    # Each is made ready and warmed up; then A B, four times.
    assert runs == ["a", "b"] * 5


def test_stopping_keeps_what_is_there_and_leaves_no_process(peers):
    peers("right", "hangs")
    steps = run_plan(plan("right", "hangs", batches=(2, 4), limit=60.0))
    began = time.monotonic()
    for step in steps:
        last = step
        if "hangs ready" in step.sentence and time.monotonic() - began > 0.5:
            break
    steps.close()
    assert not multiprocessing.active_children()
    assert last.results.measurements == ()
    assert time.monotonic() - began < 30


def test_ioviz_runs_each_schedule_and_others_once():
    own = order(NETWORK, "random", seed=3)
    contenders = ("ioviz-best", "ioviz-scheduled", "scipy-csr")
    *_, last = run_plan(plan(*contenders, layout="rows", schedules=(own, "tiled"), memory=12))
    found = last.results.measurements
    assert [one.status for one in found] == ["ok"] * 5
    assert [one.case.schedule for one in found] == ["random", "tiled"] * 2 + [""]
    assert [one.case.memory for one in found] == [12] * 4 + [None]
    assert found[0].case.ios > found[1].case.ios > NETWORK.n_connections
    assert all(one.error < 1e-5 for one in found)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"contenders": ("nobody",)}, "Unknown peer 'nobody'"),
        ({"schedules": ("best",)}, "Unknown order 'best'"),
        ({"schedules": ()}, "at least one order"),
        ({"precisions": ("float8",)}, "Unknown precision 'float8'"),
        ({"layout": "diagonal"}, "columns or rows"),
        ({"batches": (0,)}, "batch is a whole number from 1"),
        ({"threads": ()}, "number of threads is a whole number"),
        ({"workloads": ()}, "name a network"),
        ({"workloads": (WORKLOADS["W1"],) * 2}, "same name"),
        ({"repetitions": 0}, "above 0"),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused_at_once(changed, text):
    with pytest.raises(InvalidArgument, match=text):
        run_plan(Plan(**{"workloads": (WORKLOADS["W1"],), **changed}))


def test_a_memory_that_is_too_small_is_refused_with_the_reason():
    with pytest.raises(MemoryTooSmall, match="source u, its target v and its weight at once"):
        run_plan(Plan(workloads=(WORKLOADS["W1"],), memory=2))


def test_an_own_peer_that_is_none_is_told(peers, tmp_path):
    (tmp_path / "broken.py").write_text("1 / 0")
    with pytest.raises(InvalidArgument, match=r"broken\.py: Not importable"):
        all_peers()
    (tmp_path / "broken.py").write_text("PEER = 3")
    with pytest.raises(InvalidArgument, match="of type Peer"):
        all_peers()
    (tmp_path / "broken.py").unlink()
    peers(**{"scipy-csr": "    return None"})
    with pytest.raises(InvalidArgument, match="Two peers have the name 'scipy-csr'"):
        all_peers()


def test_peers_have_names_and_installation():
    found = all_peers()
    assert len({peer.title for peer in found}) == len(found)
    for peer in found:
        assert peer_of(peer.title) is peer
        assert peer.group in ("ioviz", "sparse", "dense")
        assert peer.install.startswith("python -m pip install ") or set(peer.modules) <= {"numpy", "scipy"}


def test_estimates_grow_with_what_is_measured():
    few = plan("scipy-csr")
    assert 0 < estimate_seconds(few) < estimate_seconds(plan("scipy-csr", batches=(4, 512), threads=(1, 2)))


def test_inputs_are_the_same_everywhere():
    for kind in ("normal", "binary"):
        large, small = input_vectors(kind, 7, 9), input_vectors(kind, 7, 4)
        assert np.array_equal(large[:, :4], small)
        assert np.array_equal(input_vectors(kind, 7, 9, "rows"), large.T)
        assert large.ctypes.data % 64 == 0
    assert set(np.unique(input_vectors("binary", 50, 50))) == {0.0, 1.0}


def test_built_in_workloads_are_as_they_are_called():
    assert WORKLOADS["W1"].make().n_neurons == 2000
    made = WORKLOADS["W2"].make()
    assert abs(made.n_connections - WORKLOADS["W2"].connections) < 0.1 * made.n_connections
    radix = WORKLOADS["W5"]
    assert radix.make.__kwdefaults__ == {"seed": 0}
    small = radix.make(2, 64, 8)
    assert small.n_connections == 2 * 64 * 8
    assert (small.incoming.degree[64:] == 8).all()
    assert (small.outgoing.degree[:128] == 8).all()


def test_a_row_appears_as_soon_as_it_is_ready(peers):
    peers("right", "logs-a")
    steps = list(run_plan(plan("right", "logs-a")))
    known = [len(step.results.measurements) for step in steps]
    assert known == sorted(known)
    second = [step for step in steps if "row 2 of 2, making" in step.sentence]
    assert second
    assert len(second[0].results.measurements) == 1
    assert len(second[0].results.measurements[0].seconds) == 1
    assert [len(one.seconds) for one in steps[-1].results.measurements] == [3, 3]


def test_kernels_are_compiled_before_the_clock_of_a_row(peers):
    steps = list(run_plan(plan("ioviz-scheduled", batches=(1,), limit=60.0)))
    sentences = [step.sentence for step in steps]
    compiling = [k for k, text in enumerate(sentences) if "row 1 of 1, compiling or loading the kernels" in text]
    making = [k for k, text in enumerate(sentences) if "row 1 of 1, making" in text]
    assert compiling
    assert making
    assert max(compiling) < min(making)
    assert [one.status for one in steps[-1].results.measurements] == ["ok"]
