"""A run before its first proposal, as it ended, and on another machine."""

from __future__ import annotations

from dataclasses import replace

import pytest

import ioviz
from ioviz.viewmodels.anneal.annealer import annealer
from ioviz.viewmodels.anneal.feed import Feed
from ioviz.viewmodels.anneal.job import anneal_work
from ioviz.viewmodels.anneal.runs import other_machine, status
from ioviz.viewmodels.anneal.saved_runs import SavedRuns
from tests.steps import finish
from tests.viewmodels.anneal.test_runs import ENDLESS, SETTINGS, cells, plain, run_of


@pytest.fixture
def network():
    return ioviz.generate("layered", sizes=[12, 14, 10], density=0.4, seed=3)


def test_a_saved_run_is_as_it_ended(network, tmp_path):
    """Its last proposals found nothing better, and count all the same."""
    saved = SavedRuns(tmp_path)
    run = run_of(key="20260101-000000-abcdef", network=network, settings=replace(SETTINGS, proposals=20_000))
    feed = Feed()

    def save(*args):
        saved.save(run, network, *args)

    outcome = finish(anneal_work(network, None, run.settings, feed, annealer, save))[0]
    last = feed.take()[-1]
    assert last.proposals == 20_000
    (again,) = saved.runs()
    assert (again.proposals, again.seconds, again.best_cost) == (last.proposals, last.seconds, outcome.cost)
    assert not feed.unsaved


def test_a_run_that_finds_nothing_is_saved_too(network, tmp_path):
    best = ioviz.order(network, "greedy", memory=network.n_neurons + 1)
    settings = replace(SETTINGS, memory=network.n_neurons + 1, start="shown", proposals=200)
    saved = SavedRuns(tmp_path)
    run = run_of(key="20260101-000000-abcdef", network=network, settings=settings)
    finish(anneal_work(network, best, settings, Feed(), annealer, lambda *args: saved.save(run, network, *args)))
    (again,) = saved.runs()
    assert again.best_cost == again.start_cost
    assert again.proposals == 200


def test_a_run_says_what_it_does_before_its_first_proposal(network):
    feed = Feed()
    run = run_of(feed=feed, settings=replace(SETTINGS, start="layer", seconds=60.0, proposals=None))
    steps = anneal_work(network, None, run.settings, feed, annealer)
    next(steps)
    text = status(run, None, feed.doing[1] + 12)
    assert plain(text) == "Making the layer order · 12 s, not counted"
    while not feed.points:
        next(steps)
        run.state = "running"
        if not feed.points:
            text = status(run, None, feed.doing[1] + 3)
            assert "left" not in text
    assert text.startswith("Starting 1 chain")
    assert cells(run)[-1] == "preparing"
    run.proposals, run.seconds = 10, 1.0
    assert status(run, 10.0).startswith("running · 10 proposals")
    assert cells(run)[-1] == "running"
    steps.close()


def test_more_chains_than_cores_are_named():
    assert "4 chains on 2 cores" in replace(SETTINGS, chains=4, cores=2).sentence()
    assert "2 chains on" not in replace(SETTINGS, chains=2, cores=2).sentence()
    assert "4 chains," in f"{replace(SETTINGS, chains=4).sentence()},"


def test_a_run_of_another_machine_is_named(network):
    run = run_of(network=network)
    assert other_machine(run, network, SETTINGS) == ""
    for here, settings in ((None, SETTINGS), (network, replace(SETTINGS, memory=7)), (network, ENDLESS)):
        text = other_machine(run, here, settings)
        assert text == ("" if settings is ENDLESS else "Run 1, net, M 6, MIN")
