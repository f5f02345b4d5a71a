"""The columns of a trace against its events, one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.simulation import record_trace, residency
from ioviz.core.simulation.events import EventKind
from ioviz.core.simulation.tables import residency_columns, trace_columns
from tests.graphs import networks

READS = {EventKind.FIRST_READ: 1, EventKind.REREAD: 2}
EVICTIONS = {EventKind.EVICT_CLEAN: 1, EventKind.EVICT_DIRTY: 2}


@settings(max_examples=40, deadline=None)
@given(network=networks(), memory=st.integers(3, 7), policy=st.sampled_from(["min", "lru", "rr"]), data=st.data())
def test_columns_tell_what_the_events_tell(network, memory, policy, data):
    trace = record_trace(network, "neuron", memory=memory, policy=policy)
    first = data.draw(st.integers(0, trace.n_steps))
    last = data.draw(st.integers(first, trace.n_steps))
    columns = trace_columns(trace, first, last)
    assert all(len(column) == last - first for column in columns.values())
    for row, step in enumerate(range(first, last)):
        events = trace.events(step)
        counts = trace.counters(step + 1)
        row_values = {name: column[row].item() for name, column in columns.items()}
        expected = {"source_read": 0, "target_read": 0, "source_evicts": -1, "target_evicts": -1}
        expected |= {"source_eviction": 0, "target_eviction": 0}
        for event in events:
            if event.kind in READS:
                expected[f"{event.end}_read"] = READS[event.kind]
            elif event.kind in EVICTIONS:
                expected[f"{event.end}_evicts"] = event.neuron
                expected[f"{event.end}_eviction"] = EVICTIONS[event.kind]
        assert {name: row_values[name] for name in expected} == expected
        assert row_values["output_written"] == any(event.kind is EventKind.WRITE_OUTPUT for event in events)
        assert row_values["ios"] == sum(event.ios for event in events)
        assert (row_values["reads"], row_values["writes"], row_values["total"]) == (
            counts.reads,
            counts.writes,
            counts.ios,
        )
        assert row_values["step"] == step + 1
        connection = trace.schedule.order[step]
        assert (row_values["connection"], row_values["source"]) == (connection, network.source[connection])


def test_residency_has_a_row_for_each_stay():
    network = ioviz.generate("butterfly", points=4)
    trace = record_trace(network, "layer", memory=5)
    table = residency_columns(residency(trace))
    assert len(table["neuron"]) == trace.counts.first_reads + trace.counts.rereads
    for step in range(1, trace.n_steps + 1):
        here = (table["start"] < step) & (table["end"] >= step)
        there = {neuron for event in [trace.state(step)] for neuron in event.neuron.tolist() if neuron >= 0}
        assert there <= set(table["neuron"][here].tolist())


def test_steps_that_are_not_there():
    trace = record_trace(ioviz.generate("diamond"), "neuron", memory=3)
    with pytest.raises(ioviz.InvalidArgument, match="0 to 4, not 3:2"):
        trace_columns(trace, 3, 2)
    assert np.array_equal(trace_columns(trace, 4)["step"], [])
