"""Manual: the evictions are given; they are replayed, and each is checked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel
from ioviz.core.kernels.simulate.machine import (
    EVICT_WRITES,
    EVICTED,
    EVICTIONS,
    FAULT,
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

# What can be wrong with the eviction at POINTER.
FAULTLESS = 0
NEEDLESS = 1  # its step needs no eviction, or no further one
MISSING = 2  # an eviction is needed before its step
ABSENT = 3  # its neuron is not in fast memory
PROTECTED = 4  # its neuron takes part in the connection


@kernel
def run_manual(
    accesses: Int32,
    last: Int32,
    eviction_step: Int32,
    eviction_neuron: Int32,
    occupant: Int32,
    slot_of: Int32,
    vacant: Int64,
    mark: Int32,
    tally: Int64,
    start: int,
    stop: int,
    record: Recorder | None,
) -> int:
    """Process the connections at positions `start` to `stop` - 1 with the evictions given.

    `accesses` and `last` are from `find_accesses`; `slot_of` is -1 for a neuron that is not resident. The other arrays
    are those of the recorder, if any.
    Returns `stop`, or the position at which a fault was found; then ``tally[FAULT]`` is its kind.
    """
    free = tally[FREE]
    reads = tally[READS]
    evict_writes = tally[EVICT_WRITES]
    used = tally[POINTER]
    if record is not None:
        flags, victims, checkpoints, hands, shift, _, _, _, _ = record
        between = (1 << shift) - 1
        hand = tally[HAND]
    for p in range(start, stop):
        u = np.uintp(accesses[np.uintp(2 * p)])
        v = np.uintp(accesses[np.uintp(2 * p + 1)])
        if record is not None:
            if p & between == 0:
                save_checkpoint(checkpoints[p >> shift], occupant, mark)
                hands[p >> shift] = hand
            flag = 0
        source_dirty = np.int64(mark[u]) & 1 if slot_of[u] >= 0 else 0
        for side in range(2):
            neuron = v if side else u
            if slot_of[neuron] >= 0:
                continue
            reads += 1
            if record is not None:
                code = READ
            if free == 0:
                fault = FAULTLESS
                if used == eviction_step.size or eviction_step[used] > p:
                    fault = MISSING
                else:
                    victim = np.uintp(eviction_neuron[used])
                    if slot_of[victim] < 0:
                        fault = ABSENT
                    elif victim == (u if side else v):
                        fault = PROTECTED
                if fault != FAULTLESS:
                    tally[POINTER] = used
                    tally[FAULT] = fault
                    return p
                slot = np.int64(slot_of[victim])
                dirty = np.int64(mark[victim]) & 1
                evict_writes += dirty
                slot_of[victim] = -1
                if record is not None:
                    victims[used] = victim
                    hand = slot + 1 if slot + 1 < occupant.size else 0
                    code = EVICTED + int(dirty)
                used += 1
            else:
                free -= 1
                slot = np.int64(take_slot(vacant))
            if record is not None:
                if mark[neuron] >= 0:
                    code |= REREAD
                flag |= code << TARGET_SHIFT if side else code
            occupant[slot] = neuron
            slot_of[neuron] = slot
        if used < eviction_step.size and eviction_step[used] <= p:
            tally[POINTER] = used
            tally[FAULT] = NEEDLESS
            return p
        mark[u] = 4 * p | source_dirty
        mark[v] = 4 * p + 3
        if last[u] == p:
            free += 1
            leave_slot(u, occupant, slot_of, vacant)
        if last[v] == p:
            free += 1
            leave_slot(v, occupant, slot_of, vacant)
            if record is not None:
                flag |= OUTPUT_WRITE
        if record is not None:
            flags[p] = flag
    tally[FREE] = free
    tally[READS] = reads
    tally[EVICT_WRITES] = evict_writes
    tally[EVICTIONS] = used
    tally[POINTER] = used
    if record is not None:
        tally[HAND] = hand
    return stop
