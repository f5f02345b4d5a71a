"""The annealer's counts and the plain machine agree after every accepted move."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.annealing import anneal
from ioviz.core.annealing.chain_run import ChainRun, temperature
from ioviz.core.annealing.settings import Settings
from ioviz.core.generators import generate
from ioviz.core.schedule import order
from ioviz.core.simulation import simulate
from tests.graphs import networks
from tests.naive.annealing import excess, geometric_temperature, is_topological

POLICIES = ["min", "lru", "rr"]


def settings_of(memory, policy="min", method="ioviz", seed=0, weights=(1.0, 1.0)):
    return Settings(memory, policy, method, weights, seed, 1000, None, (0.7, 0.7))


def facts_of(run, network):
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    return network.n_neurons, connections, run.current_order().tolist()


def assert_same_state_everywhere(run):
    """All that is kept is what spreading the same order anew and simulating all of it would keep."""
    chain = run.chain
    assert np.array_equal(np.flatnonzero(chain.slot >= 0) * 2, np.sort(chain.use[chain.connection[:, 2]]))
    for role in range(2):
        assert np.array_equal(chain.slot[chain.use[chain.connection[:, 2 + role]] >> 1], np.arange(run.n_connections))
        assert np.all(chain.use[chain.connection[:, 2 + role]] % 2 == role)
    for first, _, end, _ in chain.neuron.tolist():
        assert np.all(np.diff(chain.use[first:end]) > 0)


@pytest.mark.jit
@settings(max_examples=60)
@given(networks(), st.sampled_from(POLICIES), st.sampled_from(["ioviz", "paper"]), st.data())
def test_counts_after_every_accepted_move(network, policy, method, data):
    memory = data.draw(st.integers(3, 6))
    start = order(network, "random", seed=data.draw(st.integers(0, 100)))
    run = ChainRun(network, start.order, settings_of(memory, policy, method, data.draw(st.integers(0, 9))))
    n, connections, first = facts_of(run, network)
    assert first == start.order.tolist()
    assert run.excess == excess(n, connections, first, memory, policy)
    for _ in range(30):
        accepted = run.accepted
        run.advance(1, 1, 0.7, 0.7, 0.5)
        if run.accepted > accepted:
            n, connections, now = facts_of(run, network)
            assert is_topological(connections, now)
            assert run.excess == excess(n, connections, now, memory, policy)
    assert_same_state_everywhere(run)
    best = run.copy_best().tolist()
    assert run.lowest == sum(excess(n, connections, best, memory, policy)) - sum(
        excess(n, connections, first, memory, policy)
    )


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("memory", [4, 12, 40])
def test_counts_of_a_middle_network_in_full(policy, memory):
    """Many blocks, jumps between them, orders spread anew; each accepted order counted by `simulate`."""
    network = generate("layered", sizes=[25, 25, 25], density=0.25, seed=1)
    snapshots = list(
        anneal(network, memory, policy, start="neuron", proposals=1500, seed=2, temperature=0.8, check=True)
    )
    assert snapshots[-2].accepted > 100


@pytest.mark.parametrize("policy", POLICIES)
def test_counts_after_many_moves(policy):
    network = generate("layered", sizes=[60, 60, 60], density=0.15, seed=3)
    run = ChainRun(network, order(network, "layer").order, settings_of(15, policy))
    for _ in range(10):
        run.advance(2000, 1, 0.5, 0.5, 0.5)
        n, connections, now = facts_of(run, network)
        assert is_topological(connections, now)
        assert_same_state_everywhere(run)
    assert run.excess == excess(n, connections, now, 15, policy)


@pytest.mark.jit
def test_temperature():
    for proposals in (0, 63, 64, 500, 1000, 5000):
        expected = geometric_temperature(proposals, 1000, 2.0, 0.1)
        assert temperature(proposals, 1000, 2.0, 0.1) == pytest.approx(expected)


@pytest.mark.jit
@pytest.mark.parametrize("policy", POLICIES)
def test_result_does_not_depend_on_the_chunks(policy):
    network = generate("layered", sizes=[12, 12, 12], density=0.3, seed=4)
    found = []
    for chunks in ([600], [1] * 600, [7, 64, 1, 128, 400]):
        run = ChainRun(network, order(network, "neuron").order, settings_of(5, policy))
        for chunk in chunks:
            run.advance(chunk, 600, 1.0, 0.1, 1.0)
        found.append((run.current_order().tolist(), run.copy_best().tolist(), run.tally.tolist()))
    assert found[0] == found[1] == found[2]


SCRIPT = """
from ioviz.core.annealing import anneal
from ioviz.core.generators import generate
network = generate("layered", sizes=[6, 6, 6], density=0.4, seed=4)
*_, best = anneal(network, 4, {policy!r}, start="neuron", proposals=300, seed=5)
print(best.order.tolist())
"""


@pytest.mark.parametrize("policy", POLICIES)
def test_compiled_and_plain_python_find_the_same(policy):
    found = []
    for disable in ("0", "1"):
        environment = {**os.environ, "NUMBA_DISABLE_JIT": disable}
        words = [sys.executable, "-c", SCRIPT.format(policy=policy)]
        found.append(subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout)
    assert found[0] == found[1]


def test_each_objective_counts_what_it_says():
    network = generate("layered", sizes=[20, 20, 20], density=0.3, seed=6)
    for objective, cost in (
        ("reads", lambda result: result.reads),
        ("writes", lambda result: result.writes),
        ((1, 5), lambda result: result.reads + 5 * result.writes),
    ):
        *snapshots, best = anneal(network, 6, start="layer", proposals=3000, objective=objective)
        assert snapshots[-1].best == cost(simulate(network, best, memory=6))
        assert snapshots[-1].start == cost(simulate(network, "layer", memory=6))
        assert snapshots[-1].best < snapshots[-1].start
