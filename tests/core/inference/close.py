"""Whether outputs equal those of double precision within what rounding can do."""

from __future__ import annotations

import numpy as np

from tests.graphs import plain_of
from tests.naive.inference import values_and_bounds


def assert_close(network, x, y):
    """Compare outputs y of inputs x, a row each, with the naive twin: every output within its own bound."""
    plain = plain_of(network)
    assert y.shape == (len(x), network.output_width)
    assert y.dtype == np.float32
    constant = ~np.isnan(network.output_constants)
    assert np.array_equal(y[:, constant], np.tile(network.output_constants[constant], (len(x), 1)))
    for vector, result in zip(x.astype(np.float64), y.astype(np.float64)):
        given = dict(zip(network.inputs.tolist(), vector[network.input_slots].tolist()))
        values, bounds = values_and_bounds(
            plain.n,
            plain.connections,
            plain.weights,
            plain.biases,
            plain.activations,
            given,
            network.bias_where_nonzero,
        )
        for neuron, slot in zip(network.outputs.tolist(), network.output_slots.tolist()):
            assert abs(result[slot] - values[neuron]) <= bounds[neuron]
