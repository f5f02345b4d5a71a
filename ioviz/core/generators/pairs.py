"""Connect two consecutive layers at a given density.

A pair (u, v) of the a x b pairs is the number ``u * b + v``; a choice is a sorted int64 array.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.pairs import drop_spares

Int64 = NDArray[np.int64]


def distinct(n: int, count: int, rng: np.random.Generator) -> Int64:
    """Return `count` distinct numbers below `n`, every such set equally likely, sorted.

    Time and memory are linear in `count` (but for the sort), never in `n`: numbers are drawn with
    repetition until enough are distinct, and what is too much is dropped at random. Where more than
    half is wanted, those left out are drawn instead.
    """
    if count == n:
        return np.arange(n, dtype=np.int64)
    if count > n // 2:
        keep = np.ones(n, np.bool_)
        keep[distinct(n, n - count, rng)] = False
        return np.flatnonzero(keep)
    found = np.empty(0, np.int64)
    while found.size < count:
        # This number of draws finds the missing ones on average; the margin makes a second round rare.
        missing = count - found.size
        draws = n * (math.log1p(-found.size / n) - math.log1p(-count / n))
        more = rng.integers(0, n, size=int(max(draws, missing) + 4 * math.sqrt(missing) + 8))
        found = np.sort(np.append(found, more))
        found = found[np.append(True, found[1:] != found[:-1])]  # faster than np.unique, which hashes
    return np.delete(found, rng.choice(found.size, found.size - count, replace=False))


def cover(pairs: Int64, a: int, b: int, rng: np.random.Generator) -> Int64:
    """Change a choice of pairs as little as needed so that every neuron has a connection.

    The number of pairs stays the same. Each neuron left out gets a connection (to one that is left
    out as well while there are any, else to a random one), and as many others are dropped at
    random, none that is the last one of a neuron. Where the choice is so small that this fails, a
    random smallest cover of max(a, b) connections is drawn, and the others at random.

    Parameters
    ----------
    pairs : int64[m]
        Sorted, with m >= max(a, b).
    a, b : int
        Number of neurons of the layers.
    rng : numpy.random.Generator

    Returns
    -------
    int64[m]
        Sorted.
    """
    source, target = np.divmod(pairs, b)
    out_degree = np.bincount(source, minlength=a)
    in_degree = np.bincount(target, minlength=b)
    lone_sources = rng.permutation(np.flatnonzero(out_degree == 0))
    lone_targets = rng.permutation(np.flatnonzero(in_degree == 0))
    n_new = max(lone_sources.size, lone_targets.size)
    if n_new == 0:
        return pairs
    new_source = np.append(lone_sources, rng.integers(0, a, size=n_new - lone_sources.size))
    new_target = np.append(lone_targets, rng.integers(0, b, size=n_new - lone_targets.size))
    np.add.at(out_degree, new_source, 1)
    np.add.at(in_degree, new_target, 1)
    left, keep = drop_spares(source, target, out_degree, in_degree, n_new, rng)
    if left:
        return _cover_anew(pairs.size, a, b, rng)
    return np.sort(np.append(pairs[keep], new_source * b + new_target))


def _cover_anew(count: int, a: int, b: int, rng: np.random.Generator) -> Int64:
    """Return a random cover of max(a, b) pairs and uniformly drawn others, `count` in total, sorted."""
    if a >= b:
        source = np.arange(a)
        target = rng.permutation(np.append(np.arange(b), rng.integers(0, b, size=a - b)))
    else:
        target = np.arange(b)
        source = rng.permutation(np.append(np.arange(a), rng.integers(0, a, size=b - a)))
    base = np.sort(source * b + target)
    # The r-th pair outside of the base is shifted by the number of base pairs before it.
    rank = distinct(a * b - base.size, count - base.size, rng)
    others = rank + np.searchsorted(base - np.arange(base.size), rank, side="right")
    return np.sort(np.append(base, others))
