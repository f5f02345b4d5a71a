"""The timeline's stays and curve are those of the trace, step by step."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.viewmodels.look.palette import LIGHT, rgb
from ioviz.viewmodels.timeline.timeline import empty_colour, timeline_data
from tests.viewmodels.networks import layered

networks = st.builds(
    layered, st.lists(st.integers(1, 6), min_size=2, max_size=4), st.floats(0.2, 1), st.integers(0, 50)
)


@settings(deadline=None, max_examples=30)
@given(networks, st.sampled_from(["min", "lru", "rr"]), st.integers(3, 8))
def test_stays_are_who_is_there_at_each_connection(network, policy, memory):
    trace = ioviz.record_trace(network, "random", memory=memory, policy=policy)
    data = timeline_data(trace)
    for number in range(trace.n_steps):
        # After its multiply-add, before any neuron is dropped.
        events = trace.events(number)
        after = next(k for k, e in enumerate(events) if e.kind.name == "MULTIPLY_ADD") + 1
        state = trace.state(number, after)
        here = {int(n): bool(d) for n, d in zip(state.neuron, state.dirty, strict=True) if n >= 0}
        for neuron in range(network.n_neurons):
            stay = data.stay_at(neuron, number)
            assert (stay is not None) == (neuron in here)
            if stay is not None:
                assert stay[0] <= number < stay[1]
                assert stay[2] == here[neuron]


@settings(deadline=None, max_examples=30)
@given(networks, st.integers(3, 8), st.data())
def test_the_curve_is_the_counters(network, memory, data):
    trace = ioviz.record_trace(network, "random", memory=memory)
    timeline = timeline_data(trace)
    low, high = sorted(data.draw(st.floats(0, trace.n_steps)) for _ in range(2))
    curve = timeline.curve(low, high + 1, data.draw(st.integers(2, 40)))
    assert np.all(np.diff(curve.steps) > 0)
    for step, ios, least in zip(curve.steps, curve.ios, curve.unavoidable, strict=True):
        counts = trace.counters(int(step))
        assert ios == counts.ios
        assert least == counts.ios - counts.excess


def test_rows_are_layer_by_layer_in_order_of_first_use():
    network = layered([5, 4, 3], 0.6)
    data = timeline_data(ioviz.record_trace(network, "random", memory=5))
    assert sorted(data.rows.tolist()) == list(range(12))
    assert np.array_equal(data.rows[data.row_of], np.arange(12))
    assert [(layer.name, layer.first, layer.size) for layer in data.layers] == [
        ("inputs", 0, 5),
        ("layer 1", 5, 4),
        ("outputs", 9, 3),
    ]
    for layer in data.layers:
        first = data.timing.first[data.rows[layer.first : layer.first + layer.size]]
        assert np.all(np.diff(first) > 0) or first.size == 1


def test_the_picture_has_the_colours_of_what_is_there():
    network = layered([3, 3], 1.0)
    trace = ioviz.record_trace(network, "neuron", memory=7)
    data = timeline_data(trace)
    w = trace.n_steps
    pixels = data.raster(0, w, 0, 6, w, 100, LIGHT)
    assert pixels.shape == (6, w)

    def packed(colour: str) -> int:
        red, green, blue = rgb(colour)
        return 0xFF000000 | red << 16 | green << 8 | blue

    for row, neuron in enumerate(data.rows):
        for number in range(w):
            stay = data.stay_at(int(neuron), number)
            colour = empty_colour(LIGHT) if stay is None else LIGHT.dirty if stay[2] else LIGHT.clean
            assert pixels[row, number] == packed(colour)
