"""Estimate sizes, bounds and memory of a network before it is made, and refuse those that are too large."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import LimitExceeded
from ioviz.core.network.limits import check_limits

if TYPE_CHECKING:
    from ioviz.core.network import Network

MEMORY_LIMIT = 2 * 1024**3
"""The default limit of memory for making a network, in bytes."""

# A little above the peaks measured, in bytes, at 1e7 connections and at 6e6 neurons.
BYTES_PER_CONNECTION = 50
BYTES_PER_NEURON = 130

SAMPLE_NEURONS = 4_000
"""The size of the sample of a random family without a formula for its inputs and outputs."""


@dataclass(frozen=True)
class Estimate:
    """The estimate of a network.

    Attributes
    ----------
    n_neurons, n_inputs, n_outputs, depth : int
        Those of a random family are expected values, unless `exact`.
    connections : tuple of int
        Between each two consecutive layers, or in total without layers.
    nbytes_peak : int
        Memory that is needed while it is made, in bytes.
    exact : bool
        Whether the numbers are exact instead of expected values.
    layered : bool
        Whether `depth` is that of layers.
    """

    n_neurons: int
    n_inputs: int
    n_outputs: int
    depth: int
    connections: tuple[int, ...]
    nbytes_peak: int
    exact: bool = False
    layered: bool = True

    @property
    def n_connections(self) -> int:
        """W, all connections."""
        return sum(self.connections)

    @property
    def lower(self) -> int:
        """The lower bound of I/Os: W + N + S."""
        return self.n_connections + self.n_neurons + self.n_outputs

    @property
    def upper(self) -> int:
        """The upper bound of I/Os, that of the neuron order at any M: 2 (W + N - I)."""
        return 2 * (self.n_connections + self.n_neurons - self.n_inputs)

    def sentence(self) -> str:
        """Return the sizes and the memory in one sentence."""
        about = "" if self.exact else "about "
        layers = f" in {self.depth + 1} layers" if self.layered else ""
        return (
            f"{self.n_neurons:,} neurons and {about}{self.n_connections:,} connections{layers}; "
            f"making it takes about {self.nbytes_peak / 1e6:,.0f} MB."
        )


def exactly(n_neurons: int, n_connections: int, n_inputs: int, n_outputs: int, depth: int) -> Estimate:
    """Return the estimate of a family with exact formulas."""
    return Estimate(
        n_neurons, n_inputs, n_outputs, depth, (n_connections,), peak_bytes(n_neurons, n_connections), exact=True
    )


def by_sample(
    make: Callable[..., Network], parameters: Mapping[str, Any], size: str, *, inputs_grow: bool = True, least: int = 0
) -> Estimate:
    """Return the expected values of a random family, from a smaller network of the same rule.

    Parameters
    ----------
    make : callable
        The family's function.
    parameters : mapping
        Its parameters.
    size : str
        The parameter of the number of neurons; connections and outputs grow in proportion.
    inputs_grow : bool
        Whether inputs grow, too; else there are as many as in the smaller network.
    least : int
        The least number of neurons of the smaller network.
    """
    wanted = int(parameters[size])
    tried = min(wanted, max(SAMPLE_NEURONS, least))
    sample = make(**{**parameters, size: tried})
    scale = wanted / max(tried, 1)
    neurons, connections = sample.n_neurons + wanted - tried, round(sample.n_connections * scale)
    return Estimate(
        neurons,
        round(sample.n_inputs * scale) if inputs_grow else sample.n_inputs,
        round(sample.n_outputs * scale),
        sample.depth,
        (connections,),
        peak_bytes(neurons, connections),
        exact=tried == wanted,
        layered=False,
    )


def peak_bytes(n_neurons: int, n_connections: int) -> int:
    """Return the memory that making a network takes, in bytes."""
    return n_connections * BYTES_PER_CONNECTION + n_neurons * BYTES_PER_NEURON


def check_memory(expected: Estimate, memory_limit: int = MEMORY_LIMIT) -> None:
    """Raise LimitExceeded for a network that is too large, before anything of that size is allocated.

    Raises
    ------
    LimitExceeded
        If there would be more neurons or connections than ioviz takes on, or making it takes more than
        `memory_limit` bytes.
    """
    check_limits(expected.n_neurons, expected.n_connections)
    if expected.nbytes_peak > memory_limit:
        about = "" if expected.exact else "about "
        raise LimitExceeded(
            f"A network of {expected.n_neurons:,} neurons and {about}{expected.n_connections:,} connections "
            f"takes {expected.nbytes_peak / 1024**3:.1f} GiB to make; the limit is {memory_limit / 1024**3:.1f} GiB."
        )
