import numpy as np

from ioviz.core.generators import generate
from ioviz.core.schedule import constructive
from ioviz.core.schedule.excess import min_excess
from ioviz.core.schedule.greedy import greedy_order
from ioviz.core.schedule.stays import COLD, HOT, StaysRun, temperature_after

NETWORK = generate("layered", sizes=[60] * 3, density=0.2, seed=0)
MEMORY = 16


def improved(chunks):
    start, _ = greedy_order(NETWORK, MEMORY)
    run = StaysRun(NETWORK, start, MEMORY, seed=1)
    for i in range(chunks):
        run.advance(temperature_after(i / chunks))
    return run


def test_annealed_stays_are_better_than_the_greedy_order_and_repeat():
    start, _ = greedy_order(NETWORK, MEMORY)
    run = improved(30)
    assert run.fits
    assert run.proposals == 30 * 4096 > run.accepted > 0
    excess = min_excess(NETWORK, run.order(), MEMORY)
    assert excess < 0.95 * min_excess(NETWORK, start, MEMORY)
    # What the stays tell is near to what is counted.
    assert abs(run.estimate - excess) <= 0.05 * excess
    assert np.array_equal(run.order(), improved(30).order())


def test_temperature_falls_from_first_to_last():
    assert (temperature_after(-1), temperature_after(0), temperature_after(2)) == (HOT, HOT, temperature_after(1))
    assert abs(temperature_after(1) - COLD) < 1e-12


def test_auto_anneals_the_stays_of_the_best_greedy_order(monkeypatch):
    monkeypatch.setattr(constructive, "DRAWS_SHARE", 0.0)
    monkeypatch.setattr(constructive, "TRIAL_SECONDS", 0.2)
    greedy, annealed = [], []
    for trial in constructive.auto_order_steps(NETWORK, MEMORY, seconds=600):
        kind = {"greedy": greedy, "stays": annealed}.get(trial.kind)
        if kind is not None:
            kind.append(trial)
        # A busy computer needs more trials, and on a quick one the first is as good as the second.
        if len(annealed) >= 2 and (any(one.is_best for one in annealed) or len(annealed) == 50):
            break
    assert annealed[0].settings["proposals"] < annealed[1].settings["proposals"]
    assert min(trial.excess for trial in annealed if trial.is_best) < min(trial.excess for trial in greedy)
