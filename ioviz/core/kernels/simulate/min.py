"""MIN: evict the neuron whose next use lies farthest ahead.

The resident neurons are a set of bits, one for each next use, so the victim is the highest bit set and a
hit is a bit at the current position. A use of the connection at position q has bit 2q + 1 if it is its
source, 2q if it is its target: bits are distinct, and of the two ends of one connection the source goes
first, as the model wants. Bits at or below the current position are never cleared: a resident that is not
protected has a higher one. A tree of words over words (64-ary, three levels, then a pointer over the roots)
finds the highest bit in a few steps, whatever M is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.bits import ONE, highest_bit
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


class NextUses(NamedTuple):
    """The next uses of the resident neurons, and which of them are of dirty neurons.

    Attributes
    ----------
    leaves : int64[2 * L]
        Words in pairs: a bit for each next use, then the same bits for those of dirty neurons.
    branches, roots : int64[L / 64], int64[L / 4096]
        A bit for each pair of leaves, for each branch, that may hold a next use.
    """

    leaves: Int64
    branches: Int64
    roots: Int64


def no_next_uses(n_connections: int) -> NextUses:
    """Empty fast memory: no bit set, 2.03 bits a connection twice."""
    leaves = (2 * n_connections >> 6) + 1
    branches = (leaves >> 6) + 1
    roots = (branches >> 6) + 1
    return NextUses(np.zeros(2 * leaves, np.int64), np.zeros(branches, np.int64), np.zeros(roots, np.int64))


@kernel
def mark_completions(complete: Int32, n_connections: int) -> Int64:
    """Return the positions `complete` at which neurons get their last incoming connection, a bit each."""
    completing = np.zeros((n_connections >> 6) + 1, np.int64)
    for neuron in range(complete.size):
        p = complete[neuron]
        if p >= 0:
            completing[p >> 6] |= ONE << (p & 63)
    return completing


@kernel
def run_min(
    accesses: Int32,
    next_source: Int32,
    next_target: Int32,
    completing: Int64,
    nexts: NextUses,
    tally: Int64,
    start: int,
    stop: int,
    record: Recorder | None,
) -> None:
    """Process the connections at positions `start` to `stop` - 1 under MIN; see `machine` for the other parameters.

    `accesses`, from `find_accesses`, is looked at only if there is a recorder.
    """
    n = next_source.size
    leaves, branches, roots = nexts
    free = tally[FREE]
    reads = tally[READS]
    evict_writes = tally[EVICT_WRITES]
    evictions = tally[EVICTIONS]
    top = tally[POINTER]
    if record is not None:
        flags, victims, checkpoints, hands, shift, occupant, slot_of, vacant, mark = record
        between = (ONE << shift) - 1
        hand = tally[HAND]
    for p in range(start, stop):
        leaf = np.uintp(p >> 5 << 1)
        pair = leaves[leaf] >> (2 * p & 63) & 3  # bit 1: the source is resident; bit 0: the target is
        source_dirty = leaves[leaf + np.uintp(1)] >> (2 * p + 1 & 63) & pair >> 1
        if record is not None:
            if p & between == 0:
                save_checkpoint(checkpoints[p >> shift], occupant, mark)
                hands[p >> shift] = hand
            u = np.uintp(accesses[np.uintp(2 * p)])
            v = np.uintp(accesses[np.uintp(2 * p + 1)])
            flag = OUTPUT_WRITE if next_target[p] == n else 0
        for side in range(2):
            if pair >> (1 - side) & 1:
                continue
            reads += 1
            evicted = free == 0
            if record is not None:
                code = READ
            if evicted:
                while roots[np.uintp(top)] == 0:
                    top -= 1
                root = roots[np.uintp(top)]
                bit2 = highest_bit(root)
                i1 = top * 64 + bit2
                branch = branches[np.uintp(i1)]
                bit1 = highest_bit(branch)
                i0 = np.uintp((i1 * 64 + bit1) * 2)
                word = leaves[i0]
                bit0 = highest_bit(word)
                dirty = leaves[i0 + np.uintp(1)] >> bit0 & 1
                word ^= ONE << bit0
                leaves[i0] = word
                if word == 0:
                    branch ^= ONE << bit1
                    branches[np.uintp(i1)] = branch
                    if branch == 0:
                        roots[np.uintp(top)] = root ^ ONE << bit2
                evict_writes += dirty
                if record is not None:
                    victim = np.uintp(accesses[np.uintp((i1 * 64 + bit1) * 64 + bit0 ^ 1)])
                    victims[evictions] = victim
                    evictions += 1
                    slot = np.int64(slot_of[victim])
                    hand = slot + 1 if slot + 1 < occupant.size else 0
                    code = EVICTED + int(dirty)
            else:
                free -= 1
                if record is not None:
                    slot = np.int64(take_slot(vacant))
            if record is not None:
                neuron = v if side else u
                if mark[neuron] >= 0:
                    code |= REREAD
                occupant[slot] = neuron
                slot_of[neuron] = slot
                flag |= code << TARGET_SHIFT if side else code
        q = np.int64(next_source[p])
        if q < n:
            i = q >> 5
            leaves[np.uintp(2 * i)] |= ONE << (2 * q + 1 & 63)
            leaves[np.uintp(2 * i + 1)] |= source_dirty << (2 * q + 1 & 63)
            branches[np.uintp(i >> 6)] |= ONE << (i & 63)
            roots[np.uintp(i >> 12)] |= ONE << (i >> 6 & 63)
            top = max(top, i >> 12)
        else:
            free += 1
            if record is not None:
                leave_slot(u, occupant, slot_of, vacant)
        q = np.int64(next_target[p])
        if q < n:
            i = q >> 5
            # From its last incoming connection on a neuron takes part as a source only.
            bit = ONE << ((2 * q & 63) + (completing[np.uintp(p >> 6)] >> (p & 63) & 1))
            leaves[np.uintp(2 * i)] |= bit
            leaves[np.uintp(2 * i + 1)] |= bit
            branches[np.uintp(i >> 6)] |= ONE << (i & 63)
            roots[np.uintp(i >> 12)] |= ONE << (i >> 6 & 63)
            top = max(top, i >> 12)
        else:
            free += 1
            if record is not None:
                leave_slot(v, occupant, slot_of, vacant)
        if record is not None:
            mark[u] = 4 * p | source_dirty
            mark[v] = 4 * p + 3
            flags[p] = flag
    tally[FREE] = free
    tally[READS] = reads
    tally[EVICT_WRITES] = evict_writes
    tally[EVICTIONS] = evictions
    tally[POINTER] = top
    if record is not None:
        tally[HAND] = hand
