"""A trace, what is explained of it, and a naive machine that ran the same."""

from __future__ import annotations

import ioviz
from ioviz.core.schedule import order
from ioviz.viewmodels.explain.trace_costs import explain_trace
from ioviz.viewmodels.frame.timing import make_timing
from tests.naive.machine import Machine


def explained_of(trace):
    """Run the job to its end."""
    steps = explain_trace(trace, make_timing(trace.schedule))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def both(network, seed, policy, memory):
    """A trace and a naive machine that went the same way."""
    schedule = order(network, "random", seed=seed)
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    machine = Machine(network.n_neurons, connections, schedule.order.tolist(), memory, policy)
    return ioviz.record_trace(network, schedule, memory=memory, policy=policy), machine
