"""Objectives of annealing, and their texts."""

from __future__ import annotations

import pytest

import ioviz
from ioviz.core.names import OBJECTIVES as NAMED
from ioviz.core.network import bounds
from ioviz.viewmodels.anneal.objectives import NAMES, OBJECTIVES, Objective, amount


def test_names_and_weights_are_those_of_the_core():
    assert {kind: Objective.of(kind, 9, 9).weights for kind in NAMED} == dict(NAMED)
    assert Objective.of("weighted", 9, 8).weights == (9, 8)
    assert list(NAMES) == list(OBJECTIVES)


@pytest.mark.parametrize("kind", OBJECTIVES)
def test_no_order_costs_less_than_the_lower_bound(kind):
    network = ioviz.generate("layered", sizes=[6, 8, 5], density=0.5, seed=1)
    goal = Objective.of(kind, 1.0, 2.5)
    lower, upper = goal.bounds(bounds(network))
    assert goal.cost(ioviz.simulate(network, "neuron", memory=network.n_neurons + 1).counts) == lower
    assert lower < goal.cost(ioviz.simulate(network, "neuron", memory=3).counts) <= upper


def test_a_sum_of_like_weights_is_plainly_ios():
    goal = Objective.of("weighted", 1, 1)
    assert (goal.unit, goal.setting(), goal) == ("I/Os", "", Objective())


def test_words():
    goal = Objective.of("weighted", 1, 2.5)
    assert goal.text(12.5) == "12.5 weighted"
    assert goal.unit_in_full() == goal.setting() == "1 × reads + 2.5 × writes"
    assert Objective.of("reads", 1, 1).text(3.0) == "3 reads"
    assert amount(0.96) == "1.0"
