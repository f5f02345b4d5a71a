"""The networks of benchmarks: five built-in ones, a large one, and any other network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.generators import generate
from ioviz.core.network import build_network

if TYPE_CHECKING:
    from ioviz.core.network import Network

_INPUT_SEED = 1
_ALIGNMENT = 64


@dataclass(frozen=True)
class Workload:
    """A network to measure on.

    Attributes
    ----------
    name : str
        Short, e.g. "W1", or the name of a file.
    title : str
        A short description.
    make : callable
        Returns the network; may take a second.
    connections : int
        About how many, to estimate times before it is made.
    inputs : str
        The kind of the input vectors, "normal" or "binary".
    """

    name: str
    title: str
    make: Callable[[], Network]
    connections: int
    inputs: str = "normal"


def workload_of(network: Network, name: str = "") -> Workload:
    """Return a network as a workload."""
    return Workload(name or network.name or "network", network.name, lambda: network, network.n_connections)


def input_vectors(kind: str, width: int, batch: int, layout: str = "columns") -> NDArray[np.float32]:
    """Return input vectors, the same in every process; a smaller batch has the first vectors of a larger one.

    Parameters
    ----------
    kind : str
        "normal" (mean 0, standard deviation 1), or "binary": 0 and 1, a share of ones between 0.1 and 0.5 that
        differs from vector to vector, as in images of thick and thin digits.
    width, batch : int
    layout : {"columns", "rows"}

    Returns
    -------
    float32[width, batch] or float32[batch, width]
        Contiguous, beginning at a cache line.
    """
    random = np.random.default_rng(_INPUT_SEED)
    if kind == "normal":
        rows = random.standard_normal((batch, width), np.float32)
    else:
        # Vector after vector: a smaller batch draws the same numbers.
        drawn = random.random((batch, width + 1), np.float32)
        rows = (drawn[:, 1:] < 0.1 + 0.4 * drawn[:, :1]).astype(np.float32)
    return aligned(rows.T if layout == "columns" else rows)


def aligned(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a contiguous copy that begins at a cache line."""
    copy = aligned_empty(values.shape)
    copy[...] = values
    return copy


def aligned_empty(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return an uninitialised float32 array that begins at a cache line."""
    nbytes = 4 * int(np.prod(shape))
    raw = np.empty(nbytes + _ALIGNMENT, np.uint8)
    start = -raw.ctypes.data % _ALIGNMENT
    return raw[start : start + nbytes].view(np.float32).reshape(shape)


def _layered(sizes: tuple[int, ...], density: float, name: str) -> Network:
    return generate("layered", sizes=list(sizes), density=density, seed=0, bias="normal:0.1", name=name)


def _radix_net(layers: int = 120, width: int = 1024, fan_in: int = 32, *, seed: int = 0) -> Network:
    """Make a network with the connections of the Sparse DNN Graph Challenge: two radices of 32 in turn.

    Neurons are shuffled. Weights are not all 1/16 and biases not all -0.3, as in the challenge: with those every value
    becomes 0 or 32 after some layers, and wrong products would still give right outputs.
    """
    random = np.random.default_rng(seed)
    places = [np.arange(width), *(random.permutation(width) for _ in range(layers))]
    neuron, step = np.arange(width)[:, None], np.arange(fan_in)[None, :]
    sources, targets = [], []
    for layer in range(layers):
        reached = (neuron + step * (width // fan_in if layer % 2 == 0 else 1)) % width
        sources.append(layer * width + places[layer][reached.ravel()])
        targets.append((layer + 1) * width + places[layer + 1][np.repeat(np.arange(width), fan_in)])
    n = (layers + 1) * width
    source, target = np.concatenate(sources), np.concatenate(targets)
    bias = random.normal(0, 0.05, n).astype(np.float32)
    bias[:width] = 0
    return build_network(
        n_neurons=n,
        source=source,
        target=target,
        weight=random.normal(0, np.sqrt(2 / fan_in), source.size).astype(np.float32),
        bias=bias,
        activation=["identity"] * width + ["clipped_relu:32"] * (n - width),
        inputs=np.arange(width),
        outputs=np.arange(n - width, n),
        name=f"radix-{layers}x{width}",
        layer_hint=np.repeat(np.arange(layers + 1), width),
    )


def _random(name: str, title: str, sizes: tuple[int, ...], density: float) -> Workload:
    connections = round(density * sum(a * b for a, b in pairwise(sizes)))
    return Workload(name, title, partial(_layered, sizes, density, name), connections)


WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        found.name: found
        for found in (
            _random("W1", "baseline, 4 x 500, density 0.1", (500,) * 4, 0.1),
            _random("W2", "4 x 500, density 0.01", (500,) * 4, 0.01),
            _random("W3", "10 x 1000, density 0.05", (1000,) * 10, 0.05),
            _random("W4", "block of BERT's size, 768-3072-768, density 0.1", (768, 3072, 768), 0.1),
            Workload("W5", "like RadiX-Net, 120 x 1024, 32 in", _radix_net, 120 * 1024 * 32, "binary"),
        )
    }
)
"""W1 to W5. Seeds are fixed: the same networks on every computer."""

LARGE = _random("4x20000", "4 x 20 000, density 0.002", (20_000,) * 4, 0.002)
"""Values of a batch of 128 exceed L2, so that the order of connections affects the time."""
