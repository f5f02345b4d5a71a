"""Connection by connection, as in the definition of the model: plain loops, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ioviz.core.benchmark.peers.peer import IOVIZ, Peer, Prepared, Task

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _prepare(task: Task) -> Prepared:
    from ioviz.core.benchmark.workloads import aligned_empty
    from ioviz.core.kernels.bench.naive import run_connections
    from ioviz.core.schedule import order

    network = task.network
    chosen = order(network, "neuron").order
    source, target = network.source[chosen], network.target[chosen]
    last = np.zeros(chosen.size, np.bool_)
    last[chosen.size - 1 - np.unique(target[::-1], return_index=True)[1]] = True
    connections = (source, target, network.weight[chosen], last)
    biases = network.bias, network.bias_where_nonzero, network.activation, network.activation_parameter
    values = aligned_empty((network.n_neurons, task.batch))
    columns = task.layout == "columns"
    inputs = task.inputs if columns else task.inputs.T
    outputs = np.empty((network.output_width, task.batch), np.float32)
    outputs[...] = network.output_constants[:, None]

    def run() -> NDArray[np.float32]:
        values[network.inputs] = inputs[network.input_slots]
        run_connections(*connections, *biases, values)
        outputs[network.output_slots] = values[network.outputs]
        return outputs if columns else np.ascontiguousarray(outputs.T)

    nbytes = sum(array.nbytes for array in connections)
    return Prepared(run, nbytes, "It always uses one thread." if task.threads > 1 else "")


PEER = Peer("naive", "naive, by connection", _prepare, IOVIZ)
