"""ioviz, free to group, tile and split: the order decides which neurons are close together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ioviz.core.benchmark.peers.peer import IOVIZ, Peer, Prepared, Task
from ioviz.core.benchmark.workloads import aligned_empty
from ioviz.core.names import PRECISIONS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def prepare_program(task: Task, mode: Literal["best", "as-scheduled"]) -> Prepared:
    """Compile a program of a mode ("best" or "as-scheduled") and tune it for the batch."""
    from ioviz.core.inference import compile

    assert task.schedule is not None
    weights: Any = task.precision  # one of the precisions of the peer
    program = compile(task.network, task.schedule, mode=mode, weights=weights)
    program.tune(task.batch, task.threads, layout=task.layout)
    width = task.network.output_width
    out = aligned_empty((width, task.batch) if task.layout == "columns" else (task.batch, width))
    inputs, layout, threads = task.inputs, task.layout, task.threads

    def run() -> NDArray[np.float32]:
        return program(inputs, layout=layout, threads=threads, out=out)

    return Prepared(run, program.nbytes)


def _prepare(task: Task) -> Prepared:
    return prepare_program(task, "best")


PEER = Peer("ioviz-best", "ioviz best", _prepare, IOVIZ, uses_schedule=True, precisions=PRECISIONS)
