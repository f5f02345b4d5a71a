"""PyTorch on the network with all its zeros, in inference mode, in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ioviz.core.benchmark.layers import Flow, Layer
from ioviz.core.benchmark.peers.numpy_dense import dense_matrices
from ioviz.core.benchmark.peers.peer import DENSE, Peer, Prepared, Task

if TYPE_CHECKING:
    from collections.abc import Callable

INSTALL = "python -m pip install torch"


def activation_of(layer: Layer, y: Any) -> Callable[[], object]:
    """A call that applies the activation of a layer to its tensor in place."""
    import torch

    kind = layer.kind.name if layer.kind is not None else ""
    parameter = float(layer.parameters[0])
    if kind == "IDENTITY":
        return lambda: None
    if kind == "RELU":
        return y.relu_  # type: ignore[no-any-return]
    if kind == "CLIPPED_RELU":
        return lambda: y.clamp_(0.0, parameter)
    if kind == "LEAKY_RELU":
        return lambda: torch.nn.functional.leaky_relu_(y, parameter)
    if kind == "TANH":
        return y.tanh_  # type: ignore[no-any-return]
    if kind == "SIGMOID":
        return y.sigmoid_  # type: ignore[no-any-return]
    # GELU, or several in one layer, by the arrays behind the tensors.
    return lambda: layer.finish(y.numpy(), rows=False, begun=True)


def _prepare(task: Task) -> Prepared:
    import torch

    torch.set_num_threads(task.threads)
    form = task.layers
    matrices, nbytes = dense_matrices(form)
    flow = Flow(form, task.inputs, task.layout, task.layout)
    rows = flow.rows
    calls: list[tuple[Any, ...]] = []
    for stage, matrix in zip(flow.stages, matrices, strict=True):
        layer = stage.layer
        x, y, w = torch.from_numpy(stage.x), torch.from_numpy(stage.y), torch.from_numpy(matrix)
        a, b = (x, w.T) if rows else (w, x)
        bias = torch.from_numpy(layer.bias) if layer.bias_first else None
        if bias is not None and not rows:
            bias = bias[:, None]
        exact = layer.kind is None or layer.kind.name == "GELU" or layer.bias_where_nonzero
        calls.append((layer, a, b, bias, y, activation_of(layer, y), stage.y if exact else None))

    def run() -> Any:
        with torch.inference_mode():
            flow.begin()
            for layer, a, b, bias, y, activate, exact in calls:
                if exact is not None:
                    torch.mm(a, b, out=y)
                    layer.finish(exact, rows=rows)
                    continue
                if bias is None:
                    torch.mm(a, b, out=y)
                else:
                    torch.addmm(bias, a, b, out=y)
                activate()
            return flow.end()

    return Prepared(run, nbytes)


PEER = Peer("torch-dense", "PyTorch dense", _prepare, DENSE, ("torch",), INSTALL)
