"""MKL at its best in every respect: the code that it has for Intel's processors, and panels of the batch.

On an Intel processor this is plain MKL with panels. Few users of AMD's processors have it: it is what to be measured
against, not what people have.
"""

from __future__ import annotations

from ioviz.core.benchmark.peers.mkl_library import FOUND, INSTALL, prepare_csrmm
from ioviz.core.benchmark.peers.peer import SPARSE, Peer, Prepared, Task


def _prepare(task: Task) -> Prepared:
    return prepare_csrmm(task, "columns", as_on_intel=True, panels=True)


PEER = Peer("mkl-best", "MKL at its best", _prepare, SPARSE, ("scipy",), INSTALL, FOUND)
