"""The values in the slots of a trace, compared with plain inference at that moment."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument
from ioviz.core.network import Activation, apply_activations
from ioviz.core.schedule import order
from ioviz.core.simulation import EventKind, record_trace
from tests.graphs import networks


@given(networks(), st.data())
def test_every_slot_holds_the_running_sum(network, data):
    x = np.array(
        data.draw(st.lists(st.floats(-4, 4, width=32), min_size=network.input_width, max_size=network.input_width)),
        np.float32,
    )
    schedule = order(network, "random", seed=data.draw(st.integers(0, 9)))
    trace = record_trace(network, schedule, memory=data.draw(st.integers(3, network.n_neurons + 2)))
    sums = network.bias.copy()
    sums[network.inputs] = x[network.input_slots]
    waiting = np.bincount(network.target, minlength=network.n_neurons)
    held = _finished(network, sums, waiting)
    for step in range(network.n_connections + 1):
        events = trace.events(step)
        for event in range(len(events) + 1):
            if event and events[event - 1].kind is EventKind.MULTIPLY_ADD:
                c = schedule.order[step]
                u, v = network.source[c], network.target[c]
                with np.errstate(over="ignore", invalid="ignore"):
                    sums[v] += network.weight[c] * held[u]
                waiting[v] -= 1
                held = _finished(network, sums, waiting)
            state = trace.state(step, event)
            expected = np.where(state.neuron >= 0, held[state.neuron], np.float32(np.nan))
            assert np.array_equal(trace.values(step, x, event), expected, equal_nan=True)


def _finished(network, sums, waiting):
    """Sums, with the activation applied where no connection is waited for."""
    with np.errstate(over="ignore", invalid="ignore"):
        values = apply_activations(network.activation, network.activation_parameter, sums)
    return np.where((waiting == 0) | (network.activation == Activation.IDENTITY), values, sums)


def test_a_vector_of_another_width_is_refused():
    from ioviz.core.network import build_network

    network = build_network(n_neurons=2, source=[0], target=[1])
    trace = record_trace(network, order(network), memory=3)
    assert np.isnan(trace.values(0, [1.0])).all()
    with pytest.raises(InvalidArgument, match="2 entries"):
        trace.values(1, [1.0, 2.0])
