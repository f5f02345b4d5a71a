import os
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument, MemoryTooSmall
from ioviz.core.generators import generate
from ioviz.core.names import CONSTRUCTIVE_ORDERS
from ioviz.core.network import build_network
from ioviz.core.schedule import Schedule, constructive, order
from ioviz.core.schedule.constructive import (
    Trial,
    auto_order_steps,
    constructive_order,
)
from ioviz.core.schedule.excess import min_excess
from ioviz.core.schedule.greedy import GreedySettings, demand_order
from ioviz.core.schedule.schedule import build_schedule
from ioviz.core.simulation import simulate
from tests.graphs import networks

FAMILIES = [kind for kind in CONSTRUCTIVE_ORDERS if kind != "auto"]


@pytest.mark.parametrize("kind", FAMILIES)
@given(networks(most_neurons=12), st.integers(3, 9), st.integers(0, 9))
def test_valid_for_any_network(kind, network, memory, seed):
    schedule = constructive_order(network, kind, memory, seed=seed)  # proves the order
    assert schedule.name == kind
    assert schedule.settings["memory"] == memory
    assert min_excess(network, schedule.order, memory) == simulate(network, schedule, memory=memory).excess


@given(
    networks(most_neurons=12),
    st.integers(3, 9),
    st.builds(
        GreedySettings,
        urgency=st.floats(0, 3),
        size_exponent=st.floats(-1, 1),
        bonus=st.floats(0, 1),
        sums=st.floats(0, 1),
        refill=st.floats(0, 1),
        noise=st.floats(0, 1),
    ),
)
def test_greedy_is_valid_with_any_settings(network, memory, settings):
    build_schedule(network, demand_order(network, memory, settings, seed=1))


def test_greedy_is_valid_when_it_looks_at_few_sums(monkeypatch):
    monkeypatch.setattr("ioviz.core.schedule.greedy.LOOK_LIMIT", 1)
    network = generate("layered", sizes=[60, 80, 60], density=0.1, seed=0)
    for sums in (0.2, 1.0):
        build_schedule(network, demand_order(network, 12, GreedySettings(sums=sums)))


@given(st.integers(1, 6), st.integers(2, 30), st.randoms(use_true_random=False))
def test_bandwidth_attains_the_lower_bound_on_a_band_whatever_its_numbering(k, more, random):
    chain = generate("chain", neurons=k + more, bandwidth=k)
    number = list(range(chain.n_neurons))
    random.shuffle(number)
    shuffled = build_network(
        n_neurons=chain.n_neurons,
        source=[number[u] for u in chain.source.tolist()],
        target=[number[v] for v in chain.target.tolist()],
    )
    schedule = constructive_order(shuffled, "bandwidth", k + 2)
    assert simulate(shuffled, schedule, memory=k + 2).excess == 0


def test_a_layer_that_fits_costs_the_lower_bound_when_tiled():
    network = generate("dense", a=6, b=9)
    for kind in ("tiled", "grouped", "auto"):
        assert simulate(network, constructive_order(network, kind, 8), memory=8).excess == 0


@pytest.mark.parametrize(
    ("memory", "most"), [(10, 1.53), (50, 1.18), (100, 1.105), (200, 1.06), (300, 1.041), (502, 1.0125)]
)
def test_the_baseline(memory, most):
    network = generate("layered", sizes=[500] * 4, density=0.1, seed=0)
    *trials, schedule = auto_order_steps(network, memory, trials=6, seconds=600)
    result = simulate(network, schedule, memory=memory)
    assert result.ios / (result.ios - result.excess) <= most
    assert result.excess == min(trial.excess for trial in trials)


def test_auto_is_the_best_of_its_trials_and_repeats():
    network = generate("layered", sizes=[20, 30, 20], density=0.3, seed=1)
    runs = [list(auto_order_steps(network, 9, trials=12, seconds=600, seed=4)) for _ in range(2)]
    *trials, schedule = runs[0]
    assert len(trials) == 12
    assert all(isinstance(trial, Trial) for trial in trials)
    assert isinstance(schedule, Schedule)
    best = [trial.excess for trial in trials if trial.is_best][-1]
    assert best == min(trial.excess for trial in trials) == simulate(network, schedule, memory=9).excess
    assert {trial.kind for trial in trials} == {"growth", "neuron", *FAMILIES}
    np.testing.assert_array_equal(schedule.order, runs[1][-1].order)


def test_auto_stops_at_the_lower_bound_and_by_time():
    tree = generate("tree")
    trials = list(auto_order_steps(tree, 20, trials=50, seconds=600))[:-1]
    assert len(trials) == 1
    network = generate("layered", sizes=[20, 30, 20], density=0.3, seed=1)
    trials = list(auto_order_steps(network, 5, seconds=1e-9))[:-1]
    assert [trial.kind for trial in trials] == ["growth", "neuron"]


@pytest.mark.parametrize("limit", [{"seconds": 1e-9}, {"trials": 1}])
def test_auto_is_never_worse_than_neuron_whatever_its_limits(limit):
    network = generate("layered", sizes=[20, 30, 20], density=0.3, seed=1)
    ios = {kind: simulate(network, order(network, kind), memory=9).ios for kind in ("growth", "neuron")}
    assert ios["growth"] > ios["neuron"]  # and it is made first
    *_, best = auto_order_steps(network, 9, **limit)
    assert simulate(network, best, memory=9).ios <= ios["neuron"]


def test_auto_does_not_count_the_time_to_compile(monkeypatch):
    compiled = []

    def compile(kind):
        compiled.append(kind)
        time.sleep(0.3)

    for kind in ("growth", "neuron", *FAMILIES):
        constructive.prepare_trials(kind)
    monkeypatch.setattr(constructive, "prepare_trials", compile)
    network = generate("layered", sizes=[20, 30, 20], density=0.3, seed=1)
    *trials, _ = auto_order_steps(network, 5, seconds=600, trials=6)
    assert {trial.kind for trial in trials} <= set(compiled)
    assert trials[-1].elapsed < 0.3


def test_auto_has_compiled_what_it_calls():
    # In a process of its own: here other tests have compiled kernels.
    code = """
import pkgutil, importlib
from ioviz.core import kernels
from ioviz.core.generators import generate
from ioviz.core.kernels.jit import Kernel
from ioviz.core.schedule import constructive

modules = [importlib.import_module(f"{kernels.__name__}.{one.name}") for one in pkgutil.iter_modules(kernels.__path__)]

def compiled():
    values = [value for module in modules for value in vars(module).values() if isinstance(value, Kernel)]
    return {(value.function.__qualname__, str(one)) for value in values for one in value.dispatcher.signatures}

networks = [
    (generate("layered", sizes=[150] * 4, density=0.06, seed=0), 152, "sequences"),
    (generate("layered", sizes=[90] * 4, density=0.1, seed=0), 20, "stays"),
]
for kind in ("growth", "neuron", "greedy", "tiled", "grouped", "bandwidth", "sequences", "stays"):
    constructive.prepare_trials(kind)
before = compiled()
constructive.DRAWS_SHARE = 1e-9
for network, memory, wanted in networks:
    steps = constructive.auto_order_steps(network, memory, seconds=60)
    kinds = []
    while not kinds or kinds[-1] != wanted:
        kinds.append(next(steps).kind)
        assert len(kinds) < 9, kinds
print(sorted(compiled() - before))
"""
    assert _run_python(code) == "[]"


def test_auto_with_nothing_compiled_yet_is_no_worse_than_neuron(tmp_path):
    code = """
from ioviz.core.generators import generate
from ioviz.core.schedule.constructive import auto_order_steps

network = generate("layered", sizes=[100] * 3, density=0.2, seed=0)
*trials, schedule = auto_order_steps(network, 20, seconds=0.01)
excess = {trial.kind: trial.excess for trial in trials}
print("greedy" in excess, min(excess.values()) <= excess["neuron"])
"""
    assert _run_python(code, cache=tmp_path) == "True True"
    assert list(tmp_path.rglob("*.nbi"))  # so it did compile


def _run_python(code, cache=None):
    environment = dict(os.environ)
    if cache is not None:
        environment |= {"XDG_CACHE_HOME": str(cache), "NUMBA_CACHE_DIR": str(cache), "NUMBA_DISABLE_JIT": "0"}
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_order_makes_them_too():
    network = generate("layered", sizes=[20, 30, 20], density=0.3, seed=1)
    schedule = order(network, "tiled", memory=9)
    np.testing.assert_array_equal(schedule.order, constructive_order(network, "tiled", 9).order)


def test_bad_arguments():
    network = generate("diamond")
    with pytest.raises(InvalidArgument, match="memory=M"):
        constructive_order(network, "tiled", None)
    with pytest.raises(MemoryTooSmall):
        constructive_order(network, "greedy", 2)
    with pytest.raises(InvalidArgument, match="whole number"):
        constructive_order(network, "greedy", 4.0)
    with pytest.raises(InvalidArgument, match="'best'"):
        constructive_order(network, "best", 4)
    with pytest.raises(InvalidArgument, match="time limit"):
        auto_order_steps(network, 4, seconds=0)
    with pytest.raises(InvalidArgument, match="seed"):
        constructive_order(network, "greedy", 4, seed=-1)
