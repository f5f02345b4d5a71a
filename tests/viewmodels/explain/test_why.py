"""Reasons for evictions, and the line of the pseudocode that a moment is at."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.simulation.choices import eviction_choices
from ioviz.paths import sample_path
from ioviz.viewmodels.explain.pseudocode import lines_for, listing
from ioviz.viewmodels.explain.trace_costs import min_d_discount
from ioviz.viewmodels.explain.why import MOST_BARS, why_at
from ioviz.viewmodels.frame.frame import make_frame, run_example
from tests.graphs import networks
from tests.viewmodels.explain_tools import both

LINE_OF = {
    "EVICT_CLEAN": "_evict",
    "EVICT_DIRTY": "_write",
    "FIRST_READ": "_read",
    "REREAD": "_read",
    "READ_WEIGHT": "weight",
    "MULTIPLY_ADD": "add",
    "WRITE_OUTPUT": "output",
    "DROP": "_drop",
}


@settings(max_examples=30)
@given(networks(), st.integers(0, 99), st.sampled_from(["min", "lru", "rr"]), st.integers(3, 6))
def test_each_event_highlights_its_line_and_gives_its_choice(network, seed, policy, memory):
    trace, _ = both(network, seed, policy, memory)
    keys = [line.key for line in lines_for(policy)]
    for step in range(trace.n_steps):
        events = trace.events(step)
        for event in range(1, len(events) + 1):
            kind = events[event - 1].kind.name
            page = listing(trace, make_frame(trace, step, event))
            wanted = LINE_OF[kind]
            wanted = events[event - 1].end + wanted if wanted.startswith("_") else wanted
            assert keys[page.current] == wanted
            ios = sum(bool(page.lines[k].cost) for k in page.ran)
            assert ios == sum(one.ios for one in events[:event])
            assert len(page.notes) == len(page.lines)
            whys = why_at(trace, trace.moment(step, event))
            evicted = [one.neuron for one in events[:event] if one.is_eviction]
            assert [[bar.neuron for bar in why.bars if bar.evicted] for why in whys] == ([[n] for n in evicted] or [[]])
            for why in whys:
                assert len(why.picks) == (3 if why.bars else 0)
                if why.evicted:
                    own = next(pick for pick in why.picks if pick.policy.lower() == policy)
                    assert own.same
                    assert max(bar.share for bar in why.bars) == 1.0
        whole = listing(trace, make_frame(trace, step + 1))
        assert whole.current == max(whole.ran)
    assert listing(trace, make_frame(trace, 0)).current == 0


@pytest.fixture(scope="module")
def digits():
    return ioviz.load(sample_path("digits"))


def test_the_example_is_on_the_page(digits):
    trace = ioviz.record_trace(digits, "neuron", memory=16)
    run = run_example(trace, 0)
    line_of = {line.key: k for k, line in enumerate(lines_for("min"))}
    page = listing(trace, make_frame(trace, 400, example=run))
    weight = float(digits.weight[trace.schedule.order[399]])
    assert page.notes[line_of["weight"]].startswith("w = ")
    assert "v = " in page.notes[line_of["add"]]
    assert f"{weight:.3g}"[:4] in page.notes[line_of["weight"]]
    end = listing(trace, make_frame(trace, trace.n_steps, example=run))
    assert " = " in end.notes[line_of["output"]]


def test_texts_without_an_eviction(digits):
    trace = ioviz.record_trace(digits, "neuron", memory=16)
    assert why_at(trace, trace.moment(trace.n_steps))[0].title.startswith("No eviction: ")
    assert "no candidates" in why_at(trace, trace.moment(0))[0].note
    step = next(t for t in range(20, trace.n_steps) if not any(e.is_eviction for e in trace.events(t - 1)))
    why = why_at(trace, trace.moment(step), discount=0.5)[0]
    assert not why.evicted
    assert why.title == "No eviction at this step."
    assert [pick.policy for pick in why.picks] == ["MIN", "MIN-D", "LRU", "RR"]


def test_many_candidates_are_cut_but_not_the_victims():
    network = ioviz.generate("layered", sizes=[120, 60, 10], density=0.5, seed=1)
    trace = ioviz.record_trace(network, "random", memory=60, policy="lru")
    step = trace.next_step(500, "eviction")
    why = why_at(trace, trace.moment(step + 1))[0]
    assert MOST_BARS <= len(why.bars) <= MOST_BARS + 4
    choice = eviction_choices(trace, trace.moment(step + 1))[0]
    assert choice.neuron.size - len(why.bars) == why.left_out > 0
    assert {pick.neuron for pick in why.picks} <= {bar.neuron for bar in why.bars}
    assert sum(bar.evicted for bar in why.bars) == 1


def test_the_discount_is_that_of_the_policy():
    network = ioviz.generate("layered", sizes=[9, 12, 9], density=0.6, seed=2)
    made = ioviz.record_trace(network, "random", memory=7, policy="min-d")
    other = ioviz.record_trace(network, "random", memory=7, policy="lru")
    assert min_d_discount(made) == min_d_discount(other) == made.schedule.settings["discount"]


def test_evictions_by_hand_come_first():
    network = ioviz.generate("layered", sizes=[9, 12, 9], density=0.6, seed=2)
    schedule = ioviz.record_trace(network, "random", memory=7, policy="min-d").schedule
    trace = ioviz.record_trace(network, schedule, memory=7, policy="manual")
    step = trace.next_step(0, "eviction")
    why = why_at(trace, trace.moment(step + 1))[0]
    assert (why.picks[0].policy, why.picks[0].same) == ("By hand", True)
    assert lines_for("manual")[2].text.endswith("as the schedule says")
