"""The facts about a neuron or a connection agree with the frame."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.network import Examples
from ioviz.viewmodels.frame import facts
from ioviz.viewmodels.frame.frame import make_frame, run_example
from ioviz.viewmodels.text.numbers import THIN_SPACE
from tests.viewmodels.networks import layered


@settings(deadline=None, max_examples=25)
@given(st.integers(3, 9), st.sampled_from(["min", "lru", "rr"]), st.integers(0, 99), st.data())
def test_neuron_facts_agree_with_fast_memory(memory, policy, seed, data):
    network = layered([4, 5, 3], 0.6, seed)
    trace = ioviz.record_trace(network, "random", memory=memory, policy=policy)
    step = data.draw(st.integers(0, trace.n_steps))
    frame = make_frame(trace, step)
    for neuron in range(network.n_neurons):
        title, where, *_, degrees = facts.neuron_facts(frame, neuron)
        assert str(neuron) in title
        kind = "input" if network.is_input[neuron] else "output" if network.is_output[neuron] else "hidden"
        assert kind in title
        slot = frame.slot_of(neuron)
        assert where.startswith("In fast memory") == (slot is not None)
        if slot is not None:
            assert ("dirty" in where) == frame.dirty[slot]
            assert f"slot {slot + 1}," in where  # the first one is slot 1, as everywhere in the window
        uses = [p for p, c in enumerate(trace.schedule.order) if neuron in (network.source[c], network.target[c])]
        if slot is None and uses[0] >= step:
            assert "first read in" in where
        if slot is None and uses[-1] < step:
            assert where.startswith(("Written", "No longer"))
        assert f"{len(network.outgoing.of(neuron))} out" in degrees


def test_connections_and_classes():
    examples = Examples(np.ones((1, 4), np.float32), ("cat",), None, ("cat", "dog"), 1.0)
    network = layered([4, 3, 2], 0.5, 1, examples=examples)
    trace = ioviz.record_trace(network, "neuron", memory=5)
    frame = make_frame(trace, 4, example=run_example(trace, 0))
    states = {facts.connection_facts(frame, network, c)[-1].split(": ")[-1].split(" ")[0] for c in range(8)}
    assert "done" in states
    assert states <= {"done", "ready", "waits"}
    connection = 3
    u, v = network.source[connection], network.target[connection]
    assert facts.connection_between(network, u, v) == connection
    assert facts.connection_between(network, v, u) is None
    assert facts.class_name(network, int(network.outputs[1])) == "dog"
    assert facts.class_name(network, 0) == ""
    assert facts.neuron_title(network, int(network.outputs[0])).endswith("(output cat)")
    lines = [line for n in frame.neuron if n >= 0 for line in facts.neuron_facts(frame, int(n))]
    assert any(line.startswith(("Value", "Partial sum")) for line in lines)
    assert THIN_SPACE not in lines[0]
