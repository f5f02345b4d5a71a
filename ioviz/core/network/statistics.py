"""Statistics of a network that need no simulation: bounds, sizes, degrees, densities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ioviz.core.network.network import Network


@dataclass(frozen=True)
class Bounds:
    """Lower bound of the I/Os of any schedule, and upper bound of the optimum (for M >= 3), in values moved.

    References
    ----------
    Gleinig, Ben-Nun, Hoefler, A Theory of I/O-Efficient Sparse Neural Network Inference,
    arXiv 2301.01048 (2023), Theorem 1.
    """

    reads_lower: int
    reads_upper: int
    writes_lower: int
    writes_upper: int

    @property
    def lower(self) -> int:
        """W + N + S: every weight and neuron is read, every output written, nothing else."""
        return self.reads_lower + self.writes_lower

    @property
    def upper(self) -> int:
        """2 (W + N - I): attained by the neuron order at any M >= 3."""
        return self.reads_upper + self.writes_upper


def bounds(network: Network) -> Bounds:
    """Return the bounds of Theorem 1 of the paper for `network`, which is trimmed.

    Examples
    --------
    >>> from ioviz.core.network import build_network
    >>> diamond = build_network(n_neurons=4, source=[0, 0, 1, 2], target=[1, 2, 3, 3])
    >>> bounds(diamond).lower, bounds(diamond).upper
    (9, 14)
    """
    w, n = network.n_connections, network.n_neurons
    hidden_and_outputs = n - network.n_inputs
    return Bounds(
        reads_lower=w + n,
        reads_upper=2 * w + hidden_and_outputs,
        writes_lower=network.n_outputs,
        writes_upper=hidden_and_outputs,
    )


@dataclass(frozen=True)
class DegreeRange:
    """The least, mean and greatest number of connections of some neurons."""

    least: int
    mean: float
    greatest: int


@dataclass(frozen=True)
class LayerStatistics:
    """One layer: the neurons with the same longest distance from an input.

    Attributes
    ----------
    layer : int
        The distance; 0 are the inputs.
    neurons : int
    connections : int
        Connections into the layer.
    density : float
        `connections` over the most there could be from the layers that any of them comes from; 0 for the
        inputs. In a network layer by layer this is the density of the layer's weight matrix.
    """

    layer: int
    neurons: int
    connections: int
    density: float


@dataclass(frozen=True)
class Statistics:
    """The size and shape of a network.

    Attributes
    ----------
    neurons, connections, inputs, outputs : int
        N, W, I, S.
    depth : int
        The longest distance from an input to an output, in connections.
    layers : tuple of LayerStatistics
        depth + 1 of them.
    in_degree : DegreeRange
        Incoming connections, of all neurons but inputs.
    out_degree : DegreeRange
        Outgoing connections, of all neurons but outputs.
    nbytes : int
        Memory of the network's arrays, in bytes, adjacencies not counted.
    """

    neurons: int
    connections: int
    inputs: int
    outputs: int
    depth: int
    layers: tuple[LayerStatistics, ...]
    in_degree: DegreeRange
    out_degree: DegreeRange
    nbytes: int

    @property
    def density(self) -> float:
        """All connections over the possible ones between the connected layers."""
        possible = sum(layer.connections / layer.density for layer in self.layers if layer.density)
        return self.connections / possible


def statistics(network: Network) -> Statistics:
    """Measure `network`. O(N + W).

    Examples
    --------
    >>> from ioviz.core.network import build_network
    >>> diamond = build_network(n_neurons=4, source=[0, 0, 1, 2], target=[1, 2, 3, 3])
    >>> statistics(diamond).layers[1]
    LayerStatistics(layer=1, neurons=2, connections=2, density=1.0)
    """
    layer, n_layers = network.layer, network.depth + 1
    size = np.bincount(layer, minlength=n_layers)
    into = np.bincount(layer[network.target], minlength=n_layers)
    possible = _possible(network, size)
    layers = tuple(
        LayerStatistics(k, int(size[k]), int(into[k]), float(into[k] / possible[k]) if k else 0.0)
        for k in range(n_layers)
    )
    return Statistics(
        neurons=network.n_neurons,
        connections=network.n_connections,
        inputs=network.n_inputs,
        outputs=network.n_outputs,
        depth=network.depth,
        layers=layers,
        in_degree=_range(network.incoming.degree[~network.is_input]),
        out_degree=_range(np.bincount(network.source, minlength=network.n_neurons)[~network.is_output]),
        nbytes=sum(value.nbytes for value in _stored(network)),
    )


def _possible(network: Network, size: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return, for each layer, its neurons times the neurons of the layers that lead into it."""
    pair = network.layer[network.target].astype(np.int64) * size.size + network.layer[network.source]
    target_layer, source_layer = np.divmod(np.unique(pair), size.size)
    feeding = np.zeros(size.size)
    np.add.at(feeding, target_layer, size[source_layer])
    possible: NDArray[np.float64] = feeding * size
    return possible


def _range(degree: NDArray[np.int64]) -> DegreeRange:
    return DegreeRange(int(degree.min()), float(degree.mean()), int(degree.max()))


def _stored(network: Network) -> list[NDArray[np.generic]]:
    """Return the arrays that make up a network, without those computed from them."""
    fields = (getattr(network, name) for name in Network.__dataclass_fields__)
    return [value for value in fields if isinstance(value, np.ndarray)]
