"""`record_trace`: simulate, and record every event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.simulate.machine import Recorder
from ioviz.core.kernels.trace.scan import (
    BLOCK_SHIFT,
    EVICT_WRITES,
    FIRST_READS,
    OUTPUT_WRITES,
    PACKED,
    REREADS,
    sum_blocks,
)
from ioviz.core.simulation.counts import Counts
from ioviz.core.simulation.dirty_aware import with_policy_evictions
from ioviz.core.simulation.policies import check_run
from ioviz.core.simulation.run import Run
from ioviz.core.simulation.trace import Trace

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

CHUNK = 1 << 19
"""Connections recorded between two reports of progress: some 10 to 25 ms."""

EVICTIONS_A_STEP = 2


@dataclass(frozen=True)
class RecordProgress:
    """The progress of a recording.

    Attributes
    ----------
    step : int
        Connections recorded.
    n_steps : int
        W.
    """

    step: int
    n_steps: int


def record_trace(network: Network, schedule: Schedule | str, *, memory: int, policy: str = "min") -> Trace:
    """Record the trace of a schedule on a machine.

    Parameters, errors and references are those of `simulate`.

    Returns
    -------
    Trace

    Examples
    --------
    >>> import ioviz
    >>> network = ioviz.generate("dense", a=4, b=4)
    >>> trace = ioviz.record_trace(network, "neuron", memory=4)
    >>> [event.kind.name for event in trace.events(0)]
    ['FIRST_READ', 'FIRST_READ', 'READ_WEIGHT', 'MULTIPLY_ADD']
    >>> trace.state(1).neuron.tolist()
    [0, 4, -1]

    Notes
    -----
    Linear in the number of connections; at most 9 bytes for each, and at most 4 for checkpoints.
    """
    *_, trace = record_trace_steps(network, schedule, memory=memory, policy=policy)
    assert isinstance(trace, Trace)
    return trace


def record_trace_steps(
    network: Network, schedule: Schedule | str, *, memory: int, policy: str = "min", chunk: int = CHUNK
) -> Iterator[RecordProgress | Trace]:
    """Record as `record_trace` does, and yield progress; stop by not iterating further.

    What it is given is checked at once. Then the iterator yields a `RecordProgress` after every
    `chunk` connections, and the `Trace` last.
    """
    schedule, n_slots = check_run(network, schedule, memory, policy)
    return _record(network, schedule, int(memory), n_slots, policy, max(1, chunk))


def _record(
    network: Network, schedule: Schedule, memory: int, n_slots: int, policy: str, chunk: int
) -> Iterator[RecordProgress | Trace]:
    schedule, engine = with_policy_evictions(network, schedule, memory, policy)
    n = network.n_connections
    # At least K connections apart, checkpoints cost at most four bytes a connection.
    shift = max(BLOCK_SHIFT, (n_slots - 1).bit_length())
    n_checkpoints = max(1, (n + (1 << shift) - 1) >> shift)
    run = Run(schedule, n_slots, engine)
    # Sized for the worst case: the system only allocates the pages that are written to.
    victims = np.empty(EVICTIONS_A_STEP * n, np.int32)
    record = Recorder(
        flags=np.empty(n, np.uint8),
        victims=victims,
        checkpoints=np.empty((n_checkpoints, n_slots), np.int32),
        hands=np.zeros(n_checkpoints, np.int32),
        shift=shift,
        occupant=run.occupant,
        slot_of=run.slot_of,
        vacant=run.vacant,
        mark=run.mark,
    )
    for start in range(0, n, chunk):
        stop = min(n, start + chunk)
        run.advance(start, stop, record)
        yield RecordProgress(stop, n)
    victims.resize(run.evictions, refcheck=False)
    del run  # frees its memory for the next lines
    _ = schedule.uses  # computed now, so that the first query of the trace does not wait for it
    sums = sum_blocks(record.flags, PACKED)
    total = sums[-1].tolist()
    counts = Counts(n, total[FIRST_READS], total[REREADS], total[EVICT_WRITES], total[OUTPUT_WRITES])
    yield Trace(
        network,
        schedule,
        memory,
        policy,
        counts,
        frozen(record.flags),
        frozen(victims),
        frozen(record.checkpoints),
        frozen(record.hands),
        frozen(sums),
        shift,
    )
