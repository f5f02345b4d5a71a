import pytest

from ioviz.core.annealing import anneal
from ioviz.core.annealing.settings import Settings
from ioviz.core.annealing.stays_leg import pays, stays_leg
from ioviz.core.generators import generate
from ioviz.core.schedule import build_schedule, order
from ioviz.core.simulation import simulate

NETWORK = generate("layered", sizes=[60] * 3, density=0.2, seed=0)
MEMORY = 16


def settings(**changes):
    values = {"method": "ioviz", "weights": (1.0, 1.0), "proposals": None, "seconds": 0.5, **changes}
    return Settings(memory=MEMORY, policy="min", seed=0, temperature=None, **values)


def test_the_leg_is_for_runs_too_short_for_their_network():
    assert pays(NETWORK, settings())
    assert not pays(NETWORK, settings(seconds=60.0))
    assert not pays(NETWORK, settings(proposals=100))
    assert not pays(NETWORK, settings(method="paper"))
    assert not pays(NETWORK, settings(weights=(0.0, 1.0)))


@pytest.mark.parametrize("policy", ["min", "lru", "rr"])
def test_what_the_leg_says_is_counted(policy):
    start = order(NETWORK, "greedy", memory=MEMORY)
    settings = Settings(MEMORY, policy, "ioviz", (1.0, 1.0), 0, None, 0.5, None)
    before = simulate(NETWORK, start, memory=MEMORY, policy=policy)
    *_, last = stays_leg(NETWORK, start, settings)
    found = simulate(NETWORK, build_schedule(NETWORK, last.best), memory=MEMORY, policy=policy)
    assert found.ios - before.ios == last.report.lowest <= 0


def test_a_start_that_stays_do_not_describe_is_left_as_it_is():
    assert list(stays_leg(NETWORK, order(NETWORK, "layer"), settings())) == []


@pytest.mark.parametrize("chains", [1, 2])
def test_a_short_run_goes_through_the_leg_and_on(chains):
    start = order(NETWORK, "greedy", memory=MEMORY)
    *snapshots, best = anneal(NETWORK, MEMORY, start=start, seconds=0.6, seed=1, chains=chains)
    before = simulate(NETWORK, start, memory=MEMORY).ios
    assert snapshots[0].start == before
    assert simulate(NETWORK, best, memory=MEMORY).ios == snapshots[-1].best < before
    proposals = [snapshot.proposals for snapshot in snapshots]
    assert proposals == sorted(proposals)
    assert best.settings["proposals"] == proposals[-1]
    progress = [snapshot.progress for snapshot in snapshots]
    assert progress == sorted(progress)
    middle = snapshots[1].best_schedule()
    assert simulate(NETWORK, middle, memory=MEMORY).ios <= before
