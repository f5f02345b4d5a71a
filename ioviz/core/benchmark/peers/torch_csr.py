"""PyTorch's sparse CSR tensors times dense ones."""

from __future__ import annotations

from typing import Any

from ioviz.core.benchmark.layers import Flow
from ioviz.core.benchmark.peers.peer import SPARSE, Peer, Prepared, Task
from ioviz.core.benchmark.peers.torch_dense import INSTALL, activation_of


def _prepare(task: Task) -> Prepared:
    import warnings

    import torch

    torch.set_num_threads(task.threads)
    flow = Flow(task.layers, task.inputs, task.layout, "columns")
    calls: list[tuple[Any, ...]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about the beta state of its CSR
        for stage in flow.stages:
            layer, matrix = stage.layer, stage.layer.matrix
            weights = torch.sparse_csr_tensor(
                torch.from_numpy(matrix.indptr.copy()),
                torch.from_numpy(matrix.indices.copy()),
                torch.from_numpy(matrix.data.copy()),
                size=matrix.shape,
            )
            x, y = torch.from_numpy(stage.x), torch.from_numpy(stage.y)
            exact = layer.kind is None or layer.kind.name == "GELU" or layer.bias_where_nonzero
            calls.append((layer, weights, x, y, stage.y, activation_of(layer, y), exact))

    def run() -> Any:
        with torch.inference_mode():
            flow.begin()
            for layer, weights, x, y, sums, activate, exact in calls:
                layer.begin(sums)
                # y = y + weights @ x: the sums have begun at the bias.
                torch.addmm(y, weights, x, out=y)
                if exact:
                    layer.finish(sums, begun=True)
                else:
                    activate()
            return flow.end()

    return Prepared(run, task.layers.nbytes)


PEER = Peer("torch-csr", "PyTorch sparse CSR", _prepare, SPARSE, ("torch", "scipy"), INSTALL)
