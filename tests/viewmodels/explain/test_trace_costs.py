"""Heat, lives, overlays and the most expensive neurons, against the events of a naive machine."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.viewmodels.explain.costly_neurons import EXCESS, TITLES, excess_share, expensive_neurons
from ioviz.viewmodels.explain.neuron_life import EVENT_TEXTS, histogram, neuron_life
from ioviz.viewmodels.explain.overlays import CLASSES, OVERLAY_KINDS, colours, make_overlay, scale_for
from ioviz.viewmodels.look.palette import luminance
from ioviz.viewmodels.look.ramp import ramp
from ioviz.viewmodels.timeline.heat import heat
from ioviz.viewmodels.timeline.timeline import timeline_data
from tests.graphs import networks
from tests.naive import costs as naive
from tests.viewmodels.explain_tools import both, costs_of

POLICIES = st.sampled_from(["min", "lru", "rr"])


@settings(max_examples=40)
@given(networks(), st.integers(0, 99), POLICIES, st.integers(3, 6), st.integers(1, 12), st.data())
def test_each_interval_costs_what_its_events_cost(network, seed, policy, memory, intervals, data):
    trace, machine = both(network, seed, policy, memory)
    low = data.draw(st.floats(-2, trace.n_steps - 0.5))
    high = low + data.draw(st.floats(0.5, 30))
    found = heat(timeline_data(trace), low, high, intervals)
    edges = found.edges.tolist()
    assert edges[0] >= 0
    assert edges[-1] <= trace.n_steps
    assert len(edges) - 1 <= max(2, intervals + 1)
    for k, (first, last) in enumerate(itertools.pairwise(edges)):
        assert first < last or len(edges) == 2
        assert found.excess[k] == naive.excess_between(machine, first, last)
        assert found.interval_at(first) == k or first == last
        assert str(found.excess[k]) in found.text(k)
    assert 0 <= found.greatest <= 4


@settings(max_examples=40)
@given(networks(), st.integers(0, 99), POLICIES, st.integers(3, 6))
def test_a_life_agrees_with_the_events(network, seed, policy, memory):
    trace, machine = both(network, seed, policy, memory)
    costs = costs_of(trace)
    kinds = {"FIRST_READ": 0, "REREAD": 1, "EVICT_CLEAN": 2, "EVICT_DIRTY": 3, "DROP": 4, "WRITE_OUTPUT": 5}
    for neuron in range(network.n_neurons):
        life = neuron_life(costs, neuron)
        expected = [
            (p, kinds[kind])
            for p, events in enumerate(machine.events)
            for kind, _, other, _ in events
            if other == neuron and kind in kinds and not (kind == "DROP" and network.is_output[neuron])
        ]
        assert list(zip(life.at.tolist(), life.kind.tolist())) == expected
        assert costs.timing.uses_of(neuron).tolist() == machine.uses[neuron]
        distances = [b - a for a, b in zip(machine.uses[neuron], machine.uses[neuron][1:])]
        assert sum(life.histogram.counts) == len(distances)
        assert life.row_at(0) == -1
        assert life.row_at(trace.n_steps) == len(expected) - 1
        assert len(life.facts) == 7
    assert len(EVENT_TEXTS) == len(kinds)


def test_bars_of_distances():
    few = histogram(np.array([0, 1, 3, 4]))
    assert (few.labels, few.counts) == (("1", "2"), (2, 1))
    many = histogram(np.array([0, 1, 101, 103]))
    assert many.labels[:3] == ("1", "2 to 3", "4 to 7")
    assert many.labels[-1] == "64 to 127"
    assert many.counts == (1, 1, 0, 0, 0, 0, 1)
    assert "median 2" in many.summary
    assert histogram(np.array([7])).counts == ()
    assert histogram(np.array([0, 1, 3])).summary.count("1.5") == 1


@pytest.fixture(scope="module")
def costs():
    network = ioviz.generate("layered", sizes=[20, 25, 20], density=0.4, seed=3)
    return costs_of(ioviz.record_trace(network, "neuron", memory=12))


@pytest.mark.parametrize("kind", [kind.key for kind in OVERLAY_KINDS])
def test_every_value_lies_in_its_class(costs, kind):
    overlay = make_overlay(costs, kind)
    pairs = [(overlay.neuron, overlay.neuron_class, overlay.scale)]
    if overlay.connection is not None:
        pairs.append((overlay.connection, overlay.connection_class, overlay.connection_scale))
    for values, classes, scale in pairs:
        assert len(scale.starts) == len(scale.texts()) == len(colours(scale, dark=True))
        assert 1 <= len(scale.starts) <= CLASSES
        assert list(scale.starts) == sorted(set(scale.starts))
        for value, number in zip(values.tolist(), classes.tolist()):
            if np.isnan(value):
                assert number == 0
                continue
            assert number >= 1
            assert scale.starts[number - 1] <= value <= scale.most
            assert number == len(scale.starts) or value < scale.starts[number]
    greatest = int(np.nanargmax(overlay.neuron))
    assert f"{int(overlay.neuron[greatest])}" in overlay.neuron_text(greatest).replace("\u202f", "")
    assert (overlay.connection_text(0) == "") == (overlay.connection is None)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_scales_cover_all_values(values):
    array = np.array(values, np.float32)
    scale = scale_for(array)
    assert scale.starts[0] <= array.min()
    assert scale.most == array.max()
    assert (scale.classes(array) >= 1).all()
    assert scale.classes(array).max() <= len(scale.starts) <= CLASSES
    if array.min() == 0 and array.max() >= CLASSES:
        assert scale.starts[:2] == (0.0, array[array > 0].min())  # nothing at all is a class of its own
    assert scale_for(np.array([np.nan], np.float32)).classes(np.array([np.nan], np.float32)).tolist() == [0]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("n", [2, 5, 7])
def test_colours_are_ordered_by_lightness(n, dark):
    light = [luminance(colour) for colour in ramp(n, dark)]
    assert light == sorted(light, reverse=not dark)
    steps = np.abs(np.diff(np.cbrt(light)))  # as the eye sees it, about
    assert steps.min() > 0.6 * steps.max()


def test_the_most_expensive_come_first(costs):
    table = expensive_neurons(costs)
    assert table.rows == costs.trace.network.n_neurons
    excess = costs.neurons.excess
    assert [excess[n] for n in table.order] == sorted(excess, reverse=True)
    assert table.cell(0, EXCESS) == str(excess.max())
    assert table.row_of[table.order].tolist() == list(range(table.rows))
    for column in range(len(TITLES)):
        up = table.sorted_by(column, descending=False)
        down = up.sorted_by(column, descending=True)
        values = up.columns[column].astype(float)
        assert np.nanmax(values) == values[down.order[0]]
        assert np.nanmin(values) == values[up.order[0]]
        assert all(up.cell(row, column) for row in range(up.rows))
    text = excess_share(costs)
    assert str(int(excess.sum())) in text.replace("\u202f", "")
    roomy = costs_of(ioviz.record_trace(costs.trace.network, "neuron", memory=90))
    assert excess_share(roomy).startswith("No excess")


@settings(max_examples=30)
@given(networks(), st.integers(0, 99), st.integers(3, 6))
def test_connections_are_coloured_by_how_long_ago_their_ends_were_used(network, seed, memory):
    trace, machine = both(network, seed, "min", memory)
    costs = costs_of(trace)
    found = {key: make_overlay(costs, key).connection for key in ("reuse_median", "reuse_least", "reuse_most")}
    for connection, (*_, source, target) in enumerate(naive.connection_costs(machine)):
        ago = [distance for distance in (source, target) if distance]
        seen = [float(found[key][connection]) for key in ("reuse_least", "reuse_median", "reuse_most")]
        if ago:
            assert seen == [min(ago), sum(ago) / len(ago), max(ago)]
        else:
            assert np.isnan(seen).all()
