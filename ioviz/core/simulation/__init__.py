"""The machine: the I/Os of a schedule, and every event on the way."""

from ioviz.core.names import POLICIES, POLICY_NAMES, STEP_KINDS
from ioviz.core.simulation.by_hand import Board, board_at, start_board
from ioviz.core.simulation.compare import differing_steps, first_io_difference
from ioviz.core.simulation.counts import Counts
from ioviz.core.simulation.events import Event, EventKind
from ioviz.core.simulation.memory_state import MemoryState, Moment
from ioviz.core.simulation.record import RecordProgress, record_trace, record_trace_steps
from ioviz.core.simulation.residency import Residency, residency
from ioviz.core.simulation.simulate import Simulation, simulate
from ioviz.core.simulation.trace import Trace

__all__ = [
    "POLICIES",
    "POLICY_NAMES",
    "STEP_KINDS",
    "Board",
    "Counts",
    "Event",
    "EventKind",
    "MemoryState",
    "Moment",
    "RecordProgress",
    "Residency",
    "Simulation",
    "Trace",
    "board_at",
    "differing_steps",
    "first_io_difference",
    "record_trace",
    "record_trace_steps",
    "residency",
    "simulate",
    "start_board",
]
