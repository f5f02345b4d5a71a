"""Evictions that know that a dirty value costs two I/Os."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]


@kernel
def evict_by_distance(
    source: Int32,
    target: Int32,
    order: Int32,
    next_source: Int32,
    next_target: Int32,
    complete: Int32,
    keep_source: Float32,
    keep_target: Float32,
    n_slots: int,
    discount: float,
) -> tuple[Int32, Int32, int, int]:
    """Evict the neuron whose next use is farthest away, where a dirty one's distance counts less.

    Parameters
    ----------
    source, target, order, next_source, next_target : int32[W]
    complete : int32[N]
        From `uses.find_uses`.
    keep_source, keep_target : float32[W]
        How much the source, the target of the connection at each position should be kept until its next use. Those
        of the least of it are evicted before all others; all 0 where only the distance is to count.
    n_slots : int
        M - 1.
    discount : float
        What the distance of a dirty neuron is multiplied by. 1 is MIN.

    Returns
    -------
    step, neuron : int32[E]
        Each eviction: the position of the connection that needs it, and the victim.
    rereads, evict_writes : int

    Notes
    -----
    All slots are looked at for a victim: O(W + E * M). Ties as in MIN: of the two ends of one connection the
    source goes; otherwise, the one whose next use lies farther, then the clean one.
    """
    n = order.size
    n_neurons = complete.size
    slot_of = np.full(n_neurons, -1, np.int32)
    occupant = np.empty(n_slots, np.int32)
    next_use = np.zeros(n_neurons, np.int64)  # 2q + 1 as a source at q, 2q as a target
    keep = np.zeros(n_neurons, np.float32)
    dirty = np.zeros(n_neurons, np.bool_)
    seen = np.zeros(n_neurons, np.bool_)
    step = np.empty(2 * n, np.int32)
    victims = np.empty(2 * n, np.int32)
    evictions = 0
    rereads = 0
    writes = 0
    n_resident = 0
    for p in range(n):
        u = source[order[p]]
        v = target[order[p]]
        for side in range(2):
            x = v if side else u
            if slot_of[x] >= 0:
                continue
            if n_resident == n_slots:
                victim = -1
                far = -1.0
                for i in range(n_slots):
                    y = occupant[i]
                    if y in (u, v):
                        continue
                    distance = float(next_use[y] // 2 - p)
                    if dirty[y]:
                        distance *= discount
                    if victim >= 0:
                        if keep[y] > keep[victim]:
                            continue
                        nearer = distance < far or (distance == far and next_use[y] < next_use[victim])
                        if keep[y] == keep[victim] and nearer:
                            continue
                    far = distance
                    victim = y
                i = slot_of[victim]
                slot_of[victim] = -1
                writes += dirty[victim]
                dirty[victim] = False
                step[evictions] = p
                victims[evictions] = victim
                evictions += 1
            else:
                i = n_resident
                n_resident += 1
            occupant[i] = x
            slot_of[x] = i
            rereads += seen[x]
            seen[x] = True
        dirty[v] = True
        keep[u] = keep_source[p]
        keep[v] = keep_target[p]
        next_use[u] = 2 * np.int64(next_source[p]) + 1
        next_use[v] = 2 * np.int64(next_target[p]) + (complete[v] == p)
        for side in range(2):
            x = v if side else u
            if next_use[x] >= 2 * n:
                n_resident -= 1
                i = slot_of[x]
                slot_of[x] = -1
                dirty[x] = False
                occupant[i] = occupant[n_resident]
                if i < n_resident:
                    slot_of[occupant[i]] = i
    return step[:evictions].copy(), victims[:evictions].copy(), rereads, writes
