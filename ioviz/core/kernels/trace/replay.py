"""The state of fast memory at a step of a trace: the checkpoint before it, and a replay from there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.bits import ONE
from ioviz.core.kernels.jit import kernel
from ioviz.core.kernels.simulate.machine import EVICTED, READ, TARGET_SHIFT, Whole, leave_slot, take_slot

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

NEVER = -1


@kernel
def replay(
    source: Int32,
    target: Int32,
    order: Int32,
    next_source: Int32,
    next_target: Int32,
    last: Int32,
    flags: NDArray[np.uint8],
    victims: Int32,
    victim: int,
    checkpoint: Int32,
    hand: Whole,
    start: int,
    stop: int,
) -> tuple[Int32, NDArray[np.bool_], Int32, Int32, Whole]:
    """Replay the connections at positions `start` to `stop` - 1 from a checkpoint.

    Parameters
    ----------
    source, target, order, next_source, next_target, last
        The network's, the schedule's, and of its uses.
    flags, victims
        Of the trace.
    victim : int
        How many neurons were evicted before `start`.
    checkpoint : int32[K]
        The marks by slot before `start`, -1 where a slot is free.
    hand : int
        The slot after the one that was emptied last, before `start`.

    Returns
    -------
    neuron : int32[K]
        The neuron in each slot, -1 where it is free.
    dirty : bool[K]
    next_use, last_use : int32[K]
        Positions; -1 where a slot is free.
    hand : int
        The slot after that of the last eviction.
    """
    n_slots = checkpoint.size
    mark = checkpoint.copy()  # by slot
    neuron = np.full(n_slots, -1, np.int32)
    vacant = np.zeros(n_slots // 64 + 1, np.int64)
    # Only the entries of residents are ever read, and each is written before: no need to fill N of them.
    slot_of = np.empty(last.size, np.int32)
    # What is scattered over memory is fetched first, in loops that never guess wrong: many fetches at a time.
    for i in range(n_slots):
        connection = np.uintp(order[np.uintp(max(mark[i], 0) >> 2)])
        ends = (source[connection], target[connection])
        neuron[i] = ends[mark[i] >> 1 & 1] if mark[i] >= 0 else -1
    us = np.empty(stop - start, np.int32)
    vs = np.empty(stop - start, np.int32)
    for i in range(stop - start):
        connection = np.uintp(order[np.uintp(start + i)])
        us[i] = source[connection]
        vs[i] = target[connection]
    for i in range(n_slots):
        if neuron[i] >= 0:
            slot_of[np.uintp(neuron[i])] = i
        else:
            vacant[i >> 6] |= ONE << (i & 63)
    for p in range(start, stop):
        u = us[np.uintp(p - start)]
        v = vs[np.uintp(p - start)]
        flag = flags[np.uintp(p)]
        for side in range(2):
            code = flag >> TARGET_SHIFT if side else flag
            if code & (READ | EVICTED) == 0:
                continue
            if code & EVICTED:
                slot = np.int64(slot_of[np.uintp(victims[np.uintp(victim)])])
                victim += 1
                hand = slot + 1 if slot + 1 < n_slots else 0
            else:
                slot = np.int64(take_slot(vacant))
            comer = v if side else u
            neuron[np.uintp(slot)] = comer
            slot_of[np.uintp(comer)] = slot
            mark[np.uintp(slot)] = 0  # clean
        slot_u = np.uintp(slot_of[np.uintp(u)])
        slot_v = np.uintp(slot_of[np.uintp(v)])
        mark[slot_u] = 4 * p | (mark[slot_u] & 1)
        mark[slot_v] = 4 * p + 3
        if last[np.uintp(u)] == p:
            mark[slot_u] = -1
            leave_slot(u, neuron, slot_of, vacant)
        if last[np.uintp(v)] == p:
            mark[slot_v] = -1
            leave_slot(v, neuron, slot_of, vacant)
    dirty = np.zeros(n_slots, np.bool_)
    next_use = np.full(n_slots, NEVER, np.int32)
    last_use = np.full(n_slots, NEVER, np.int32)
    for i in range(n_slots):
        if mark[i] >= 0:
            used = np.uintp(mark[i] >> 2)
            nexts = (next_source[used], next_target[used])
            dirty[i] = mark[i] & 1 == 1
            last_use[i] = used
            next_use[i] = nexts[mark[i] >> 1 & 1]
    return neuron, dirty, next_use, last_use, hand
