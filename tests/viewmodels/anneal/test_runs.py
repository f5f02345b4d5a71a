"""Texts of runs, a run as a job iterates it, and saved runs."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

import ioviz
from ioviz.core.names import stepwise_policy
from ioviz.viewmodels.anneal.annealer import annealer
from ioviz.viewmodels.anneal.feed import Feed
from ioviz.viewmodels.anneal.job import anneal_work
from ioviz.viewmodels.anneal.residency_thumbnail import residency_thumbnail
from ioviz.viewmodels.anneal.runs import (
    COLUMNS,
    AnnealSettings,
    Run,
    best_known,
    headline,
    seconds_left,
    status,
)
from ioviz.viewmodels.anneal.saved_runs import SavedRuns
from ioviz.viewmodels.document.order_search import best_order, untried_text
from tests.steps import finish

SETTINGS = AnnealSettings(memory=6, start="random", method="paper", seconds=None, proposals=3000)
ENDLESS = replace(SETTINGS, proposals=None, seconds=600.0)


@pytest.fixture(scope="module")
def network():
    return ioviz.generate("layered", sizes=[12, 14, 10], density=0.4, seed=3)


def run_of(**changes) -> Run:
    run = Run("k", "Run 1", "net", SETTINGS, lower=100, upper=200)
    for name, value in changes.items():
        setattr(run, name, value)
    return run


def cells(run: Run) -> list[str]:
    return [column.text(run) for column in COLUMNS]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00d7", "x")


# -- texts -----------------------------------------------------------------------------------------------


def test_a_row_has_all_its_cells():
    texts = cells(run_of(best_cost=1111, proposals=12_345, seconds=61.0, state="done", start_order="auto: greedy"))
    assert [plain(text) for text in texts[2:]] == [
        "M 6, MIN, paper, from random, seed 0", "auto: greedy", "yes", "1 111 I/Os",
        "11.1100 x", "12 345", "1 min 1 s", "done",
    ]  # fmt: skip
    assert cells(run_of())[5] == "–"
    assert cells(run_of(settings=replace(SETTINGS, seconds=5.0)))[4] == "no: timed"


def test_status_says_how_fast_and_how_long():
    run = run_of(
        state="running", proposals=1000, seconds=10.0, settings=replace(SETTINGS, seconds=60.0, proposals=None)
    )
    assert plain(status(run, 99.6)) == "running · 1 000 proposals · 100 a second · 50 s left"
    assert plain(status(run_of(state="done", proposals=5, seconds=3.0), None)) == "done · 5 proposals · 3.0 s"


def test_time_left_is_that_of_the_nearer_limit():
    run = run_of(proposals=1000, seconds=10.0, settings=replace(SETTINGS, seconds=60.0, proposals=2000))
    assert seconds_left(run, 100.0) == 10.0
    assert seconds_left(run, None) == 50.0
    assert seconds_left(run_of(), None) is None


def test_headline_compares():
    assert plain(headline(run_of(best_cost=110, start_cost=200))) == "1.10 x the lower bound, 45.0 % below the start"
    assert headline(run_of()) == "–"


def test_best_known_is_of_comparable_and_better_runs():
    one = run_of(best_cost=150)
    other, elsewhere = run_of(best_cost=140), run_of(best_cost=120, settings=replace(SETTINGS, memory=7))
    assert best_known([one, other, elsewhere], one) == 140
    assert best_known([one, other], other) is None


def test_another_objective_is_another_unit_and_not_comparable():
    weighted = replace(SETTINGS, objective="weighted", read_weight=1.0, write_weight=2.5)
    run = run_of(settings=weighted, best_cost=1234.5)
    assert [plain(text) for text in cells(run)[2:6:3]] == [
        "M 6, MIN, 1 x reads + 2.5 x writes, paper, from random, seed 0", "1 234.5 weighted"
    ]  # fmt: skip
    assert best_known([run, run_of(best_cost=1)], run) is None
    assert cells(run_of(settings=replace(SETTINGS, objective="writes"), best_cost=7.0))[5] == "7 writes"


def test_restarts_are_part_of_settings_and_status():
    settings = replace(SETTINGS, restarts=3)
    assert "3 restarts" in settings.sentence()
    run = run_of(settings=settings, restarts=1, state="running")
    assert status(run, None) == "running · restart 1 of 3"


def test_a_run_has_no_policy_that_is_made_for_one_order():
    assert [stepwise_policy(policy) for policy in ("min", "lru", "rr", "min-d", "manual")] == [
        "min", "lru", "rr", "min", "min"
    ]  # fmt: skip


def test_automatic_start_depends_on_the_method():
    assert AnnealSettings(10, method="paper").start_kind == "neuron"
    assert AnnealSettings(10, method="ioviz").start_kind == "auto"


# -- the work --------------------------------------------------------------------------------------------


def test_a_run_ends_with_a_better_schedule_counted_in_full(network):
    feed = Feed()
    outcome = finish(anneal_work(network, None, SETTINGS, feed, annealer))[0]
    points = feed.take()
    assert not outcome.stopped
    assert feed.start is not None
    assert outcome.cost == ioviz.simulate(network, outcome.schedule, memory=6).ios < feed.start[1]
    assert points[-1].best == outcome.cost
    assert points[-1].proposals == 3000
    assert feed.thumbnail is not None
    assert feed.thumbnail.counts.ios == outcome.cost
    assert feed.take() == []


@pytest.mark.parametrize("settings", [
    replace(SETTINGS, objective="writes"), replace(SETTINGS, objective="reads", restarts=2),
    replace(SETTINGS, objective="weighted", read_weight=0.5, write_weight=2.25, restarts=1),
])  # fmt: skip
def test_a_run_may_have_another_objective(network, settings):
    feed, saved = Feed(), []
    outcome = finish(anneal_work(network, None, settings, feed, annealer, lambda *args: saved.append(args)))[0]
    assert outcome.schedule is not None
    reads, writes = settings.goal.weights
    counted = [
        reads * run.reads + writes * run.writes
        for run in (ioviz.simulate(network, plan, memory=6) for plan in (outcome.schedule, feed.start[0]))
    ]
    assert outcome.cost == pytest.approx(counted[0])
    assert feed.points[-1].best == pytest.approx(counted[0])
    assert feed.start[1] == pytest.approx(counted[1])
    assert counted[0] < counted[1]
    assert feed.restarts == settings.restarts
    assert saved[-1][2] == pytest.approx(counted[0])
    assert outcome.schedule.settings["write_weight"] == writes


def test_the_outcome_is_known_before_all_is_closed(network):
    feed, closed = Feed(), []

    def slow_to_close(start, settings):
        try:
            yield from annealer(start, settings)
        finally:
            closed.append(feed.outcome)

    steps = anneal_work(network, None, ENDLESS, feed, slow_to_close)
    while not feed.points:
        next(steps)
    feed.stop = True
    while feed.outcome is None:
        next(steps)
    assert closed == []
    assert feed.outcome.schedule is not None
    assert finish(steps)[0] is feed.outcome
    assert closed == [feed.outcome]


def test_stopping_the_search_for_a_start_ends_without_a_schedule(network):
    feed = Feed()
    steps = anneal_work(network, None, replace(SETTINGS, start="auto"), feed, annealer)
    next(steps)
    feed.stop = True
    outcome = finish(steps)[0]
    assert outcome.stopped
    assert outcome.schedule is None is outcome.cost


def test_stopping_saves_the_best(network):
    feed, saved = Feed(), []
    steps = anneal_work(network, None, ENDLESS, feed, annealer, lambda *args: saved.append(args))
    while not feed.points or feed.points[-1].best >= feed.start[1]:
        next(steps)
    feed.stop = True
    outcome = finish(steps)[0]
    assert outcome.stopped
    assert outcome.cost == ioviz.simulate(network, outcome.schedule, memory=6).ios
    schedule, start_cost, best_cost, points = saved[-1]
    assert (start_cost, best_cost) == (feed.start[1], outcome.cost)
    assert np.array_equal(schedule.order, outcome.schedule.order)
    assert points[-1].best == best_cost


def test_closing_saves_the_best(network):
    feed, saved = Feed(), []
    steps = anneal_work(network, None, ENDLESS, feed, annealer, lambda *args: saved.append(args))
    while not feed.points or feed.points[-1].best >= feed.start[1]:
        next(steps)
    best = feed.points[-1].best
    steps.close()
    assert saved[-1][2] == best
    assert ioviz.simulate(network, saved[-1][0], memory=6).ios == best


def test_paused_nothing_is_proposed(network):
    feed = Feed()
    steps = anneal_work(network, None, ENDLESS, feed, annealer)
    while not feed.points:
        next(steps)
    feed.paused = True
    before = len(feed.points)
    for step in itertools.islice(steps, 5):
        assert step.text == "Paused"
    assert len(feed.points) == before
    feed.paused = False
    next(steps)
    assert len(feed.points) > before
    steps.close()


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), ioviz.FileFormatError("It cannot be written: the disk is full.")]
)
def test_a_full_disk_does_not_end_a_run(network, error):
    def save(*_args):
        raise error

    outcome = finish(anneal_work(network, None, SETTINGS, Feed(), annealer, save))[0]
    assert outcome.cost > 0


def test_the_start_may_be_the_order_shown(network):
    shown = ioviz.order(network, "layer")
    feed = Feed()
    finish(anneal_work(network, shown, replace(SETTINGS, start="shown", proposals=10), feed, annealer))
    assert np.array_equal(feed.start[0].order, shown.order)


def test_the_search_for_the_best_order_lists_its_trials(network):
    schedule, rows = finish(best_order(network, 6, seconds=0.2))[0]
    least = min(row.ios for row in rows)
    assert ioviz.simulate(network, schedule, memory=6).ios == least
    assert [row for row in rows if row.is_best][-1].ios == least
    assert {"neuron", "tiled"} & {row.kind for row in rows}


def test_orders_that_a_search_had_no_time_for():
    assert untried_text(["neuron", "greedy", "tiled"], at_lower_bound=False) == (
        "No time was left to try: grouped, bandwidth."
    )
    assert untried_text(["neuron"], at_lower_bound=True) == ""
    assert untried_text(["neuron", "greedy", "tiled", "grouped", "bandwidth", "stays"], at_lower_bound=False) == ""


def test_thumbnail_of_an_order(network):
    schedule = ioviz.order(network)
    thumbnail = residency_thumbnail(schedule, 6, "lru", width=50, height=20)
    assert thumbnail.density.shape == (20, 50)
    assert thumbnail.counts.ios == ioviz.simulate(network, schedule, memory=6, policy="lru").ios
    assert 0 < thumbnail.density.mean() < 255


# -- saved -----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, network):
    saved = SavedRuns(tmp_path / "runs")
    feed = Feed()
    outcome = finish(anneal_work(network, None, SETTINGS, feed, annealer))[0]
    keys = []
    for i in range(3):
        key = f"20260101-00000{i}-abcdef"
        run = run_of(key=key, title=f"Run {i}")
        saved.save(run, network, outcome.schedule, feed.start[1], outcome.cost, list(feed.points))
        keys.append(key)
    return saved, keys, outcome


def test_saved_runs_come_back(folder, network):
    saved, keys, outcome = folder
    runs = saved.runs()
    assert [run.key for run in runs] == keys
    assert runs[0].settings == SETTINGS
    assert (runs[0].state, runs[0].best_cost, runs[0].proposals) == ("saved", outcome.cost, 3000)
    assert len(runs[0].curves) > 0
    loaded, schedule = saved.load(keys[0])
    assert loaded.n_connections == network.n_connections
    assert ioviz.simulate(loaded, schedule, memory=6).ios == outcome.cost


def test_a_run_of_an_earlier_version_comes_back(folder):
    saved, keys, outcome = folder
    path = saved.folder / f"{keys[0]}.json"
    facts = json.loads(path.read_text())
    facts["start_ios"], facts["best_ios"] = facts.pop("start_cost"), facts.pop("best_cost")
    for name in ("objective", "restarts", "read_weight", "write_weight"):
        del facts["settings"][name]
    path.write_text(json.dumps(facts))
    run = saved.runs()[0]
    assert (run.key, run.best_cost, run.settings) == (keys[0], outcome.cost, SETTINGS)


def test_a_network_is_saved_once_and_as_long_as_it_is_needed(folder):
    saved, keys, _ = folder
    assert len(list(saved.folder.glob("*.npz"))) == 4
    for key in keys[:2]:
        saved.discard(key)
    assert len(list(saved.folder.glob("*.npz"))) == 2
    saved.discard(keys[2])
    assert list(saved.folder.iterdir()) == []


def test_titles_change_on_disk(folder):
    saved, keys, _ = folder
    saved.rename(keys[1], "mine")
    assert [run.title for run in saved.runs()] == ["Run 0", "mine", "Run 2"]
    saved.rename("20000101-000000-000000", "missing")


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"{", b"[1]", b"[" * 100_000, b'{"format": "ioviz-run", "version": 1}',
        json.dumps({"format": "ioviz-run", "version": 2}).encode(), b"\xff\xfe", b"x" * (2 << 20),
    ],
)  # fmt: skip
def test_damaged_facts_are_left_out(folder, damage):
    saved, keys, _ = folder
    (saved.folder / f"{keys[0]}.json").write_bytes(damage)
    assert [run.key for run in saved.runs()] == keys[1:]


@pytest.mark.parametrize(
    ("name", "value"),
    [("settings", {"memory": "x", "seed": None}), ("settings", 3), ("points", [[1]]), ("best_cost", None),
     ("settings", {"memory": 6, "objective": []}), ("upper", "inf"),
     ("network", "../../etc/passwd"), ("lower", [])],
)  # fmt: skip
def test_invalid_facts_are_left_out(folder, name, value):
    saved, keys, _ = folder
    path = saved.folder / f"{keys[0]}.json"
    facts = json.loads(path.read_text())
    path.write_text(json.dumps({**facts, name: value}))
    assert [run.key for run in saved.runs()] == keys[1:]


def test_a_run_without_its_files_is_left_out_or_refused(folder):
    saved, keys, _ = folder
    (saved.folder / f"{keys[0]}.schedule.npz").unlink()
    assert len(saved.runs()) == 2
    (saved.folder / f"{keys[1]}.schedule.npz").write_bytes(b"no zip")
    with pytest.raises(ioviz.FileFormatError):
        saved.load(keys[1])


def test_no_folder_no_runs(tmp_path):
    saved = SavedRuns(tmp_path / "none")
    assert saved.runs() == []
    saved.prune()
