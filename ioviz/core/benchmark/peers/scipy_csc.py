"""scipy's CSC matrices: column after column of weights."""

from __future__ import annotations

from ioviz.core.benchmark.peers.peer import SPARSE, Peer, Prepared, Task
from ioviz.core.benchmark.peers.scipy_csr import prepare_scipy


def _prepare(task: Task) -> Prepared:
    return prepare_scipy(task, "csc")


PEER = Peer("scipy-csc", "scipy CSC", _prepare, SPARSE, ("scipy",))
