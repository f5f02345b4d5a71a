"""The moves that an annealing run proposes. Each returns 1 (moved), 0 (nothing to move), -1 (no free slot)."""

from __future__ import annotations

import numpy as np

from ioviz.core.kernels.anneal.chain import COMPLETE, END, FIRST, Chain, Int32
from ioviz.core.kernels.anneal.moves import relocate_in
from ioviz.core.kernels.jit import kernel
from ioviz.core.kernels.simulate.machine import Whole

NEAR = 3
"""Uses of a source at most so many slots apart count as one visit of it."""


@kernel
def end_of_visit(use: Int32, i: Whole, step: Whole, low: Whole, high: Whole) -> Whole:
    """Follow the uses of a neuron from entry `i` in direction `step` to the last one of the same visit."""
    while low <= i + step < high and abs(use[i + step] - use[i]) <= 2 * NEAR + 1:
        i += step
    return i


@kernel
def slot_of(chain: Chain, c: Whole) -> Whole:
    """The slot of a connection."""
    return int(chain.use[chain.connection[c, 2]] >> 1)


@kernel
def move_in_window(chain: Chain, rng: np.random.Generator, window: Whole, block_size: Whole, policy: Whole) -> Whole:
    """Shift a connection by up to `window` slots, stopping at the connections it depends on."""
    n = chain.connection.shape[0]
    c = int(rng.random() * n)
    p = slot_of(chain, c)
    shift = 1 + int(rng.random() * window)
    right = rng.random() < 0.5
    u = chain.connection[c, 1]
    v = chain.connection[c, 0]
    complete = chain.neuron[u, COMPLETE] - 1
    needed = chain.neuron[v, COMPLETE]
    low = 0
    high = chain.slot.size - 1
    if complete >= chain.neuron[u, FIRST]:
        low = chain.use[complete] >> 1
    if needed < chain.neuron[v, END]:
        high = chain.use[needed] >> 1
    q = min(p + shift, high) if right else max(p - shift, low)
    back = -1 if right else 1
    while q != p and chain.slot[q] < 0:
        q += back
    if q == p:
        return 0
    # At the connection it depends on it stops on the near side, elsewhere it changes sides.
    after = q != high if right else q == low and complete >= chain.neuron[u, FIRST]
    return relocate_in(chain, c, np.int64(chain.slot[q]), after, block_size, policy)


@kernel
def move_to_kin(
    chain: Chain, rng: np.random.Generator, by_source: bool, reach: Whole, block_size: Whole, policy: Whole
) -> Whole:
    """Move a connection next to another one of the same source (or target), at another visit of it."""
    n = chain.connection.shape[0]
    c = int(rng.random() * n)
    x = chain.connection[c, 1] if by_source else chain.connection[c, 0]
    low = np.int64(chain.neuron[x, FIRST])
    high = np.int64(chain.neuron[x, END])
    step = 1 if rng.random() < 0.5 else -1
    i = end_of_visit(chain.use, np.int64(chain.connection[c, 3 if by_source else 2]), step, low, high)
    hops = int(rng.random() * rng.random() * reach)
    while hops > 0 and low <= i + step < high:
        i = end_of_visit(chain.use, i + step, step, low, high)
        hops -= 1
    i += step
    if i < low or i >= high:
        return 0
    # To the near or the far side of the first connection met.
    return relocate_in(chain, c, np.int64(chain.slot[chain.use[i] >> 1]), rng.random() < 0.5, block_size, policy)


@kernel
def gather_visit(chain: Chain, c: Whole, by_source: bool) -> tuple[Whole, Whole, Whole]:
    """Collect the visit of its source (or target) that connection `c` belongs to in `chain.members`.

    Returns how many there are, and the connections of the same neuron before and after it (-1: none).
    """
    if by_source:
        x = chain.connection[c, 1]
        low = np.int64(chain.neuron[x, COMPLETE])
        high = np.int64(chain.neuron[x, END])
        i = np.int64(chain.connection[c, 3])
    else:
        x = chain.connection[c, 0]
        low = np.int64(chain.neuron[x, FIRST])
        high = np.int64(chain.neuron[x, COMPLETE])
        i = np.int64(chain.connection[c, 2])
    left = end_of_visit(chain.use, i, -1, low, high)
    right = end_of_visit(chain.use, i, 1, low, high)
    count = min(right - left + 1, chain.members.size)
    for k in range(count):
        chain.members[k] = chain.slot[chain.use[left + k] >> 1]
    before = np.int64(chain.slot[chain.use[left - 1] >> 1]) if left > low else -1
    after = np.int64(chain.slot[chain.use[right + 1] >> 1]) if right + 1 < high else -1
    return count, before, after


@kernel
def dissolve_visit(chain: Chain, rng: np.random.Generator, by_source: bool, block_size: Whole, policy: Whole) -> Whole:
    """Spread the connections of one visit of a neuron over its visits before and after.

    Each goes where its other end is between its first and its last use on the same side, if it can;
    `lean` is the run of luck that sends those that could go either way to one side.
    """
    c = int(rng.random() * chain.connection.shape[0])
    count, before, after = gather_visit(chain, c, by_source)
    if before < 0 and after < 0:
        return 0
    lean = rng.random()
    moved = 0
    for k in range(count):
        e = np.int64(chain.members[k])
        if by_source:
            y = chain.connection[e, 0]
            first = chain.use[chain.neuron[y, FIRST]] >> 1
            last = chain.use[chain.neuron[y, COMPLETE] - 1] >> 1
        else:
            y = chain.connection[e, 1]
            first = chain.use[chain.neuron[y, COMPLETE]] >> 1
            last = chain.use[chain.neuron[y, END] - 1] >> 1
        fits_before = before >= 0 and slot_of(chain, before) >= first
        fits_after = after >= 0 and slot_of(chain, after) <= last
        go_before = fits_before
        if fits_before == fits_after:
            go_before = after < 0 or (before >= 0 and rng.random() < lean)
        # The other side is tried where the order of dependence forbids the first.
        done: Whole = 0
        for attempt in range(2):
            to = before if go_before == (attempt == 0) else after
            if done == 0 and to >= 0:
                done = relocate_in(chain, e, to, to == before, block_size, policy)
        if done < 0:
            return -1
        moved += done
    return 1 if moved else 0


@kernel
def move_visit(
    chain: Chain, rng: np.random.Generator, by_source: bool, window: Whole, block_size: Whole, policy: Whole
) -> Whole:
    """Move a whole visit of a neuron earlier or later by up to `window` slots."""
    c = int(rng.random() * chain.connection.shape[0])
    count, _, _ = gather_visit(chain, c, by_source)
    right = rng.random() < 0.5
    shift = 1 + int(rng.random() * window)
    if right:
        q = min(slot_of(chain, np.int64(chain.members[count - 1])) + shift, chain.slot.size - 1)
    else:
        q = max(slot_of(chain, np.int64(chain.members[0])) - shift, 0)
    step = -1 if right else 1
    while chain.slot[q] < 0:
        q += step
    anchor = np.int64(chain.slot[q])
    moved = 0
    after = right
    for k in range(count):
        e = np.int64(chain.members[k])
        done = relocate_in(chain, e, anchor, after, block_size, policy)
        if done < 0:
            return -1
        if done:
            moved = 1
            anchor = e
            after = True
    return moved
