"""Compact Growth attains the lower bound at the memory size that it grew in, and at every larger one, always."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ioviz
from ioviz.core.generators import generate
from ioviz.core.kernels.growth import grow
from tests.naive.growth import grow as naive_grow
from tests.naive.machine import Machine

SETTINGS = st.fixed_dictionaries(
    {
        "memory": st.integers(3, 12),
        "neurons": st.integers(1, 40),
        "least_in": st.integers(1, 4),
        "most_in": st.integers(4, 9),
        "removal": st.sampled_from([0, 0.0, 0.05, 0.3, 0.9, 1]),
        "shuffle": st.booleans(),
        "seed": st.integers(0, 10_000),
    }
)


@given(SETTINGS)
def test_no_excess_from_the_memory_it_grew_in(settings):
    network = generate("compact-growth", **settings)
    schedule = ioviz.order(network, "growth")
    least = network.n_connections + network.n_neurons + network.n_outputs
    assert schedule.live_memory <= settings["memory"]
    for memory in range(settings["memory"], network.n_neurons + 3):
        assert ioviz.simulate(network, schedule, memory=memory).ios == least
        assert ioviz.simulate(network, schedule, memory=memory, policy="min-d").ios == least


@given(SETTINGS)
def test_no_excess_by_the_naive_machine(settings):
    network = generate("compact-growth", **{**settings, "neurons": min(settings["neurons"], 12)})
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    for memory in (settings["memory"], settings["memory"] + 3):
        counts = Machine(network.n_neurons, connections, range(len(connections)), memory, "min").counts
        assert sum(counts.values()) == len(connections) + network.n_neurons + network.n_outputs


@given(SETTINGS)
def test_trimmed_by_construction(settings):
    network = generate("compact-growth", **settings)
    assert network.trim_report.empty
    assert network.n_neurons - network.n_inputs == settings["neurons"]
    assert (network.layer_hint == network.layer).all()
    degree = network.incoming.degree[network.incoming.degree > 0]
    assert degree.max() <= min(settings["most_in"], settings["memory"] - 2)


@pytest.mark.jit
@given(SETTINGS)
def test_the_kernel_grows_what_its_naive_twin_grows(settings):
    n_slots, n_inputs, n_grown = settings["memory"] - 1, settings["memory"] - 2, settings["neurons"]
    plan = (n_slots, n_inputs, n_grown, settings["least_in"], settings["most_in"], float(settings["removal"]))
    source = np.empty(n_grown * min(settings["most_in"], n_inputs), np.int32)
    target, layer = np.empty_like(source), np.zeros(n_inputs + n_grown, np.int32)
    w = grow(*plan, np.random.default_rng(settings["seed"]), source, target, layer)
    connections, residents = naive_grow(*plan, np.random.default_rng(settings["seed"]).random)
    assert list(zip(source[:w].tolist(), target[:w].tolist())) == connections
    for (u, v), memory in zip(connections, residents):
        assert {u, v} <= memory
        assert len(memory) <= n_slots


def test_the_order_survives_saving(tmp_path):
    network = generate("compact-growth", memory=9, neurons=80, shuffle=True, seed=3)
    for name in ("a.json", "a.npz"):
        ioviz.save(network, tmp_path / name)
        again = ioviz.load(tmp_path / name)
        assert ioviz.simulate(again, "growth", memory=9).excess == 0
    assert ioviz.simulate(network, "neuron", memory=9).excess > 0
    assert ioviz.simulate(network, "auto", memory=9).excess == 0


def test_same_seed_same_network():
    one, same, other = (generate("compact-growth", seed=seed) for seed in (5, 5, 6))
    assert one.source.tolist() == same.source.tolist()
    assert one.weight.tolist() == same.weight.tolist()
    assert one.source.tolist() != other.source.tolist()


def test_a_memory_that_stays_full_is_needed_in_full():
    network = generate("compact-growth", memory=30, neurons=500, least_in=4, most_in=8, removal=0)
    assert ioviz.order(network, "growth").live_memory == 30
