"""A frame is what a slow replay of the events finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.errors import InvalidArgument
from ioviz.core.network import Examples
from ioviz.viewmodels.frame.frame import FREE, make_frame, run_example
from ioviz.viewmodels.frame.timing import CLEAN, DIRTY, GONE, STORED, WAITING, make_timing
from tests.viewmodels.networks import layered

networks = st.builds(
    layered, st.lists(st.integers(1, 5), min_size=2, max_size=4), st.floats(0.2, 1), st.integers(0, 50)
)


def replay(trace, step, event):
    """Neuron -> dirty, and the I/Os, by going through all events from the beginning."""
    inside, ios = {}, 0
    for number in range(trace.n_steps):
        events = trace.events(number)
        if number == step:
            events = events[:event]
        elif number > step:
            break
        for e in events:
            ios += e.ios
            kind = e.kind.name
            if kind in ("FIRST_READ", "REREAD"):
                inside[e.neuron] = False
            elif kind in ("EVICT_CLEAN", "EVICT_DIRTY", "DROP"):
                del inside[e.neuron]
            elif kind == "MULTIPLY_ADD":
                inside[e.neuron] = True
            elif kind == "WRITE_OUTPUT":
                inside[e.neuron] = False
    return inside, ios


@settings(deadline=None, max_examples=40)
@given(networks, st.sampled_from(["min", "lru", "rr"]), st.integers(3, 8), st.data())
def test_a_frame_is_the_replayed_state(network, policy, memory, data):
    trace = ioviz.record_trace(network, "random", memory=memory, policy=policy)
    step = data.draw(st.integers(0, trace.n_steps))
    event = data.draw(st.integers(0, len(trace.events(step))))
    frame = make_frame(trace, step, event)
    inside, ios = replay(trace, step, event)
    here = {int(n): bool(d) for n, d in zip(frame.neuron, frame.dirty, strict=True) if n != FREE}
    assert here == inside
    assert frame.counts.ios == ios
    assert frame.final == trace.counts
    assert frame.resident == len(inside)
    assert frame.n_dirty == sum(inside.values())
    order = trace.schedule.order
    for n in range(network.n_neurons):
        used = [p for p, c in enumerate(order) if n in (network.source[c], network.target[c])]
        expected = GONE if used[-1] < step else STORED if used[0] < step else WAITING
        if n in inside:
            expected = DIRTY if inside[n] else CLEAN
            assert frame.neuron[frame.slot_of(n)] == n
            later = [p for p in used if p >= step]
            until = frame.uses_until(frame.slot_of(n))
            if event == 0:
                assert until == (later[0] - step + 1 if later else None)
        else:
            assert frame.slot_of(n) is None
        assert frame.neuron_states[n] == expected


def test_the_current_connection_and_who_came_and_left():
    network = layered([4, 4], seed=3)
    trace = ioviz.record_trace(network, "neuron", memory=4)
    frame = make_frame(trace, 0)
    assert frame.current is None
    assert frame.ends is None
    assert frame.arrived == ()
    timing = make_timing(trace.schedule)
    for step in range(1, trace.n_steps + 1):
        frame = make_frame(trace, step, timing=timing)
        assert frame.timing is timing
        assert frame.current == trace.schedule.order[step - 1]
        assert frame.ends == (network.source[frame.current], network.target[frame.current])
        assert frame.weight == network.weight[frame.current]
        events = trace.events(step - 1)
        assert frame.arrived == tuple(e.slot for e in events if e.is_neuron_read)
        left = {e.neuron for e in events if e.is_eviction or e.kind.name == "DROP"}
        assert {d.neuron for d in frame.departed} == left
        for departure in frame.departed:
            assert departure.evicted == any(e.is_eviction and e.neuron == departure.neuron for e in events)
    with pytest.raises(InvalidArgument):
        make_frame(trace, trace.n_steps + 1)


@pytest.mark.parametrize("policy", ["min", "lru"])
def test_an_example_on_its_way(policy):
    random = np.random.default_rng(5)
    examples = Examples(
        random.random((2, 6)).astype(np.float32) * 16, labels=("a", "b"), classes=("a", "b", "c"), scale=16.0
    )
    network = layered([6, 5, 3], 0.7, seed=2, examples=examples)
    trace = ioviz.record_trace(network, "random", memory=5, policy=policy)
    example = run_example(trace, 1)
    assert example is not None
    assert run_example(trace, 2) is None
    expected = ioviz.infer(network, trace.schedule, examples.inputs[1])
    assert np.allclose(example.outputs, expected[network.output_slots], atol=1e-5)
    assert example.inputs.min() >= 0
    assert example.inputs.max() <= 1
    timing = make_timing(trace.schedule)
    for step in range(trace.n_steps + 1):
        for event in range(len(trace.events(step)) + 1):
            frame = make_frame(trace, step, event, timing=timing, example=example)
            assert frame.example == 1
            for k, n in enumerate(network.outputs):
                wrote = any(e.kind.name == "WRITE_OUTPUT" and e.neuron == n for e in trace.events(step)[:event])
                written = wrote or timing.finish[n] <= step
                assert np.isnan(frame.outputs[k]) != written
            for slot, n in enumerate(frame.neuron):
                if n == FREE:
                    assert np.isnan(frame.value[slot])
                elif network.is_input[n]:
                    assert frame.value[slot] == examples.inputs[1][network.input_slots[list(network.inputs).index(n)]]
    assert not np.isnan(frame.outputs).any()
