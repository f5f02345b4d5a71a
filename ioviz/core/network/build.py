"""Make a network from arrays: validate, trim, freeze."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ioviz.core.kernels.jit import frozen
from ioviz.core.network.activations import Activation, parse_activation
from ioviz.core.network.limits import check_limits
from ioviz.core.network.network import Network
from ioviz.core.network.records import Examples, TrimReport


def build_network(
    *,
    n_neurons: int,
    source: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    activation: Any = "identity",
    activation_parameter: ArrayLike | None = None,
    inputs: ArrayLike | None = None,
    outputs: ArrayLike | None = None,
    name: str = "",
    description: str = "",
    origin: str = "",
    layer_hint: ArrayLike | None = None,
    position: ArrayLike | None = None,
    examples: Examples | None = None,
    input_width: int | None = None,
    input_slots: ArrayLike | None = None,
    output_width: int | None = None,
    output_slots: ArrayLike | None = None,
    output_constants: ArrayLike | None = None,
) -> Network:
    """Make a network. (Validation and trimming follow.)"""
    s = np.array(source, np.int32)
    t = np.array(target, np.int32)
    check_limits(n_neurons, s.size)
    has_in = np.zeros(n_neurons, np.bool_)
    has_in[t] = True
    has_out = np.zeros(n_neurons, np.bool_)
    has_out[s] = True
    i = np.flatnonzero(~has_in).astype(np.int32) if inputs is None else np.array(inputs, np.int32)
    o = np.flatnonzero(~has_out).astype(np.int32) if outputs is None else np.array(outputs, np.int32)
    kinds, parameters = _activations(activation, activation_parameter, n_neurons)
    kinds[i] = 0
    parameters[i] = 0
    width_in = i.size if input_width is None else input_width
    width_out = o.size if output_width is None else output_width
    return Network(
        source=frozen(s),
        target=frozen(t),
        weight=frozen(np.ones(s.size, np.float32) if weight is None else np.array(weight, np.float32)),
        bias=frozen(np.zeros(n_neurons, np.float32) if bias is None else np.array(bias, np.float32)),
        activation=frozen(kinds),
        activation_parameter=frozen(parameters),
        inputs=frozen(i),
        outputs=frozen(o),
        name=name,
        description=description,
        origin=origin,
        layer_hint=None if layer_hint is None else frozen(np.array(layer_hint, np.int32)),
        position=None if position is None else frozen(np.array(position, np.float32)),
        input_width=width_in,
        input_slots=frozen(np.arange(i.size, dtype=np.int32) if input_slots is None else np.array(input_slots, np.int32)),
        output_width=width_out,
        output_slots=frozen(
            np.arange(o.size, dtype=np.int32) if output_slots is None else np.array(output_slots, np.int32)
        ),
        output_constants=frozen(
            np.full(width_out, np.nan, np.float32) if output_constants is None else np.array(output_constants, np.float32)
        ),
        trim_report=TrimReport(),
        examples=examples,
    )


def _activations(
    activation: Any, parameter: ArrayLike | None, n: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    if isinstance(activation, Sequence | np.ndarray) and not isinstance(activation, str):
        pairs = [parse_activation(a) for a in activation]
    else:
        pairs = [parse_activation(activation)] * n
    kinds = np.array([k for k, _ in pairs], np.uint8)
    values = np.array([p for _, p in pairs], np.float32)
    if parameter is not None:
        values = np.broadcast_to(np.asarray(parameter, np.float32), (n,)).copy()
        values[(kinds != Activation.LEAKY_RELU) & (kinds != Activation.CLIPPED_RELU)] = 0
    return kinds, values
