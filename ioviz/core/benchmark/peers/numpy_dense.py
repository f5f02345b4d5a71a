"""numpy's dense product (BLAS) on the network with all its zeros: what a dense framework does with a pruned network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ioviz.core.benchmark.layers import Flow, LayerForm
from ioviz.core.benchmark.peers.peer import DENSE, NotApplicable, Peer, Prepared, Task

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST_DENSE = 2 << 30
"""The largest dense matrices of a network, in bytes: each dense contender has them in its own process."""


def dense_matrices(form: LayerForm) -> tuple[list[NDArray[np.float32]], int]:
    """The matrices of a network with their zeros, float32[n_out, n_in], and their bytes.

    Raises
    ------
    NotApplicable
        If they would be larger than `LARGEST_DENSE`; nothing has been allocated.
    """
    nbytes = sum(4 * layer.matrix.shape[0] * layer.matrix.shape[1] for layer in form.layers)
    if nbytes > LARGEST_DENSE:
        raise NotApplicable(
            f"The dense matrices would take {nbytes / 1e9:.1f} GB; the limit is {LARGEST_DENSE / 1e9:.1f} GB."
        )
    return [layer.matrix.toarray() for layer in form.layers], nbytes


def _prepare(task: Task) -> Prepared:
    import numpy as np

    form = task.layers
    matrices, nbytes = dense_matrices(form)
    # BLAS takes either layout as it is.
    flow = Flow(form, task.inputs, task.layout, task.layout)
    rows = flow.rows
    calls: list[tuple[Any, ...]] = []
    for stage, matrix in zip(flow.stages, matrices, strict=True):
        pair = (stage.x, matrix.T) if rows else (matrix, stage.x)
        calls.append((stage.layer, *pair, stage.y))

    def run() -> NDArray[np.float32]:
        flow.begin()
        for layer, a, b, y in calls:
            np.matmul(a, b, out=y)
            layer.finish(y, rows=rows)
        return flow.end()

    return Prepared(run, nbytes)


PEER = Peer("numpy-dense", "numpy dense (BLAS)", _prepare, DENSE, ("numpy",))
