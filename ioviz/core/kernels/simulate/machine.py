"""What the kernels of all policies share: the state of the machine between chunks, and the recorder.

A policy kernel processes the connections ``start`` to ``stop - 1`` of an order and leaves its state in
arrays, so that a run may be cut into chunks anywhere. Given a `Recorder` it also notes what it does;
given None in its place numba leaves all of that out of the machine code.

Accesses are numbered: the source of the connection at position p is access 2p, its target 2p + 1. What is
known of a neuron is one int32, its *mark*: ``access << 1 | dirty`` of its last access, -1 before its first.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.bits import ONE, lowest_bit
from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Whole = int | np.integer[Any]
"""A whole number, in Python or from an array."""

# The tally: int64[TALLY], what a policy carries from chunk to chunk besides its own arrays.
FREE = 0  # slots that are free
READS = 1  # first reads and re-reads of neurons
EVICT_WRITES = 2
EVICTIONS = 3
POINTER = 4  # MIN: the topmost root word; LRU: the oldest access; manual: evictions used
FAULT = 5  # manual: what is wrong with the eviction at POINTER
HAND = 6  # the slot after the one that was emptied last: the hand of RR; under the others only while recording
TALLY = 7

# A flag byte per connection: three bits for its source, three for its target, and one.
READ = 1  # the value was read, into a free slot
EVICTED = 2  # the value was read, and a clean one was evicted for it; with READ as well: a dirty one
REREAD = 4  # the value was not read for the first time
TARGET_SHIFT = 3  # the same three bits, for the target
OUTPUT_WRITE = 64  # the target is an output; it was written and dropped


class Recorder(NamedTuple):
    """What a policy kernel writes when a trace is recorded.

    Attributes
    ----------
    flags : uint8[W]
        What happened at each connection, see the constants above.
    victims : int32[at least the evictions of the chunk more than so far]
        The evicted neurons, in the order in which they were evicted.
    checkpoints : int32[C, K]
        The marks by slot (-1: free) before the connections 0, 2**shift, 2 * 2**shift, ...
    hands : int32[C]
        At each checkpoint, the slot after the one that was emptied last.
    shift : int
    occupant : int32[K]
        The neuron in each slot, -1 where it is free.
    slot_of : int32[N]
        The slot of each resident neuron; meaningless for the others.
    vacant : int64[K / 64 + 1]
        A bit a slot: free.
    mark : int32[N]
        The mark of each neuron.
    """

    flags: NDArray[np.uint8]
    victims: Int32
    checkpoints: Int32
    hands: Int32
    shift: int
    occupant: Int32
    slot_of: Int32
    vacant: Int64
    mark: Int32


@kernel
def all_vacant(n_slots: int) -> Int64:
    """Return a word set with a bit for each of `n_slots` free slots."""
    vacant = np.zeros(n_slots // 64 + 1, np.int64)
    for slot in range(n_slots):
        vacant[slot >> 6] |= ONE << (slot & 63)
    return vacant


@kernel
def take_slot(vacant: Int64) -> Whole:
    """Take the lowest-numbered free slot; there has to be one."""
    i = 0
    while vacant[i] == 0:
        i += 1
    word = vacant[i]
    vacant[i] = word & (word - 1)
    first: Whole = i * 64 + lowest_bit(word)
    return first


@kernel
def leave_slot(neuron: Whole, occupant: Int32, slot_of: Int32, vacant: Int64) -> None:
    """Free the slot of a neuron that is dropped."""
    i = slot_of[neuron]
    slot_of[neuron] = -1
    occupant[i] = -1
    vacant[i >> 6] |= ONE << (i & 63)


@kernel
def save_checkpoint(marks: Int32, occupant: Int32, mark: Int32) -> None:
    """Write the mark of each slot's neuron to `marks`."""
    for i in range(occupant.size):
        neuron = occupant[i]
        marks[i] = mark[neuron] if neuron >= 0 else -1
