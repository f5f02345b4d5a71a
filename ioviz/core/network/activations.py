"""Activation functions: their names, their parameters, and their values in plain numpy."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidNetwork
from ioviz.core.kernels.normal import normal_distribution
from ioviz.core.network.arrays import FLOAT32_MAX


class Activation(IntEnum):
    """The kinds of activation functions; the number is the one kept in ``Network.activation``.

    ========== ================================= =====================================
    name       value                             parameter
    ========== ================================= =====================================
    identity   x
    relu       max(x, 0)
    leaky_relu x if x >= 0 else slope * x        slope, 0.01 unless given
    tanh       tanh(x)
    sigmoid    1 / (1 + exp(-x))
    gelu       x * (1 + erf(x / sqrt(2))) / 2
    clipped_relu min(max(x, 0), cap)             cap > 0, 6 unless given
    ========== ================================= =====================================

    GELU is the exact form with the error function, not the approximation by tanh [1]_.

    References
    ----------
    .. [1] Hendrycks and Gimpel, Gaussian Error Linear Units (GELUs), arXiv 1606.08415.
    """

    IDENTITY = 0
    RELU = 1
    LEAKY_RELU = 2
    TANH = 3
    SIGMOID = 4
    GELU = 5
    CLIPPED_RELU = 6

    @property
    def label(self) -> str:
        """The name in files, on the command line and in the window, e.g. ``"leaky_relu"``."""
        return self.name.lower()


DEFAULT_PARAMETER = {Activation.LEAKY_RELU: 0.01, Activation.CLIPPED_RELU: 6.0}
"""The kinds that have a parameter, with its default."""


def parse_activation(text: object) -> tuple[Activation, float]:
    """Parse one activation function as in files and arguments.

    Parameters
    ----------
    text : str, Mapping, Activation or int
        ``"relu"``, ``"leaky_relu:0.01"``, ``{"kind": "leaky_relu", "parameter": 0.01}``,
        ``Activation.RELU`` or its number.

    Returns
    -------
    kind : Activation
    parameter : float
        Slope of leaky ReLU, cap of clipped ReLU, 0 for the others.

    Raises
    ------
    InvalidNetwork
        If the name is unknown, or the parameter has no kind or is out of its range.

    Examples
    --------
    >>> parse_activation("leaky_relu:0.2")
    (<Activation.LEAKY_RELU: 2>, 0.2)
    """
    given: object = None
    if isinstance(text, Mapping):
        unknown = sorted(str(key) for key in text if key not in ("kind", "parameter"))
        if unknown or "kind" not in text:
            raise InvalidNetwork(
                f"An activation is written as {{'kind': ..., 'parameter': ...}}, not as {_short(dict(text))}."
            )
        name, given = text["kind"], text.get("parameter")
    elif isinstance(text, str):
        name, colon, tail = text.partition(":")
        given = tail.strip() if colon else None
    else:
        name = text
    kind = _kind_of(name)
    if given is None:
        return kind, DEFAULT_PARAMETER.get(kind, 0.0)
    try:
        if isinstance(given, bool):
            raise ValueError
        parameter = float(given)  # type: ignore[arg-type]  # anything else raises, and is reported
    except (TypeError, ValueError, OverflowError):
        raise InvalidNetwork(f"The parameter of {kind.label} has to be a number, not {_short(given)}.") from None
    return kind, checked_parameter(kind, parameter)


def checked_parameter(kind: Activation, parameter: float) -> float:
    """Return `parameter` as it is stored, 0 for a kind without one; raises InvalidNetwork if it is invalid."""
    if kind not in DEFAULT_PARAMETER:
        if parameter != 0:
            raise InvalidNetwork(f"The activation {kind.label} takes no parameter, but {parameter:g} is given.")
        return 0.0
    if not abs(parameter) <= FLOAT32_MAX:  # NaN compares false
        raise InvalidNetwork(f"The parameter of {kind.label} has to be a finite number, not {parameter:g}.")
    if kind is Activation.CLIPPED_RELU and not np.float32(parameter) > 0:
        raise InvalidNetwork(f"The cap of clipped_relu has to be greater than 0, not {parameter:g}.")
    return parameter


def apply_activation(kind: int, parameter: float, values: NDArray[Any]) -> NDArray[Any]:
    """Return the activation function of every entry of `values`, in the same dtype.

    Smooth functions are computed in float64 and rounded once, so that a value does not depend on its
    place in the array (vectorised float32 routines may differ in the last bit).

    Parameters
    ----------
    kind : int
        An :class:`Activation`.
    parameter : float
        As kept in ``Network.activation_parameter``.
    values : float32 or float64 array of any shape
    """
    if kind == Activation.IDENTITY:
        return values
    result: NDArray[Any]  # numpy's own types are less precise
    if kind == Activation.RELU:
        result = np.maximum(values, 0)
        return result
    if kind == Activation.LEAKY_RELU:
        result = np.where(values >= 0, values, values * values.dtype.type(parameter))
        return result
    if kind == Activation.CLIPPED_RELU:
        result = np.clip(values, 0, values.dtype.type(parameter))
        return result
    x = values.astype(np.float64, order="C")
    if kind == Activation.TANH:
        y: NDArray[np.float64] = np.tanh(x)
    elif kind == Activation.SIGMOID:
        y = 0.5 * (1.0 + np.tanh(0.5 * x))  # the same function, and it cannot overflow
    elif kind == Activation.GELU:
        y = x * normal_distribution(x.reshape(-1)).reshape(x.shape)
    else:
        raise ValueError(f"{kind} is not an Activation")
    result = y.astype(values.dtype)
    return result


def apply_activations(kinds: NDArray[np.uint8], parameters: NDArray[np.float32], values: NDArray[Any]) -> NDArray[Any]:
    """Apply to ``values[i]`` the function of kind ``kinds[i]``; the other axes are a batch.

    Parameters
    ----------
    kinds : uint8[n]
    parameters : float32[n]
    values : float32 or float64 [n] or [n, batch]
    """
    if kinds.size == 0:
        return values
    if (kinds == kinds[0]).all() and (parameters == parameters[0]).all():
        return apply_activation(int(kinds[0]), float(parameters[0]), values)
    result = np.empty_like(values)
    pairs = np.stack([kinds.astype(np.float32), parameters])
    for kind, parameter in np.unique(pairs, axis=1).T:
        rows = np.flatnonzero((pairs[0] == kind) & (pairs[1] == parameter))
        result[rows] = apply_activation(int(kind), float(parameter), values[rows])
    return result


def _kind_of(name: object) -> Activation:
    if isinstance(name, str):
        try:
            return Activation[name.strip().upper().replace("-", "_")]
        except KeyError:
            pass
    elif isinstance(name, int | np.integer) and not isinstance(name, bool):
        try:
            return Activation(int(name))
        except ValueError:
            pass
    known = ", ".join(kind.label for kind in Activation)
    raise InvalidNetwork(f"{_short(name)} is not an activation function: choose from {known}.")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
