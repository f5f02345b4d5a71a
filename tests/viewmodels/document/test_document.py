"""Intents, and the documents they resolve to."""

from __future__ import annotations

import pytest

import ioviz
from ioviz.core.names import MOST_MEMORY
from ioviz.viewmodels.document import document as d
from ioviz.viewmodels.document.document import Intent, default_memory, memory_presets, resolve
from ioviz.viewmodels.setup.generator_preview import families, preview
from tests.steps import finish


@pytest.fixture(scope="module")
def network():
    return ioviz.generate("layered", sizes=[6, 6, 4], density=0.5, seed=1)


def test_a_document_agrees_with_the_core(network):
    intent = Intent(network, 6, "lru", "layer")
    made, progress = finish(resolve(intent))
    expected = ioviz.simulate(network, "layer", memory=6, policy="lru")
    assert made.trace.counts == expected.counts
    assert made.live_memory == made.schedule.live_memory
    assert made.bounds.lower == network.n_connections + network.n_neurons + network.n_outputs
    assert progress
    assert all(p.text for p in progress)


def test_results_that_still_hold_are_reused(network):
    first, _ = finish(resolve(Intent(network, 6)))
    second, _ = finish(resolve(first.intent.with_(memory=7), first))
    assert second.schedule is first.schedule
    assert second.placement is first.placement
    assert second.timing is first.timing
    third, _ = finish(resolve(second.intent.with_(order="random", seed=3), second))
    assert third.schedule is not second.schedule
    assert third.placement is first.placement


def test_intents_that_mean_the_same(network):
    a = Intent(network, 6, order="random", seed=1)
    assert a.same(a.with_(title="other"))
    assert not a.same(a.with_(seed=2))
    assert a.with_(order="neuron").same(a.with_(order="neuron", seed=9))
    assert not a.same(a.with_(policy="rr"))


def test_another_network_drops_the_schedule_of_a_file(network):
    schedule = ioviz.order(network, "layer")
    intent = Intent(network, 6, order=d.FROM_FILE, loaded=schedule)
    made, _ = finish(resolve(intent))
    assert made.schedule is schedule
    other = ioviz.generate("diamond")
    changed = intent.with_(network=other)
    assert changed.loaded is None
    assert changed.order == "neuron"


def test_a_schedule_without_evictions_is_not_replayed(network):
    schedule = ioviz.record_trace(network, "neuron", memory=6, policy="min-d").schedule
    replayed = Intent(network, 9).with_schedule(schedule)
    assert (replayed.policy, replayed.memory) == ("manual", 6)
    assert replayed.with_(memory=6).policy == "manual"
    assert replayed.with_(memory=7).policy == "min"
    assert replayed.with_schedule(ioviz.order(network, "layer")).policy == "min"


def test_orders_and_policies_have_texts():
    assert {*d.ORDERS, *d.MADE_FOR_M, d.FROM_FILE} == set(d.ORDER_TEXTS)
    assert {*d.POLICIES, "manual"} == set(d.POLICY_TEXTS)


@pytest.mark.parametrize("live", [3, 4, 10, 97, 958, 100_000])
def test_presets_grow_and_end_at_the_live_memory(live):
    sizes = memory_presets(live)
    assert sizes == tuple(sorted(set(sizes)))
    assert sizes[0] == 3
    assert sizes[-1] == live
    assert len(sizes) <= 5


def test_default_memory_is_enough_to_compute(network):
    assert default_memory(ioviz.generate("diamond")) >= 3
    assert default_memory(ioviz.generate("layered", sizes=[500] * 4, density=0.01)) == 100


@pytest.mark.parametrize("family", ["diamond", "tree", "dense", "butterfly", "chain", "compact-growth"])
def test_preview_of_a_family_is_exact(family):
    defaults = {p.name: p.default for p in families()[family].parameters}
    seen = preview(family, defaults)
    made = ioviz.generate(family, **defaults)
    assert (seen.neurons, seen.connections) == (made.n_neurons, made.n_connections)
    assert not seen.expected


def test_preview_of_a_large_network_is_an_estimate_and_of_a_huge_one_refused():
    defaults = {p.name: p.default for p in families()["layered"].parameters}
    large = preview("layered", {**defaults, "sizes": (5000, 5000), "density": 0.1})
    assert large.expected
    assert large.connections == 2_500_000
    assert not large.refusal
    huge = preview("layered", {**defaults, "sizes": (60_000, 60_000), "density": 1.0})
    assert "limit" in huge.refusal or "most" in huge.refusal


def test_preview_of_invalid_parameters_is_refused():
    with pytest.raises(ioviz.InvalidArgument):
        preview("layered", {"sizes": (5,), "density": 0.1})


def test_memory_ends_where_fields_and_files_end(network):
    intent = Intent(network, MOST_MEMORY)
    for more in (1, 10**12):
        assert intent.with_(memory=MOST_MEMORY + more).same(intent)
