"""MKL at its best: its code for Intel's processors, and panels of the batch.

On an Intel processor this is plain MKL with panels. On AMD's processors few users have it: it is the strongest
reference, not the usual one.
"""

from __future__ import annotations

from ioviz.core.benchmark.peers.mkl_library import FOUND, INSTALL, prepare_csrmm
from ioviz.core.benchmark.peers.peer import SPARSE, Peer, Prepared, Task


def _prepare(task: Task) -> Prepared:
    return prepare_csrmm(task, "columns", as_on_intel=True, panels=True)


PEER = Peer("mkl-best", "MKL at its best", _prepare, SPARSE, ("scipy",), INSTALL, FOUND)
