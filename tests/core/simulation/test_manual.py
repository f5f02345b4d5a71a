"""Evictions that a schedule carries: replayed as they are, refused where they cannot be made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidSchedule
from ioviz.core.network import build_network
from ioviz.core.schedule import Evictions, build_schedule, order
from ioviz.core.simulation import record_trace, simulate
from tests.graphs import networks
from tests.naive.machine import Fault, Machine


def run(evictions, network, sequence):
    steps, neurons = [step for step, _ in evictions], [neuron for _, neuron in evictions]
    schedule = build_schedule(network, sequence, evictions=Evictions.of(3, steps, neurons))
    return simulate(network, schedule, memory=3, policy="manual")


@given(networks(most_neurons=7), st.data())
def test_accepted_and_refused_as_the_naive_machine_does(network, data):
    schedule = order(network, "random", seed=data.draw(st.integers(0, 99)))
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    sequence = schedule.order.tolist()
    pair = st.tuples(st.integers(0, len(sequence) - 1), st.integers(0, network.n_neurons - 1))
    # Start from evictions that can be made, as a policy finds them, and spoil some.
    trace = record_trace(network, schedule, memory=3, policy=data.draw(st.sampled_from(["min", "lru", "rr"])))
    made = [(t, event.neuron) for t in range(trace.n_steps) for event in trace.events(t) if event.is_eviction]
    for _ in range(data.draw(st.integers(0, 2))):
        made.insert(data.draw(st.integers(0, len(made))), data.draw(pair))
        del made[data.draw(st.integers(0, len(made) - 1))]
    made.sort(key=lambda eviction: eviction[0])
    try:
        naive = Machine(network.n_neurons, connections, sequence, 3, "manual", made)
    except Fault as fault:
        sentence = {
            "needless": "none is needed there",
            "missing": "evicts nothing there|more than two evictions",
            "absent": "not in fast memory",
            "protected": "which that connection needs",
        }[str(fault)]
        with pytest.raises(InvalidSchedule, match=f"{sentence}|more than two evictions"):
            run(made, network=network, sequence=sequence)
    else:
        assert vars(run(made, network=network, sequence=sequence).counts) == naive.counts


# Inputs 0, 1; 2 = f(0, 1), 3 = f(0, 1): with two slots, 0 -> 2 leaves 0 and 2 resident.
SQUARE = build_network(n_neurons=4, source=[0, 1, 0, 1], target=[2, 2, 3, 3])


@pytest.mark.parametrize(
    ("evictions", "sentence"),
    [
        (
            [],
            r"An eviction is needed at position 1 of the order \(connection 1, 1 -> 2\), but the schedule",
        ),
        ([(0, 0)], r"Eviction 0 is of neuron 0 at position 0 of the order \(connection 0, 0 -> 2\), but none is"),
        ([(1, 3)], "Eviction 0 is of neuron 3 at position 1 .*, which is not in fast memory then"),
        ([(1, 2)], "Eviction 0 is of neuron 2 at position 1 .*, which that connection needs"),
        ([(1, 0), (1, 2)], "Eviction 1 is of neuron 2 at position 1 .*, but none is needed there"),
        ([(1, 0), (3, 0)], "An eviction is needed at position 2 "),
        ([(1, 0), (2, 2)], "Eviction 1 is of neuron 2 at position 2 .*, which is not in fast memory then"),
        ([(1, 0), (2, 0)], "Eviction 1 is of neuron 0 at position 2 .*, which that connection needs"),
        ([(1, 0), (2, 1), (3, 1)], "Eviction 2 is of neuron 1 at position 3 .*, but none is needed there"),
    ],
)
def test_the_sentence_names_the_place(evictions, sentence):
    for function in (simulate, record_trace):
        steps, neurons = [step for step, _ in evictions], [neuron for _, neuron in evictions]
        schedule = build_schedule(SQUARE, range(4), evictions=Evictions.of(3, steps, neurons))
        with pytest.raises(InvalidSchedule, match=sentence):
            function(SQUARE, schedule, memory=3, policy="manual")
