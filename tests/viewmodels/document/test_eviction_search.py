"""The best evictions of one order, and their description."""

from __future__ import annotations

import pytest

import ioviz
from ioviz.core.simulation.eviction_bound import eviction_lower_bound
from ioviz.viewmodels.document import eviction_search
from ioviz.viewmodels.document.eviction_search import BestEvictions, find_best_evictions, is_small


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize("memory", [4, 6, 9])
def test_evictions_that_attain_the_bound(memory):
    network = ioviz.generate("layered", sizes=[8, 9, 6], density=0.5, seed=2)
    schedule = ioviz.order(network, "layer")
    best = find_best_evictions(schedule, memory)
    assert best.ios == eviction_lower_bound(network, schedule, memory=memory).ios
    assert best.ios <= ioviz.simulate(network, schedule, memory=memory, policy="min-d").ios
    assert best.schedule is not None
    assert ioviz.simulate(network, best.schedule, memory=memory, policy="manual").ios == best.ios


def test_the_description():
    network = ioviz.generate("diamond")
    known = BestEvictions(4, 1250, ioviz.order(network, "neuron"))
    assert plain(known.text()) == "1 250 I/Os"
    assert plain(BestEvictions(4, 1250, None).text()) == "≥ 1 250 I/Os"
    assert plain(known.explanation(1300)).endswith("attained by known evictions; the schedule shown has 4.0 % more")
    assert known.explanation(1250).endswith("attained by the schedule shown")
    assert "not known to be attained" in BestEvictions(4, 1250, None).explanation(1300)


def test_large_networks_are_not_searched(monkeypatch):
    schedule = ioviz.order(ioviz.generate("diamond"), "neuron")
    assert is_small(schedule)
    monkeypatch.setattr(eviction_search, "MOST_CONNECTIONS", 3)
    assert not is_small(schedule)
