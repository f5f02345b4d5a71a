"""Read the activation functions of all neurons: one for all, or one per neuron, in any of the spellings."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidNetwork
from ioviz.core.network.activations import DEFAULT_PARAMETER, Activation, checked_parameter, parse_activation
from ioviz.core.network.arrays import length_of, read_reals

LAST_KIND = max(Activation)


def read_activations(
    activation: object, parameter: object, n_neurons: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return kind and parameter of every neuron; writable, the inputs are not yet set to identity.

    Parameters
    ----------
    activation : str, Activation, Mapping, or a list or array of them
        One for all neurons, or `n_neurons` of them.
    parameter : float or list of float, optional
        Overrides the parameters in `activation`, of the kinds that have one.

    Raises
    ------
    InvalidNetwork
        If a list has another length, a kind is unknown, or a parameter is out of its range.
    """
    kinds, parameters = _read_kinds(activation, n_neurons)
    if parameter is not None:
        parameters = _read_parameters(parameter, kinds, n_neurons)
    return kinds, parameters


def _read_kinds(activation: object, n_neurons: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    if isinstance(activation, str | Mapping | int | np.integer):
        kind, parameter = parse_activation(activation)
        return np.full(n_neurons, kind, np.uint8), np.full(n_neurons, parameter, np.float32)
    length = length_of(activation, "The activations")
    if length != n_neurons:
        raise InvalidNetwork(f"There are {length} activations for {n_neurons} neurons.")
    if isinstance(activation, np.ndarray) and activation.dtype.kind in "iu":
        bad = np.flatnonzero((activation < 0) | (activation > LAST_KIND))
        if bad.size:
            raise InvalidNetwork(
                f"The activation of neuron {bad[0]} is {activation[bad[0]]}, "
                f"but kinds are numbered 0 to {int(LAST_KIND)}."
            )
        kinds = activation.astype(np.uint8)
        default = np.zeros(LAST_KIND + 1, np.float32)
        for kind, parameter in DEFAULT_PARAMETER.items():
            default[kind] = parameter
        return kinds, default[kinds]
    kinds = np.empty(n_neurons, np.uint8)
    parameters = np.empty(n_neurons, np.float32)
    known: dict[str, tuple[Activation, float]] = {}  # files repeat few spellings many times
    entries: Any = activation
    for neuron, text in enumerate(entries):
        pair = known.get(text) if isinstance(text, str) else None
        if pair is None:
            try:
                pair = parse_activation(text)
            except InvalidNetwork as error:
                raise InvalidNetwork(f"Neuron {neuron}: {error}") from None
            if isinstance(text, str):
                known[text] = pair
        kinds[neuron], parameters[neuron] = pair
    return kinds, parameters


def _read_parameters(parameter: object, kinds: NDArray[np.uint8], n_neurons: int) -> NDArray[np.float32]:
    if isinstance(parameter, Real):
        parameters = np.zeros(n_neurons, np.float32)
        for kind in DEFAULT_PARAMETER:
            of_kind = kinds == kind
            if of_kind.any():
                parameters[of_kind] = checked_parameter(kind, float(parameter))
    else:
        length = length_of(parameter, "The activation parameters")
        if length != n_neurons:
            raise InvalidNetwork(f"There are {length} activation parameters for {n_neurons} neurons.")
        what = "The activation parameter of neuron {}".format
        parameters = read_reals(parameter, "The activation parameters", what).copy()
        bad = np.flatnonzero((kinds == Activation.CLIPPED_RELU) & ~(parameters > 0))
        if bad.size:
            raise InvalidNetwork(
                f"The cap of clipped_relu of neuron {bad[0]} has to be greater than 0, not {parameters[bad[0]]:g}."
            )
    parameters[~np.isin(kinds, list(DEFAULT_PARAMETER))] = 0
    return parameters
