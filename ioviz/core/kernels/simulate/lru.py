"""LRU: evict the neuron whose last use lies farthest back.

There is no list to keep: the accesses of the order are the queue. A pointer walks over them from the oldest
on; an access counts only if it is still the last one of its neuron. What lies before the pointer has left
fast memory, so a neuron is resident exactly when its last access does not. Each access is passed once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel
from ioviz.core.kernels.simulate.machine import (
    EVICT_WRITES,
    EVICTED,
    EVICTIONS,
    FREE,
    HAND,
    OUTPUT_WRITE,
    POINTER,
    READ,
    READS,
    REREAD,
    TARGET_SHIFT,
    Recorder,
    leave_slot,
    save_checkpoint,
    take_slot,
)

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

GONE = -3
"""The mark of a neuron that was dropped: the mark of no access."""


@kernel
def run_lru(
    accesses: Int32,
    last: Int32,
    mark: Int32,
    tally: Int64,
    start: int,
    stop: int,
    record: Recorder | None,
) -> None:
    """Process the connections at positions `start` to `stop` - 1 under LRU; see `machine` for the other parameters.

    `accesses` and `last` are from `find_accesses`; `mark` is the mark of each neuron (the recorder's, if any).
    """
    free = tally[FREE]
    reads = tally[READS]
    evict_writes = tally[EVICT_WRITES]
    evictions = tally[EVICTIONS]
    oldest = tally[POINTER]  # an access
    if record is not None:
        flags, victims, checkpoints, hands, shift, occupant, slot_of, vacant, _ = record
        between = (1 << shift) - 1
        hand = tally[HAND]
    for p in range(start, stop):
        u = np.uintp(accesses[np.uintp(2 * p)])
        v = np.uintp(accesses[np.uintp(2 * p + 1)])
        mark_u = np.int64(mark[u])
        mark_v = np.int64(mark[v])
        if record is not None:
            if p & between == 0:
                save_checkpoint(checkpoints[p >> shift], occupant, mark)
                hands[p >> shift] = hand
            flag = 0
        oldest_mark = 2 * oldest
        source_dirty = mark_u & 1 if mark_u >= oldest_mark else 0
        # The latest uses of all, from now on: neither end is evicted for the other.
        mark[u] = 4 * p | source_dirty
        mark[v] = 4 * p + 3
        for side in range(2):
            before = mark_v if side else mark_u
            if before >= oldest_mark:
                continue
            reads += 1
            if record is not None:
                code = READ
            if free == 0:
                while True:
                    victim = np.uintp(accesses[np.uintp(oldest)])
                    mark_victim = np.int64(mark[victim])
                    oldest += 1
                    if mark_victim >> 1 == oldest - 1:
                        break
                evict_writes += mark_victim & 1
                if record is not None:
                    victims[evictions] = victim
                    evictions += 1
                    slot = np.int64(slot_of[victim])
                    hand = slot + 1 if slot + 1 < occupant.size else 0
                    code = EVICTED + int(mark_victim & 1)
            else:
                free -= 1
                if record is not None:
                    slot = np.int64(take_slot(vacant))
            if record is not None:
                neuron = v if side else u
                if before != -1:
                    code |= REREAD
                occupant[slot] = neuron
                slot_of[neuron] = slot
                flag |= code << TARGET_SHIFT if side else code
        if last[u] == p:
            mark[u] = GONE
            free += 1
            if record is not None:
                leave_slot(u, occupant, slot_of, vacant)
        if last[v] == p:
            mark[v] = GONE
            free += 1
            if record is not None:
                leave_slot(v, occupant, slot_of, vacant)
                flag |= OUTPUT_WRITE
        if record is not None:
            flags[p] = flag
    tally[FREE] = free
    tally[READS] = reads
    tally[EVICT_WRITES] = evict_writes
    tally[EVICTIONS] = evictions
    tally[POINTER] = oldest
    if record is not None:
        tally[HAND] = hand
