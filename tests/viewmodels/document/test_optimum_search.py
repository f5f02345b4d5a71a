"""The optimum and its description, searched to the end or not."""

from __future__ import annotations

import ioviz
from ioviz.viewmodels.document import optimum_search
from ioviz.viewmodels.document.optimum_search import OptimumBounds, find_optimum, is_small
from tests.steps import finish


def test_the_optimum_of_a_small_network():
    network = ioviz.generate("dense", a=4, b=4)
    best, seen = finish(find_optimum(network, 4))
    assert best.proven
    assert best is seen[-1]
    assert best.schedule is not None
    counted = ioviz.simulate(network, best.schedule, memory=4, policy="manual" if best.schedule.evictions else "min")
    assert counted.ios == best.upper == 31
    assert best.text() == "31 I/Os"
    assert "Proven optimum" in best.explanation()


def test_a_search_that_gives_up(monkeypatch):
    monkeypatch.setattr(optimum_search, "MOST_STATES", 50)
    network = ioviz.generate("layered", sizes=[7, 7, 7], density=0.5, seed=0)
    best, _ = finish(find_optimum(network, 4))
    assert not best.proven
    assert best.schedule is None
    assert best.lower < best.upper
    assert best.text() == f"{best.lower} to {best.upper}"
    assert "reached its limit" in best.explanation()


def test_the_description_during_the_search():
    best = OptimumBounds(4, 20, 31, searching=True)
    assert not best.proven
    assert "still searching" in best.explanation()


def test_small_networks():
    assert is_small(ioviz.generate("diamond"))
    assert not is_small(ioviz.generate("dense", a=9, b=9))
