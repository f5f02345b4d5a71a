"""States by the times of a schedule equal those found by walking."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.schedule import order
from ioviz.viewmodels.frame.timing import GONE, STORED, WAITING, make_timing
from tests.viewmodels.networks import layered

networks = st.builds(
    layered, st.lists(st.integers(1, 6), min_size=2, max_size=4), st.floats(0.1, 1), st.integers(0, 99)
)


def connection_states(network, schedule, step):
    done = set(schedule.order[:step].tolist())
    states = []
    for c in range(network.n_connections):
        needed = np.flatnonzero(network.target == network.source[c])
        ready = all(int(d) in done for d in needed)
        states.append("done" if c in done else "ready" if ready else "waiting")
    return states


@settings(deadline=None, max_examples=40)
@given(networks, st.sampled_from(["neuron", "layer", "random"]), st.data())
def test_states_and_changes(network, kind, data):
    schedule = order(network, kind)
    timing = make_timing(schedule)
    before, after = (data.draw(st.integers(0, timing.n_steps)) for _ in range(2))
    states = {step: connection_states(network, schedule, step) for step in (before, after)}
    for step in (before, after):
        for c, state in enumerate(states[step]):
            done = timing.position[c] < step
            assert (state == "done") == done
            assert (state == "ready") == (not done and timing.ready_from[c] <= step)
        ready = timing.ready_connections(step, 5)
        assert [states[step][c] for c in ready] == ["ready"] * ready.size
        assert ready.size == min(5, states[step].count("ready"))
        neurons = timing.neuron_states(step)
        for n in range(network.n_neurons):
            used = [p for p, c in enumerate(schedule.order) if n in (network.source[c], network.target[c])]
            expected = GONE if used[-1] < step else STORED if used[0] < step else WAITING
            assert neurons[n] == expected
    differ = {c for c in range(network.n_connections) if states[before][c] != states[after][c]}
    changed = timing.changed(before, after).tolist()
    assert len(changed) == len(set(changed))
    assert differ <= set(changed)
