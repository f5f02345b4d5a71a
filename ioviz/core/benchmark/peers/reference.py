"""The outputs that are right: float64 throughout, with scipy. Checked itself against `ioviz.infer` by the tests."""

from __future__ import annotations

import numpy as np

from ioviz.core.benchmark.peers.peer import Peer, Prepared, Task

_AT_ONCE = 64


def _prepare(task: Task) -> Prepared:
    form = task.layers
    columns = task.inputs if task.layout == "columns" else task.inputs.T
    matrices = [layer.matrix.astype(np.float64) for layer in form.layers]

    def run() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        result = np.empty((form.output_width, task.batch))
        result[...] = form.constants[:, None]
        # Some columns at a time: the values of all neurons are kept.
        for start in range(0, task.batch, _AT_ONCE):
            part = slice(start, min(start + _AT_ONCE, task.batch))
            values = np.empty((form.rows, part.stop - start))
            values[: form.input_width] = columns[:, part]
            for layer, matrix in zip(form.layers, matrices, strict=True):
                sums = matrix @ values[layer.low : layer.high]
                layer.finish(sums)
                values[layer.start : layer.stop] = sums
            result[form.output_slots, part] = values[form.output_rows]
        return result if task.layout == "columns" else np.ascontiguousarray(result.T)

    return Prepared(run, form.nbytes)


PEER = Peer("reference", "float64 reference", _prepare)
