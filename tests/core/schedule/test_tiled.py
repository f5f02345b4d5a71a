import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.annealing import anneal
from ioviz.core.formats import load
from ioviz.core.generators import generate
from ioviz.core.schedule import build_schedule, constructive, order
from ioviz.core.schedule.excess import min_excess
from ioviz.core.schedule.sequences import COLD, sequences_run
from ioviz.core.schedule.sum_layers import sum_layers
from ioviz.core.schedule.tiled import BLOCK_BY_BLOCK, SOURCES_STAY, SUMS_STAY, WAYS, tile
from ioviz.core.simulation import simulate
from ioviz.paths import sample_path
from tests.graphs import networks

TIGHT = generate("layered", sizes=[150] * 4, density=0.06, seed=0)
"""At M = 152 the middle layers almost fit."""


@settings(max_examples=60)
@given(networks(), st.data())
def test_any_ways_make_a_valid_order(network, data):
    layers = sum_layers(network)
    first = st.sampled_from((SUMS_STAY, SOURCES_STAY))
    ways = [data.draw(first if i == 0 else st.sampled_from(WAYS)) for i in range(len(layers))]
    blocks = [data.draw(st.integers(1, 4)) for _ in layers]
    made = tile(network, layers, ways, blocks, data.draw(st.booleans()))
    build_schedule(network, made)


def test_block_by_block_writes_no_value_of_a_layer_whose_blocks_fit():
    network = generate("layered", sizes=[12, 12, 12], density=1.0, seed=0)
    layers = sum_layers(network)
    costs = {
        way: min_excess(network, tile(network, layers, [SUMS_STAY, way], [8, 8], False), 10)
        for way in (SUMS_STAY, BLOCK_BY_BLOCK)
    }
    # By hand, two blocks of 8 and 4: 12 inputs less those still there are read again, and each of the 12 outputs
    # but those that stay is written and read again; no hidden value moves.
    assert costs[BLOCK_BY_BLOCK] < costs[SUMS_STAY]
    assert costs[BLOCK_BY_BLOCK] <= 12 + 2 * 12


def test_thousands_of_layers_are_made_block_by_block():
    network = generate("layered", sizes=[3] * 2500, density=1.0, seed=0)
    layers = sum_layers(network)
    ways = [SUMS_STAY, *[BLOCK_BY_BLOCK] * (len(layers) - 1)]
    made = tile(network, layers, ways, [2] * len(layers), False)
    build_schedule(network, made)
    # Each block of two is used by the next layer before its third sum is begun.
    visits = network.layer[network.target[made]]
    assert (np.diff(visits) < 0).any()


@pytest.mark.parametrize("kind", ["tiled", "grouped"])
def test_a_deep_grown_network_is_tiled(kind):
    network = load(sample_path("growth-100"))
    assert network.depth > 600
    neuron = simulate(network, order(network, "neuron"), memory=20).ios
    assert simulate(network, order(network, kind, memory=20), memory=20).ios < neuron


def test_the_baseline_at_300_is_better_block_by_block():
    network = generate("layered", sizes=[500] * 4, density=0.1, seed=0)
    schedule = order(network, "tiled", memory=300)
    assert BLOCK_BY_BLOCK in schedule.settings["ways"]
    result = simulate(network, schedule, memory=300)
    assert result.ios / (result.ios - result.excess) <= 1.0345


def test_annealed_sequences_cost_less_and_repeat():
    start = order(TIGHT, "tiled", memory=152)
    assert SOURCES_STAY in start.settings["ways"]
    found = []
    for _ in range(2):
        run = sequences_run(TIGHT, start, 152, seed=1)
        assert run is not None
        np.testing.assert_array_equal(run.order(), start.order)
        assert run.estimate == min_excess(TIGHT, start.order, 152)
        for _ in range(10):
            run.advance(COLD)
        assert run.proposals == 200_000 > run.accepted > 0
        excess = min_excess(TIGHT, run.order(), 152)
        assert excess == run.estimate
        found.append(excess)
    assert found[0] == found[1] < min_excess(TIGHT, start.order, 152)


def test_what_is_not_tiled_is_left_alone():
    start = order(TIGHT, "tiled", memory=152)
    assert sequences_run(TIGHT, order(TIGHT, "greedy", memory=152), 152) is None
    assert sequences_run(TIGHT, start, 400) is None  # all fits: nothing to gain
    greedy = order(TIGHT, "greedy", memory=152).order
    for changed in ({"ways": "any"}, {"ways": ["sums stay"], "blocks": [0]}, {"ways": [BLOCK_BY_BLOCK] * 3}, {}):
        settings = {**start.settings, **changed}
        made = build_schedule(TIGHT, greedy, name="tiled", settings=settings)
        assert sequences_run(TIGHT, made, 152) is None


def test_auto_and_anneal_go_on_from_a_tiled_order(monkeypatch):
    start = order(TIGHT, "tiled", memory=152)
    before = simulate(TIGHT, start, memory=152).ios
    *snapshots, best = anneal(TIGHT, 152, start=start, seconds=0.3, seed=1)
    assert snapshots[0].proposals == 20_000  # of the sequences
    assert simulate(TIGHT, best, memory=152).ios == snapshots[-1].best <= before
    monkeypatch.setattr(constructive, "DRAWS_SHARE", 1e-9)
    monkeypatch.setattr(constructive, "TRIAL_SECONDS", 0.1)
    kinds = []
    for trial in constructive.auto_order_steps(TIGHT, 152, seconds=600):
        kinds.append(trial.kind)
        if len(kinds) > 20 or kinds.count("sequences") == 2:
            break
    assert kinds[-1] == "sequences"


@pytest.mark.parametrize("policy", ["min", "lru", "rr"])
def test_the_leg_from_a_tiled_order_counts_under_any_policy(policy):
    start = order(TIGHT, "tiled", memory=152)
    *snapshots, best = anneal(TIGHT, 152, policy, start=start, seconds=0.2, seed=1)
    assert simulate(TIGHT, best, memory=152, policy=policy).ios == snapshots[-1].best <= snapshots[0].start
