"""Connect two consecutive layers with a given number of incoming connections.

A pair (u, v) of the a x b pairs is the number ``u * b + v``, as in `ioviz.core.generators.pairs`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]


def each_draws(a: int, b: int, k: int, rng: np.random.Generator) -> Int64:
    """Draw k distinct ones of a sources for each of b targets, every choice equally likely.

    Returns
    -------
    int64[b, k]
        Sources, in no particular order. Time and memory are linear in b * k, however large a is.
    """
    if 2 * k > a:  # duplicates would be frequent: draw those to leave out instead
        ranks = np.argsort(rng.random((b, a)), axis=1)
        return ranks[:, :k].astype(np.int64)
    source = rng.integers(0, a, size=(b, k))
    rows = np.arange(b)
    while rows.size:
        part = np.sort(source[rows], axis=1)
        twice = np.zeros(part.shape, np.bool_)
        twice[:, 1:] = part[:, 1:] == part[:, :-1]
        part[twice] = rng.integers(0, a, size=int(twice.sum()))
        source[rows] = part
        rows = rows[twice.any(axis=1)]
    return source


def reach_all(source: Int64, a: int, rng: np.random.Generator) -> Int64:
    """Change a choice of sources as little as needed so that every one of the a sources is chosen.

    A source left out takes the place, in a row chosen at random, of one that is chosen elsewhere, too.

    Parameters
    ----------
    source : int64[b, k]
        Distinct within a row; b * k >= a.
    """
    out_degree = np.bincount(source.ravel(), minlength=a)
    flat = source.ravel().copy()
    k = source.shape[1]
    places = rng.permutation(flat.size)
    next_place = 0
    for lone in rng.permutation(np.flatnonzero(out_degree == 0)):
        # Each place is examined once: the last one with a source stays as it is.
        while out_degree[flat[places[next_place]]] < 2:
            next_place += 1
        out_degree[flat[places[next_place]]] -= 1
        out_degree[lone] = 1
        flat[places[next_place]] = lone
        next_place += 1
    return flat.reshape(-1, k)


def as_pairs(source: Int64) -> Int64:
    """Return the sorted pairs of sources int64[b, k] chosen by each target."""
    b = source.shape[0]
    return np.sort((source * b + np.arange(b)[:, None]).ravel())
