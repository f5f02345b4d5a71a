"""scipy's CSR matrices, the usual sparse matrices in Python. One thread, as it has no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ioviz.core.benchmark.layers import Flow
from ioviz.core.benchmark.peers.peer import SPARSE, Peer, Prepared, Task

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOTE = "scipy uses one thread, whatever is asked."


def prepare_scipy(task: Task, form: str) -> Prepared:
    """Make scipy's routines of a format ("csr" or "csc") ready.

    Called as the operator ``@`` calls them, without its checks and without its fresh array: that is its fastest form,
    by some microseconds a layer. Sums begin at the bias, which costs nothing, as the routines add to what is there.
    """
    import scipy.sparse as sparse

    tools: Any = sparse._sparsetools
    vector, several = getattr(tools, f"{form}_matvec"), getattr(tools, f"{form}_matvecs")
    flow = Flow(task.layers, task.inputs, task.layout, "columns")
    calls = []
    nbytes = 0
    for stage in flow.stages:
        matrix = stage.layer.matrix.asformat(form)
        matrix.sort_indices()
        nbytes += matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes
        numbers: tuple[Any, ...] = (*matrix.shape, matrix.indptr, matrix.indices, matrix.data)
        if task.batch > 1:
            numbers = (*matrix.shape, task.batch, *numbers[2:])
        calls.append((stage.layer, numbers, stage.x.reshape(-1), stage.y.reshape(-1), stage.y))
    multiply = several if task.batch > 1 else vector

    def run() -> NDArray[np.float32]:
        flow.begin()
        for layer, numbers, x, sums, y in calls:
            layer.begin(y)
            multiply(*numbers, x, sums)
            layer.finish(y, begun=True)
        return flow.end()

    return Prepared(run, nbytes, _NOTE if task.threads > 1 else "")


def _prepare(task: Task) -> Prepared:
    return prepare_scipy(task, "csr")


PEER = Peer("scipy-csr", "scipy CSR", _prepare, SPARSE, ("scipy",))
