"""Where a schedule comes from, in words, also after it was saved and opened again."""

from __future__ import annotations

import pytest

import ioviz
from ioviz.core.annealing import anneal
from ioviz.core.optimum import Optimum, search_optimum
from ioviz.core.schedule import build_schedule
from ioviz.core.simulation.dirty_aware import with_policy_evictions
from ioviz.viewmodels.by_hand.moves import finish as finish_by_hand
from ioviz.viewmodels.document.document import ORDERS, Intent
from ioviz.viewmodels.document.eviction_search import find_best_evictions
from ioviz.viewmodels.document.pending import Pending
from ioviz.viewmodels.document.provenance import intent_title, order_name, provenance

NETWORK = ioviz.generate("layered", sizes=[4, 5, 3], density=0.6, seed=2)


def optimum():
    (found,) = [one for one in search_optimum(ioviz.generate("diamond"), 3) if isinstance(one, Optimum)][-1:]
    return found.schedule


def annealed():
    *_, schedule = anneal(NETWORK, 5, "lru", start="neuron", proposals=50, seed=3)
    return schedule


def by_hand():
    trace = ioviz.record_trace(NETWORK, "neuron", memory=5)
    return finish_by_hand(trace, 4, "min")


MADE = {
    "the optimum": (optimum, "The optimum at M = 3."),
    "annealed": (annealed, "Annealed for M = 5 under LRU, from neuron, seed 3."),
    "by hand": (by_hand, "By hand: 0 of 15 connections."),
    "best evictions": (
        lambda: find_best_evictions(ioviz.order(NETWORK, "layer"), 5).schedule,
        "The layer order with its best evictions at M = 5.",
    ),
    "an order made for M": (lambda: ioviz.order(NETWORK, "greedy", memory=5), "The greedy order made for M = 5."),
    "a random order": (lambda: ioviz.order(NETWORK, "random", seed=7), "The random order of seed 7."),
    "MIN-D": (
        lambda: with_policy_evictions(NETWORK, ioviz.order(NETWORK, "neuron"), 5, "min-d")[0],
        "The neuron order with the evictions of MIN-D at M = 5.",
    ),
    "another name": (
        lambda: build_schedule(NETWORK, ioviz.order(NETWORK, "layer").order, name="mine <b>"),
        "The order “mine <b>”.",
    ),
}


@pytest.mark.parametrize("ending", [".schedule.json", ".schedule.npz"])
@pytest.mark.parametrize("kind", MADE)
def test_a_schedule_says_where_it_comes_from(kind, ending, tmp_path):
    make, text = MADE[kind]
    schedule = make()
    intent = Intent(schedule.network, 9).with_schedule(schedule)
    assert provenance(intent).startswith(text)
    path = tmp_path / f"it{ending}"
    ioviz.save(schedule, path)
    again = Intent(schedule.network, 9).with_schedule(ioviz.load_schedule(path, schedule.network), path.name)
    assert provenance(again).startswith(f"From it{ending}: {text[0].lower()}{text[1:]}")
    assert order_name(again) == order_name(intent) == schedule.name


def test_other_evictions_are_not_those_of_the_optimum():
    schedule = optimum()
    intent = Intent(schedule.network, 3).with_schedule(schedule)
    assert provenance(intent.with_(memory=4)) == "The order of the optimum at M = 3, with other evictions."
    evictions = find_best_evictions(ioviz.order(NETWORK, "layer"), 5).schedule
    assert provenance(Intent(NETWORK, 5).with_schedule(evictions).with_(memory=6)) == "The layer order."


def test_settings_of_a_file_may_be_anything():
    order = ioviz.order(NETWORK, "neuron").order
    for name in ("annealed", "optimum", "greedy", "random", ""):
        for settings in ({"memory": "9", "seed": -1, "policy": [], "start": {}}, {"memory": True, "by_hand": "x"}, {}):
            schedule = build_schedule(NETWORK, order, name=name, settings=settings)
            assert provenance(Intent(NETWORK, 9).with_schedule(schedule)).endswith(".")


def test_the_file_belongs_to_its_schedule():
    intent = Intent(NETWORK, 9).with_schedule(ioviz.order(NETWORK, "layer"), "a.schedule.json")
    assert intent.with_(memory=4).with_(order="neuron").with_(order="file").file == "a.schedule.json"
    assert intent.with_(loaded=ioviz.order(NETWORK, "neuron")).file == ""
    assert intent.with_(network=ioviz.generate("diamond")).file == ""


@pytest.mark.parametrize("order", ORDERS)
def test_a_pending_request_names_what_differs(order):
    shown = Intent(NETWORK, 9, title="net")
    pending = Pending(shown.with_(order="greedy", memory=4), shown.with_(order=order))
    name = "random 0" if order == "random" else order
    assert pending.sentence() == (
        f"Computing greedy, M = 4 … The numbers are still those of {name}, M = 9."
        if order != "greedy"
        else "Computing M = 4 … The numbers are still those of M = 9."
    )


def test_a_pending_request_always_names_something():
    shown = Intent(NETWORK, 9, title="net")
    other = Pending(shown.with_(network=ioviz.generate("diamond")), shown)
    assert other.short() == "Computing net"
    one, two = (build_schedule(NETWORK, ioviz.order(NETWORK, kind).order, name="x") for kind in ("layer", "neuron"))
    same = Pending(shown.with_schedule(one), shown.with_schedule(two))
    assert same.sentence() == "Computing x … The numbers are still those of the schedule before."
    assert intent_title(shown) == "neuron, MIN, M = 9"
