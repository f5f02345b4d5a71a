"""MKL's sparse product, column-major: what one gets whose vectors are rows of the batch."""

from __future__ import annotations

from ioviz.core.benchmark.peers.mkl_library import FOUND, INSTALL, prepare_csrmm
from ioviz.core.benchmark.peers.peer import SPARSE, Peer, Prepared, Task


def _prepare(task: Task) -> Prepared:
    return prepare_csrmm(task, "rows")


PEER = Peer("mkl-col", "MKL CSRMM column-major", _prepare, SPARSE, ("scipy",), INSTALL, FOUND)
