"""The optimum in words, searched to its end or not."""

from __future__ import annotations

import ioviz
from ioviz.viewmodels.document import optimum_search as best_possible
from ioviz.viewmodels.document.optimum_search import BestPossible, find_best, is_small


def told(steps):
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def test_the_optimum_of_a_small_network():
    network = ioviz.generate("dense", a=4, b=4)
    seen, best = told(find_best(network, 4))
    assert best.proven
    assert best is seen[-1]
    assert best.schedule is not None
    counted = ioviz.simulate(network, best.schedule, memory=4, policy="manual" if best.schedule.evictions else "min")
    assert counted.ios == best.upper == 31
    assert best.words() == "31 I/Os"
    assert "proven" in best.explanation()


def test_a_search_that_gives_up(monkeypatch):
    monkeypatch.setattr(best_possible, "MOST_STATES", 50)
    network = ioviz.generate("layered", sizes=[7, 7, 7], density=0.5, seed=0)
    _, best = told(find_best(network, 4))
    assert not best.proven
    assert best.schedule is None
    assert best.lower < best.upper
    assert best.words() == f"{best.lower} to {best.upper}"
    assert "gave up" in best.explanation()


def test_words_on_the_way():
    best = BestPossible(4, 20, 31, searching=True)
    assert not best.proven
    assert "still searching" in best.explanation()


def test_what_is_small():
    assert is_small(ioviz.generate("diamond"))
    assert not is_small(ioviz.generate("dense", a=9, b=9))
