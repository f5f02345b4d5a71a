"""Hints come from the best known schedule and say which one that is, also at evictions."""

from __future__ import annotations

import numpy as np
import pytest

from ioviz.core.names import MANUAL
from ioviz.core.schedule import order
from ioviz.core.simulation import record_trace, simulate
from ioviz.viewmodels.by_hand import moves as hands
from ioviz.viewmodels.by_hand.best_known import FOUND, OPTIMUM, BestKnown, Known
from ioviz.viewmodels.by_hand.hints import eviction_hint, hint, next_hint
from ioviz.viewmodels.document.document import Intent, resolve
from ioviz.viewmodels.document.eviction_search import find_best_evictions
from ioviz.viewmodels.document.optimum_search import OptimumBounds
from tests.steps import finish
from tests.viewmodels.networks import layered

NETWORK = layered([4, 4, 2], 0.8, seed=3)
ALL = np.arange(NETWORK.n_connections, dtype=np.int32)


def traced(name="neuron", memory=4, policy="min"):
    return record_trace(NETWORK, order(NETWORK, name), memory=memory, policy=policy)


def first_question(trace):
    step = trace.next_step(0, "eviction")
    question = hands.ask(trace, step, int(trace.schedule.order[step]))
    assert question is not None
    return step, question


def test_the_hint_is_the_first_connection_of_the_best_that_is_not_done():
    trace, best = traced(), Known(31, order(NETWORK, "layer"), "min", OPTIMUM)
    first = int(best.schedule.order[0])
    assert hint(trace, 0, best, ALL).connection == first
    assert hint(trace, 0, best, ALL).text.startswith("The optimum, with 31 I/Os, processes w(")
    after = record_trace(NETWORK, hands.move(trace, 0, first, None), memory=4, policy=MANUAL)
    assert hint(after, 1, best, ALL).connection == best.schedule.order[1]
    assert hint(after, after.n_steps, best, ALL) is None
    assert hint(after, 1, Known(0, None), ALL) is None
    assert "differs" not in hint(trace, 0, best, ALL).text
    elsewhere = record_trace(NETWORK, hands.move(trace, 0, int(best.schedule.order[3]), None), memory=4, policy=MANUAL)
    assert hint(elsewhere, 1, best, ALL).text.endswith("; your schedule differs from it by now.")
    assert next_hint(after, 1, best, ALL, None) == hint(after, 1, best, ALL)


def test_at_an_eviction_the_best_schedule_is_followed_where_it_came_to_the_same_state():
    trace = traced()
    step, question = first_question(trace)
    other = question.candidates[-1].neuron
    schedule = hands.move(trace, step, question.connection, [other])
    ios = simulate(NETWORK, schedule, memory=4, policy=MANUAL).ios
    found = eviction_hint(trace, step, Known(ios, schedule, MANUAL, OPTIMUM), question)
    assert found.neuron == other
    assert found.text.startswith(f"The optimum, with {ios} I/Os, evicts neuron {other}; MIN would evict neuron")
    as_min = eviction_hint(trace, step, Known(trace.counts.ios, trace.schedule, "min", "the order neuron"), question)
    assert as_min.text.endswith(", as MIN would.")
    assert as_min.neuron == question.candidates[0].neuron


@pytest.mark.parametrize("known", [None, "layer"])
def test_elsewhere_the_cheapest_candidate_is_named_with_its_total(known):
    trace = traced()
    step, question = first_question(trace)
    best = Known(0, None) if known is None else Known(20, order(NETWORK, known), "min", OPTIMUM)
    found = eviction_hint(trace, step, best, question)
    assert ("differs from the optimum (20 I/Os)" in found.text) == (known is not None)
    cheapest = min(question.candidates, key=lambda one: one.total)
    assert str(cheapest.total) in found.text
    assert next(one for one in question.candidates if one.neuron == found.neuron).total == cheapest.total
    assert "MIN would evict neuron" in found.text
    assert found.texts == (found.text, found.short)
    assert found.text.endswith(found.short[1:])


def test_the_best_known_schedule_knows_where_it_is_from():
    document, _ = finish(resolve(Intent(NETWORK, 4, order="layer", title="net")))
    best = BestKnown()
    best.take(document)
    assert best.of(NETWORK, 4).source == "the order layer under MIN"
    evictions = find_best_evictions(document.schedule, 4)
    assert evictions.schedule is not None
    best.take_evictions(document, evictions)
    shown = min(evictions.ios, document.trace.counts.ios)
    assert best.of(NETWORK, 4).ios == shown
    if evictions.ios < document.trace.counts.ios:
        assert best.of(NETWORK, 4).source == "the order layer with its best evictions"
    made = order(NETWORK, "neuron")
    best.take_optimum(NETWORK, OptimumBounds(4, shown - 2, shown - 1, None, searching=True, found=made))
    assert best.of(NETWORK, 4).source == FOUND
    best.take_optimum(NETWORK, OptimumBounds(4, shown - 1, shown - 1, made, found=made))
    assert best.of(NETWORK, 4).source == OPTIMUM
    assert best.of(NETWORK, 4).ios == shown - 1
