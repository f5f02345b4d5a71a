"""A trace, its costs, and a naive machine that ran the same."""

from __future__ import annotations

import ioviz
from ioviz.core.schedule import order
from ioviz.viewmodels.explain.trace_costs import compute_trace_costs
from ioviz.viewmodels.frame.timing import make_timing
from tests.naive.machine import Machine
from tests.steps import finish


def costs_of(trace):
    """Compute the costs of a trace."""
    return finish(compute_trace_costs(trace, make_timing(trace.schedule)))[0]


def both(network, seed, policy, memory):
    """Return a trace and a naive machine that ran the same."""
    schedule = order(network, "random", seed=seed)
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    machine = Machine(network.n_neurons, connections, schedule.order.tolist(), memory, policy)
    return ioviz.record_trace(network, schedule, memory=memory, policy=policy), machine
