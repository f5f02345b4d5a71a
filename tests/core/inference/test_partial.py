"""In the middle of a schedule every neuron holds, to the last bit, what adding one after the other gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument
from ioviz.core.inference import neuron_values, partial_values
from ioviz.core.network import build_network
from ioviz.core.schedule import order
from tests.core.inference.test_reference import KINDS, naive_steps, vectors
from tests.graphs import PIECEWISE, networks


@given(networks(kinds=PIECEWISE), KINDS, st.integers(0, 9), st.data())
def test_all_neurons_at_all_steps(network, kind, seed, data):
    schedule = order(network, kind, seed=seed)
    x = vectors(network, data, 1)[0]
    everybody = np.arange(network.n_neurons)
    final = neuron_values(network, schedule, x)
    for step, held in enumerate(naive_steps(network, schedule, x)):
        result = partial_values(network, schedule, x, step, everybody, values=final)
        assert result.dtype == np.float32
        assert np.array_equal(result, np.array(held, np.float32))


@given(networks(), KINDS, st.data())
def test_some_neurons_in_any_order_without_the_final_values_at_hand(network, kind, data):
    schedule = order(network, kind)
    x = vectors(network, data, 1)[0]
    step = data.draw(st.integers(0, network.n_connections))
    asked = data.draw(st.lists(st.integers(0, network.n_neurons - 1), max_size=6))
    whole = partial_values(network, schedule, x, step, np.arange(network.n_neurons))
    assert np.array_equal(partial_values(network, schedule, x, step, asked), whole[asked])
    at_the_end = partial_values(network, schedule, x, network.n_connections, asked)
    assert np.array_equal(at_the_end, neuron_values(network, schedule, x)[asked])


PAIR = build_network(n_neurons=3, source=[0, 1], target=[2, 2])


@pytest.mark.parametrize(
    ("step", "neurons", "sentence"),
    [
        (-1, [0], "Steps are 0 to 2, not -1"),
        (3, [0], "Steps are 0 to 2, not 3"),
        (0, [0, 3, -1], "Neurons are 0 to 2, not 3"),
    ],
)
def test_refused(step, neurons, sentence):
    with pytest.raises(InvalidArgument, match=sentence):
        partial_values(PAIR, order(PAIR, "neuron"), [1, 2], step, neurons)
