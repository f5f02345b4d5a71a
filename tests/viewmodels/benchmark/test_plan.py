"""Choices, plans, the work of a run and results on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import ioviz
from ioviz.core.benchmark import all_peers
from ioviz.core.benchmark.suite import check_plan
from ioviz.core.errors import InvalidArgument
from ioviz.paths import sample_path
from ioviz.viewmodels.benchmark.job import BenchFeed, benchmark_work
from ioviz.viewmodels.benchmark.machine_card import card, values_in
from ioviz.viewmodels.benchmark.plan import (
    FILE,
    FOUND,
    OPEN,
    SHOWN,
    WORKLOAD,
    BenchmarkSettings,
    NetworkChoice,
    OpenNetwork,
    cell_count,
    demo,
    estimate,
    list_peers,
    make_plan,
    rough_workloads,
    unique,
    whole_numbers,
)
from ioviz.viewmodels.benchmark.saved_results import (
    LIST_COLUMNS,
    ResultSet,
    SavedResults,
    comparison_warning,
    limits_of,
    summary,
    titled_results,
)
from ioviz.viewmodels.storage.saved_files import new_key
from tests.steps import finish
from tests.viewmodels.benchmarks import LIMITS, MACHINE, results
from tests.viewmodels.fake_bench import FakeBench

PEERS = list_peers()


@pytest.fixture
def opened() -> OpenNetwork:
    network = ioviz.generate("diamond")
    return OpenNetwork(network, "diamond", ioviz.order(network, "neuron"), lambda: ioviz.order(network, "layer"))


def settings(**changes) -> BenchmarkSettings:
    return replace(BenchmarkSettings((NetworkChoice(OPEN),), peers=("scipy-csr", "ioviz-best")), **changes)


@pytest.mark.parametrize("text", ["0", "1, x", "-3", "1.5", "99999999999", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17"])
def test_a_list_of_other_than_whole_numbers_is_refused(text):
    with pytest.raises(InvalidArgument):
        whole_numbers(text, 1000)


def test_every_choice_of_the_form_is_one_of_the_core():
    assert [peer.name for peer in PEERS] == [peer.name for peer in all_peers()]
    assert all(peer.available or peer.install for peer in PEERS)
    chosen = demo(PEERS)
    assert not chosen.problem
    check_plan(make_plan(chosen, rough_workloads(chosen, None), chosen.orders))
    assert 5 < estimate(chosen, None, limits_known=True) < 25


def test_a_missing_choice_is_named():
    assert "network" in settings(networks=()).problem
    assert "batch" in settings(batches=()).problem
    assert not settings().problem


def test_rows_are_counted_before_they_are_measured(opened):
    chosen = settings(orders=("neuron", "layer"), batches=(1, 2), precisions=("float32", "int8"))
    assert cell_count(chosen, PEERS) == 2 * (2 * 2 + 1)
    assert estimate(chosen, opened, limits_known=True) < estimate(chosen, opened, limits_known=False)


def test_networks_of_one_name_are_numbered(opened):
    (one,) = rough_workloads(settings(), opened)
    assert [workload.name for workload in unique([one, one, one])] == ["diamond", "diamond (2)", "diamond (3)"]


def test_a_run_reads_networks_takes_schedules_and_saves_results(opened, tmp_path: Path):
    ioviz.save(ioviz.generate("diamond"), tmp_path / "mine.json")
    files = (sample_path("fft-8"), tmp_path / "mine.json")
    networks = (NetworkChoice(OPEN), *(NetworkChoice(FILE, str(path)) for path in files))
    bench, feed, saved = FakeBench(), BenchFeed(), []
    work = benchmark_work(
        settings(networks=networks, orders=(SHOWN, FOUND, "layer")), opened, feed, bench(), saved.append
    )
    final, _ = finish(work)
    (plan,) = bench.plans
    assert [workload.name for workload in plan.workloads] == ["diamond", "fft-8", "mine"]
    assert [getattr(order, "name", order) for order in plan.schedules] == ["as shown", "annealed (Anneal tab)", "layer"]
    assert final.limits == LIMITS
    assert feed.results is final
    assert saved[-1] is final
    assert feed.estimate > 0


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ioviz.FileFormatError("no space is left")])
def test_a_full_disk_does_not_end_a_run(opened, error):
    def save(_results):
        raise error

    work = benchmark_work(settings(), opened, BenchFeed(), FakeBench()(), save)
    final, _ = finish(work)
    assert final.measurements


def test_stopping_ends_the_run_and_closing_it_as_well(opened):
    bench, feed = FakeBench(), BenchFeed()
    work = benchmark_work(settings(limits=False), opened, feed, bench())
    while feed.results is None:
        next(work)
    feed.stop = True
    with pytest.raises(StopIteration) as end:
        next(work)
    assert len(end.value.value.cells) == 1
    feed = BenchFeed()
    another = benchmark_work(settings(), opened, feed, bench(), None, lambda _machine: LIMITS)
    while feed.results is None:
        next(another)
    another.close()
    assert bench.ended == 2
    assert bench.limits_measured == 0


def test_results_are_found_again_and_damaged_ones_left_out(tmp_path: Path):
    folder = SavedResults(tmp_path / "saved")
    assert folder.load() == []
    keys = [new_key() for _ in range(2)]
    for key in keys:
        folder.save_as(key, results(), f"name of {key}")
    (tmp_path / "saved" / f"{new_key()}.json").write_text("{}")
    (tmp_path / "saved" / "notes.json").write_text("{}")
    found = folder.load()
    assert sorted(one.key for one in found) == sorted(keys)
    assert found[0].title == f"name of {found[0].key}"
    assert found[0].results.measurements == results().measurements
    folder.discard(keys[0])
    assert len(folder.load()) == 1


def test_limits_are_those_of_the_same_computer():
    here, there = ResultSet("a", "a", results()), ResultSet("b", "b", results(cpu="Another CPU"))
    assert limits_of([here, there], MACHINE) is here.results.limits
    assert limits_of([there], MACHINE) is None
    assert comparison_warning([here]) == ""
    assert "drifts" in comparison_warning([here, here])
    assert "Different computers" in comparison_warning([here, there])
    assert [title for title, _ in titled_results([here, ResultSet("c", "a", results())])] == ["a", "a (2)"]
    running = ResultSet("d", "d", None, "running")
    assert LIST_COLUMNS[1].text(running) == summary(running) == "being measured"


def test_the_card_has_caches_in_values(tmp_path):
    groups = dict(card(results(), 128))
    assert ("L1", "32\u202fKiB = 64 values") in groups["CACHES, IN VALUES AT BATCH 128"]
    assert values_in(1 << 20, 1) == 262_144
    assert ("Multiply-adds", "114 GFLOP/s") in groups["LIMITS, MEASURED"]
    warned = dict(card(replace(results(), limits=None, warnings=("It was noisy.",)), 1))
    assert "Not measured" in warned["LIMITS, MEASURED"][0][1]
    assert warned["WARNINGS"] == (("", "It was noisy."),)


def test_a_demo_is_of_the_baseline():
    assert demo(PEERS).networks == (NetworkChoice(WORKLOAD, "W1"),)
