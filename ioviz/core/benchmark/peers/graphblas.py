"""GraphBLAS (SuiteSparse, through python-graphblas), as used for the Sparse DNN Graph Challenge.

Values are full matrices. The input vectors are converted before the timed part, as for a user of GraphBLAS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ioviz.core.benchmark.peers.peer import SPARSE, NotApplicable, Peer, Prepared, Task

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KINDS = ("IDENTITY", "RELU", "CLIPPED_RELU", "TANH")


def _prepare(task: Task) -> Prepared:
    import graphblas as gb
    import numpy as np

    gb.ss.config["nthreads"] = task.threads
    form = task.layers
    if not form.is_chain:
        raise NotApplicable(f"It needs a chain of layers. {form.why_no_chain}")
    turned = task.layout == "rows"
    inputs = gb.Matrix.ss.import_fullr(values=task.inputs.copy(), nrows=task.inputs.shape[0], take_ownership=True)
    layers = []
    for number, layer in enumerate(form.layers, start=1):
        if layer.kind is None:
            raise NotApplicable(f"It needs layers of one activation; layer {number} has several.")
        kind = layer.kind.name
        if kind not in _KINDS:
            raise NotApplicable(f"It has no operation for the activation {kind.lower().replace('_', ' ')}.")
        if layer.bias_where_nonzero and layer.has_bias:
            raise NotApplicable("It has no bias that is added only if the sum is not 0, as this network has.")
        matrix = layer.matrix
        weights = gb.Matrix.ss.import_csr(
            nrows=matrix.shape[0], ncols=matrix.shape[1], indptr=matrix.indptr.astype(np.uint64),
            col_indices=matrix.indices.astype(np.uint64), values=matrix.data.copy(), sorted_cols=True,
            take_ownership=True,
        )  # fmt: skip
        begun = np.repeat(layer.bias[:, None], task.batch, axis=1)
        start = gb.Matrix.ss.import_fullr(values=begun, nrows=begun.shape[0], take_ownership=True)
        layers.append((layer, weights, start, gb.Matrix(gb.dtypes.FP32, *begun.shape), kind))
    product = gb.semiring.plus_times[gb.dtypes.FP32]
    plus, most, least, tanh = gb.binary.plus, gb.binary.max, gb.binary.min, gb.unary.tanh

    def run() -> Any:
        x = inputs.T if turned else inputs
        for layer, weights, start, y, kind in layers:
            y << start
            y(plus) << product(weights @ x)
            if kind in ("RELU", "CLIPPED_RELU"):
                y << most(y, 0.0)
            if kind == "CLIPPED_RELU":
                y << least(y, float(layer.parameters[0]))
            if kind == "TANH":
                y << tanh(y)
            x = y
        return x.T.new() if turned else x

    def read(found: Any) -> NDArray[np.float32]:
        values: NDArray[np.float32] = found.to_dense(0.0, dtype=np.float32)
        return values

    return Prepared(run, form.nbytes, read=read)


PEER = Peer(
    "graphblas",
    "GraphBLAS",
    _prepare,
    SPARSE,
    ("graphblas", "scipy"),
    "python -m pip install python-graphblas",
)
