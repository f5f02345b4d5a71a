"""MKL's sparse product, row-major: its inspector-executor routines with hints, as MKL is on this processor."""

from __future__ import annotations

from ioviz.core.benchmark.peers.mkl_library import FOUND, INSTALL, prepare_csrmm
from ioviz.core.benchmark.peers.peer import SPARSE, Peer, Prepared, Task


def _prepare(task: Task) -> Prepared:
    return prepare_csrmm(task, "columns")


PEER = Peer("mkl-row", "MKL CSRMM row-major", _prepare, SPARSE, ("scipy",), INSTALL, FOUND)
