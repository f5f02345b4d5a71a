"""Round robin: a hand goes around the slots and evicts the first neuron that is not protected."""

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


@kernel
def run_rr(
    accesses: Int32,
    last: Int32,
    occupant: Int32,
    slot_of: Int32,
    vacant: Int64,
    mark: Int32,
    tally: Int64,
    start: int,
    stop: int,
    record: Recorder | None,
) -> None:
    """Process the connections at positions `start` to `stop` - 1 under RR; see `machine` for the other parameters.

    `accesses` and `last` are from `find_accesses`; `slot_of` is -1 for a neuron that is not resident. The other arrays
    are those of the recorder, if any.
    """
    free = tally[FREE]
    reads = tally[READS]
    evict_writes = tally[EVICT_WRITES]
    evictions = tally[EVICTIONS]
    hand = tally[HAND]
    n_slots = occupant.size
    if record is not None:
        flags, victims, checkpoints, hands, shift, _, _, _, _ = record
        between = (1 << shift) - 1
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
                slot = hand
                victim = np.uintp(occupant[np.uintp(slot)])
                if victim == (u if side else v):
                    slot = slot + 1 if slot + 1 < n_slots else 0
                    victim = np.uintp(occupant[np.uintp(slot)])
                hand = slot + 1 if slot + 1 < n_slots else 0
                dirty = np.int64(mark[victim]) & 1
                evict_writes += dirty
                slot_of[victim] = -1
                if record is not None:
                    victims[evictions] = victim
                    evictions += 1
                    code = EVICTED + int(dirty)
            else:
                free -= 1
                slot = np.int64(take_slot(vacant))
            if record is not None:
                if mark[neuron] >= 0:
                    code |= REREAD
                flag |= code << TARGET_SHIFT if side else code
            occupant[np.uintp(slot)] = neuron
            slot_of[neuron] = slot
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
    tally[EVICTIONS] = evictions
    tally[HAND] = hand
