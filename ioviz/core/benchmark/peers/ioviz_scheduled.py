"""ioviz, executing exactly the given order of connections: what the order does shows in seconds."""

from __future__ import annotations

from ioviz.core.benchmark.peers.ioviz_best import prepare_program
from ioviz.core.benchmark.peers.peer import IOVIZ, Peer, Prepared, Task
from ioviz.core.names import PRECISIONS


def _prepare(task: Task) -> Prepared:
    return prepare_program(task, "as-scheduled")


PEER = Peer("ioviz-scheduled", "ioviz as scheduled", _prepare, IOVIZ, uses_schedule=True, precisions=PRECISIONS)
