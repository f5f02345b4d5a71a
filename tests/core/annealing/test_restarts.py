"""Restarts: back to the best order, at the same proposals however the run is cut."""

from __future__ import annotations

import numpy as np
import pytest

from ioviz.core.annealing import anneal
from ioviz.core.annealing.chain_run import ChainRun
from ioviz.core.annealing.legs import stretch_of_proposals, stretch_of_time
from ioviz.core.annealing.settings import Settings
from ioviz.core.generators import generate
from ioviz.core.schedule import order
from ioviz.core.simulation import simulate
from tests.naive.annealing import excess

POLICIES = ["min", "lru", "rr"]
HOT = (2.0, 0.1)


@pytest.fixture(scope="module")
def network():
    return generate("layered", sizes=[30, 30, 30], density=0.2, seed=0)


def settings_of(policy="min", proposals=4000, seconds=None, restarts=3):
    return Settings(8, policy, "ioviz", (1.0, 1.0), 7, proposals, seconds, HOT, restarts)


def in_chunks(network, settings, chunks):
    """A chain that makes its proposals in chunks of these sizes, over and over."""
    run = ChainRun(network, order(network, "neuron").order, settings)
    leg = turn = 0
    while run.proposals < settings.proposals:
        chunk = chunks[turn % len(chunks)]
        now = stretch_of_proposals(settings, network.n_connections, run.proposals, settings.proposals, chunk)
        if now.leg > leg:
            run.restart()
        run.advance(now.proposals, now.total, now.hot, now.cold, now.slack, now.origin)
        leg, turn = now.leg, turn + 1
    return run


@pytest.mark.parametrize("policy", POLICIES)
def test_back_at_the_best_order_with_exact_counts(network, policy):
    run = ChainRun(network, order(network, "neuron").order, settings_of(policy))
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    gone_back = 0
    for _ in range(6):
        run.advance(1500, 1, 1.5, 1.5, 1.0)
        before, best, worse = run.lowest, run.copy_best(), run.cost > run.lowest
        run.restart()
        assert run.cost == run.lowest == before
        found = run.current_order()
        assert sum(run.excess) == sum(excess(network.n_neurons, connections, found.tolist(), 8, policy))
        if worse:
            gone_back += 1
            assert np.array_equal(found, best)
            assert run.excess == excess(network.n_neurons, connections, found.tolist(), 8, policy)
    assert gone_back > 0


@pytest.mark.parametrize("policy", POLICIES)
def test_result_does_not_depend_on_the_chunks(network, policy):
    found = []
    for chunks in ([10**6], [1], [7, 64, 1, 128, 400]):
        run = in_chunks(network, settings_of(policy, restarts=6), chunks)
        found.append((run.current_order().tolist(), run.copy_best().tolist(), run.tally.tolist()))
    assert found[0] == found[1] == found[2]
    plain = in_chunks(network, settings_of(policy, restarts=0), [10**6])
    assert plain.current_order().tolist() != found[0][0]


def test_same_seed_same_schedule_and_best_never_gets_worse(network):
    found = []
    for _ in range(2):
        *snapshots, best = anneal(network, 8, start="neuron", proposals=6000, seed=3, temperature=HOT, restarts=4)
        values = [entry.best for entry in snapshots]
        assert values == sorted(values, reverse=True)
        assert simulate(network, best, memory=8).ios == snapshots[-1].best
        assert snapshots[-1].restarts == 4
        found.append(best.order.tolist())
    assert found[0] == found[1]


@pytest.mark.parametrize("policy", POLICIES)
def test_every_order_counted_in_full(network, policy):
    *snapshots, _best = anneal(
        network, 8, policy, start="neuron", proposals=600, seed=3, temperature=HOT, restarts=5, check=True
    )
    assert [entry.restarts for entry in snapshots] == [i // 100 for i in range(600)]


@pytest.mark.parametrize("method", ["ioviz", "paper"])
def test_more_restarts_than_proposals(network, method):
    *snapshots, _best = anneal(network, 8, start="neuron", proposals=5, method=method, restarts=100)
    assert snapshots[-1].proposals == 5


def test_legs_cover_the_run_and_each_starts_less_hot():
    settings = settings_of(proposals=1000, restarts=2)
    first = [stretch_of_proposals(settings, 10, done, 1000, 10**6) for done in (0, 334, 667)]
    assert [(now.leg, now.origin, now.proposals, now.total) for now in first] == [
        (0, 0, 334, 334), (1, 334, 333, 333), (2, 667, 333, 333),
    ]  # fmt: skip
    assert first[0].hot == 2.0 > first[1].hot > first[2].hot > 0.1
    assert stretch_of_proposals(settings, 10, 333, 1000, 64).proposals == 1
    timed = settings_of(proposals=None, seconds=9.0, restarts=2)
    later = [stretch_of_time(timed, 10, elapsed, 100.0, 64) for elapsed in (0.0, 2.9, 3.0, 6.1, 9.5)]
    assert [now.leg for now in later] == [0, 0, 1, 2, 2]
    assert later[0].hot == 2.0
    assert later[1].hot < later[2].hot
    assert later[4].hot == pytest.approx(0.1)


def test_a_run_limited_by_time(network):
    *snapshots, best = anneal(network, 8, start="neuron", seconds=0.4, restarts=2)
    assert snapshots[-1].restarts == 2
    assert simulate(network, best, memory=8).ios == snapshots[-1].best


def test_the_best_constructive_start_is_the_same_however_slow(network, monkeypatch):
    from ioviz.core.schedule import constructive

    found = []
    for delay in (0.0, 100.0):
        clock = iter(float(tick) * delay for tick in range(10**6))
        monkeypatch.setattr(constructive.time, "perf_counter", lambda clock=clock: next(clock))
        steps = anneal(network, 8, proposals=200, seed=1)
        monkeypatch.undo()
        *_, best = steps
        found.append(best.order.tolist())
    assert found[0] == found[1]


@pytest.mark.slow
def test_chains_restart_together(network):
    found = []
    for _ in range(2):
        *snapshots, best = anneal(
            network, 8, start="neuron", proposals=20_000, seed=2, chains=2, temperature=HOT, restarts=3
        )
        assert snapshots[-1].proposals == 20_000
        assert snapshots[-1].restarts == 3
        assert simulate(network, best, memory=8).ios == snapshots[-1].best
        found.append(best.order.tolist())
    assert found[0] == found[1]
