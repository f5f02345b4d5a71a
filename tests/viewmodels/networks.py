"""Small networks for the tests of this folder."""

from __future__ import annotations

from typing import Any

import numpy as np

from ioviz.core.network import Network, build_network


def layered(sizes: list[int], density: float = 1.0, seed: int = 0, **more: Any) -> Network:
    """Layers of these sizes, consecutive ones connected at random, nothing to be trimmed."""
    random = np.random.default_rng(seed)
    starts = np.cumsum([0, *sizes])
    source, target = [], []
    for k in range(len(sizes) - 1):
        mask = random.random((sizes[k], sizes[k + 1])) < density
        mask[np.arange(sizes[k]), np.arange(sizes[k]) % sizes[k + 1]] = True
        mask[np.arange(sizes[k + 1]) % sizes[k], np.arange(sizes[k + 1])] = True
        u, v = np.nonzero(mask)
        source.append(u + starts[k])
        target.append(v + starts[k + 1])
    ends = np.concatenate(source), np.concatenate(target)
    weight = random.standard_normal(ends[0].size).astype(np.float32)
    more.setdefault("activation", "relu")
    return build_network(n_neurons=int(starts[-1]), source=ends[0], target=ends[1], weight=weight, **more)


def chain(n: int, band: int = 3) -> Network:
    """Each neuron connected to the next `band` ones."""
    pairs = [(i, j) for i in range(n) for j in range(i + 1, min(n, i + band + 1))]
    return build_network(n_neurons=n, source=[u for u, _ in pairs], target=[v for _, v in pairs])
