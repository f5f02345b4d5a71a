"""A network that has everything a file can hold, and a comparison of networks."""

from __future__ import annotations

import numpy as np

from ioviz.core.network import Examples, build_network


def full_network():
    """Unused and constant entries, an activation each, hints, examples, text in several scripts."""
    return build_network(
        n_neurons=6,
        source=[0, 1, 2, 3, 2],
        target=[2, 2, 3, 4, 5],
        weight=[0.1, -2.5, 1e-42, 3.4e38, 0.333333],
        bias=[0, 0, 0.7, -0.25, 0, 16777216],
        activation=["identity", "identity", "leaky_relu:0.1", "clipped_relu:0.3", "gelu", "tanh"],
        inputs=[1, 0],
        input_slots=[3, 0],
        input_width=4,
        outputs=[4, 5],
        output_slots=[1, 2],
        output_width=3,
        output_constants=[0.1, np.nan, np.nan],
        name='Größe "π" <b>\n',
        description="zwei Ausgänge, 神经网络",
        origin="made by hand; CC0",
        layer_hint=[0, 0, 1, 2, 7, 3],
        position=[[0, 0], [0, 1], [1.5, 0.1], [2, 0], [3, 0], [3, 1]],
        examples=Examples(
            np.array([[0, 1, 2, 0.1], [16, 3, 2, 1]], np.float32),
            labels=("seven", ""),
            image_shape=(2, 2),
            classes=("a", "b", "c"),
            scale=16.0,
        ),
    )


ARRAYS = (
    "source", "target", "weight", "bias", "activation", "activation_parameter", "inputs", "outputs",
    "layer_hint", "position", "input_slots", "output_slots", "output_constants",
)  # fmt: skip
PLAIN = ("name", "description", "origin", "input_width", "output_width", "bias_where_nonzero")


def assert_same_network(one, two):
    """Every field, to the last bit."""
    for name in ARRAYS:
        a, b = getattr(one, name), getattr(two, name)
        assert (a is None) == (b is None), name
        if a is not None:
            assert a.dtype == b.dtype, name
            assert a.shape == b.shape, name
            assert a.tobytes() == b.tobytes(), name
            assert not b.flags.writeable, name
    for name in PLAIN:
        assert getattr(one, name) == getattr(two, name), name
    assert (one.examples is None) == (two.examples is None)
    if one.examples is not None:
        assert one.examples.inputs.tobytes() == two.examples.inputs.tobytes()
        for name in ("labels", "classes", "image_shape", "scale"):
            assert getattr(one.examples, name) == getattr(two.examples, name), name


def assert_same_schedule(one, two):
    assert one.order.tolist() == two.order.tolist()
    assert (one.name, dict(one.settings)) == (two.name, dict(two.settings))
    assert (one.evictions is None) == (two.evictions is None)
    if one.evictions is not None:
        assert one.evictions.memory == two.evictions.memory
        assert one.evictions.step.tolist() == two.evictions.step.tolist()
        assert one.evictions.neuron.tolist() == two.evictions.neuron.tolist()
