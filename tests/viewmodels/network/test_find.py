"""Find: the meaning of a search text, and the message for one without meaning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.paths import sample_path
from ioviz.viewmodels.frame.timing import make_timing
from ioviz.viewmodels.network.bounding_boxes import connection_box, neuron_box, scale_for
from ioviz.viewmodels.network.find import HINT, find, next_use
from ioviz.viewmodels.network.place import place


@pytest.fixture(scope="module")
def timing():
    return make_timing(ioviz.order(ioviz.load(sample_path("digits")), "neuron"))


@pytest.mark.parametrize("query", ["17", " neuron 17", "n17", "N 17", "0:17", "layer 0:17", "0 : 17"])
def test_a_neuron_is_found_by_number_and_by_position_in_its_layer(timing, query):
    found = find(query, timing)
    assert found.neuron == 17
    assert "Neuron 17 (input)" in found.text


@pytest.mark.parametrize("query", ["{}->{}", "{} → {}", "{}>{}", "w({}->{})", "connection {} - {}"])
def test_a_connection_is_found_by_its_ends(timing, query):
    network = timing.schedule.network
    connection = 123
    found = find(query.format(network.source[connection], network.target[connection]), timing)
    assert found.connection == connection
    assert found.step == timing.position[connection] + 1
    assert "weight" in found.text


@pytest.mark.parametrize(
    ("query", "step"), [("step 12", 12), ("s 12", 12), ("#12", 12), ("step 0", 0), ("STEP 9 5 0", 950)]
)
def test_a_step_is_found(timing, query, step):
    found = find(query, timing)
    assert (found.step, found.neuron, found.connection) == (step, None, None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("999", "go from 0 to 153"),
        ("step 951", "950 steps"),
        ("9:0", "no layer 9"),
        ("0:51", "from 0 to 50"),
        ("0->1", "no connection from 0 to 1"),
        ("0->999", "no neuron 999"),
        ("what", "Not understood"),
        ("", HINT),
    ],
)
def test_nothing_found_gives_one_sentence(timing, query, expected):
    found = find(query, timing)
    assert not found.something
    assert expected in found.text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12))
def test_any_text_gives_an_answer(query):
    timing = make_timing(ioviz.order(ioviz.load(sample_path("diamond")), "neuron"))
    found = find(query, timing)
    assert found.text
    if found.neuron is not None:
        assert 0 <= found.neuron < timing.schedule.network.n_neurons


def test_the_next_use_of_a_neuron_is_the_first_of_its_connections_from_there_on(timing):
    network, order = timing.schedule.network, timing.order
    for neuron in (0, 60, 153):
        for step in (0, 100, 500, 950):
            uses = [t + 1 for t in range(step, 950) if neuron in (network.source[order[t]], network.target[order[t]])]
            assert next_use(timing, neuron, step) == (uses[0] if uses else None)


@pytest.mark.parametrize("kind", ["links", "matrix"])
def test_boxes_hold_what_they_are_of(timing, kind):
    network = timing.schedule.network
    placement = place(network, kind)
    left, top, right, bottom = placement.bounds
    for connection in range(0, network.n_connections, 37):
        box = connection_box(placement, connection)
        assert left <= box.left < box.right <= right
        assert top <= box.top < box.bottom <= bottom
        ends = int(network.source[connection]), int(network.target[connection])
        if kind == "matrix":
            assert placement.pair_at(*box.centre) == ends
        else:
            for end in ends:
                assert box.left <= placement.x[end] <= box.right
                assert box.top <= placement.y[end] <= box.bottom
    for neuron in range(network.n_neurons):
        box = neuron_box(placement, neuron)
        if kind == "matrix":
            assert neuron in placement.pair_at(*box.centre)
        else:
            assert placement.neuron_at(*box.centre) == neuron
        scale = scale_for(placement, box, (800.0, 500.0), 40.0)
        assert np.isclose(min(box.width, box.height) * scale, 40.0, rtol=0.3)
