"""Makes the networks of the challenges: ``python resources/challenges/make_challenges.py``. Their optima are tested."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ioviz.core.formats import save
from ioviz.core.network import Network, build_network

Pairs = list[tuple[int, int]]


def dense(*sizes: int) -> Pairs:
    """Layers, each connected to all of the next."""
    starts = np.cumsum([0, *sizes]).tolist()
    return [
        (starts[k] + i, starts[k + 1] + j)
        for k in range(len(sizes) - 1)
        for i in range(sizes[k])
        for j in range(sizes[k + 1])
    ]


def tree(leaves: int) -> Pairs:
    """Sums of two, of two of them, ..."""
    pairs: Pairs = []
    level, n = list(range(leaves)), leaves
    while len(level) > 1:
        following = []
        for k in range(0, len(level), 2):
            pairs += [(level[k], n), (level[k + 1], n)]
            following.append(n)
            n += 1
        level = following
    return pairs


def butterfly(n: int) -> Pairs:
    """The connections of a fast Fourier transform."""
    stages = n.bit_length() - 1
    return [(s * n + i, (s + 1) * n + j) for s in range(stages) for i in range(n) for j in (i, i ^ (1 << s))]


def pyramid(base: int) -> Pairs:
    """Each row one shorter than the one below, a neuron above each pair."""
    pairs: Pairs = []
    first = 0
    for width in range(base, 1, -1):
        for i in range(width - 1):
            pairs += [(first + i, first + width + i), (first + i + 1, first + width + i)]
        first += width
    return pairs


def sparse(sizes: list[int], density: float, seed: int) -> Pairs:
    """Layers connected at random, nothing left alone."""
    random = np.random.default_rng(seed)
    starts = np.cumsum([0, *sizes])
    pairs = set()
    for k in range(len(sizes) - 1):
        mask = random.random((sizes[k], sizes[k + 1])) < density
        mask[np.arange(sizes[k]), np.arange(sizes[k]) % sizes[k + 1]] = True
        mask[np.arange(sizes[k + 1]) % sizes[k], np.arange(sizes[k + 1])] = True
        sources, targets = np.nonzero(mask)
        pairs |= {(int(u + starts[k]), int(v + starts[k + 1])) for u, v in zip(sources, targets, strict=True)}
    return sorted(pairs)


CHALLENGES = {
    "diamond": [(0, 1), (0, 2), (1, 3), (2, 3)],
    "two-sums": dense(3, 2),
    "fork": [(0, 3), (1, 3), (1, 4), (2, 4), (3, 5), (4, 5)],
    "dense-3x3": dense(3, 3),
    "tree-8": tree(8),
    "small-net": dense(3, 3, 1),
    "butterfly-4": butterfly(4),
    "pyramid-5": pyramid(5),
    "sparse-4-4-3": sparse([4, 4, 3], 0.5, 1),
    "sparse-4-5-4-2": sparse([4, 5, 4, 2], 0.4, 2),
}


def network(name: str, pairs: Pairs) -> Network:
    """One with these connections; what the weights are does not matter."""
    n = max(max(pair) for pair in pairs) + 1
    weight = np.random.default_rng(7).integers(1, 9, len(pairs)) / 8
    return build_network(
        n_neurons=n,
        source=[u for u, _ in pairs],
        target=[v for _, v in pairs],
        weight=weight.astype(np.float32),
        bias=np.zeros(n, np.float32),
        activation="relu",
        name=name,
    )


if __name__ == "__main__":
    for name, pairs in CHALLENGES.items():
        save(network(name, pairs), Path(__file__).parent / f"{name}.json")
