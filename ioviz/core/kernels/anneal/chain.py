"""The annealer's state: an order with free slots, and its simulation, kept block by block.

The order lies in slots, in blocks of equal size with some slots free (-1), so that a connection moves by
shifting a few others inside one block. The state of the fast memory is kept at the start of every block,
and the I/Os of each block: a proposal simulates only the blocks in which something can change
(`anneal_evaluate`). Only the order of the slots matters to a policy.

A *use* is ``2 * slot + role``, role 0 for the target of the connection in that slot and 1 for its source:
the number by which MIN compares next uses, ties included. The uses of each neuron lie in an ascending
list, incoming connections first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

MIN, LRU, RR = 0, 1, 2
FIRST, COMPLETE, END, SEAT = 0, 1, 2, 3
"""Columns of `Chain.neuron`."""
COUNT, HAND, HASH = 0, 1, 2
"""Entries of a register: residents, the hand of RR, exclusive or of the residents' hash keys."""
KEPT, NEW = 0, 1
"""What is true of the current order, and of the one proposed."""
WOKEN, TOUCHED, CHANGED = 0, 1, 2
"""Columns of `Chain.block`."""
SLOTS, TURNS, WAKES, SPANS, BLOCKS, STAMP = 0, 1, 2, 3, 4, 5
"""Entries of `Chain.length`."""
NO_SEAT = -1


class Chain(NamedTuple):
    """All arrays of one annealing run.

    Attributes
    ----------
    slot : int32[n_blocks * block_size]
        The connection in each slot, -1 for a free one.
    connection : int32[W, 4]
        Target, source, and the indices of their entries in `use` for this connection.
    use : int32[2 W]
        The uses of all neurons, one ascending list after another.
    neuron : int32[N, 4]
        Where the neuron's list in `use` begins, where its outgoing ones begin, where it ends; and its
        seat in the machine, -1 if it is not there.
    hash_key : int64[2 N]
        A random number for each 2 * neuron + dirty.
    key : int32[K], seat : int32[K, 2], register : int64[3]
        The machine that simulates. By seat (a slot of fast memory; slots are here those of the order): the number
        of which MIN evicts the largest and LRU the smallest; 2 * neuron + dirty (-1: free), and the index of the
        neuron's next use.
    seats : int32[2, n_blocks + 1, K, 2], registers : int64[2, n_blocks + 1, 3]
        The machine's state at the start of each block, kept and new. The next use is a hint.
    ios : int32[2, n_blocks, 2]
        Reads and eviction writes of each block, kept and new.
    block : int64[n_blocks + 2, 3]
        The number of the last proposal that woke it; the list of the blocks simulated for this one;
        whether the state at its start became another one.
    slot_log : int32[capacity, 2]
        The slots that a proposal wrote to, and what was in them.
    turn_log : int32[capacity, 2]
        The entries of `use` from which and to which it moved a use.
    wake : int32[capacity]
        The blocks that must be simulated, ascending.
    span : int32[capacity, 3]
        Neuron, first and last block between which its key may differ from what it was.
    members : int32[capacity]
        Connections that a move is about.
    length : int64[6]
        How many entries of each list count; the number of the proposal.
    """

    slot: Int32
    connection: Int32
    use: Int32
    neuron: Int32
    hash_key: Int64
    key: Int32
    seat: Int32
    register: Int64
    seats: Int32
    registers: Int64
    ios: Int32
    block: Int64
    slot_log: Int32
    turn_log: Int32
    wake: Int32
    span: Int32
    members: Int32
    length: Int64


@kernel
def simulate_block(
    slot: Int32,
    connection: Int32,
    use: Int32,
    neuron: Int32,
    hash_key: Int64,
    key: Int32,
    seat: Int32,
    register: Int64,
    start: int,
    end: int,
    policy: int,
    ios: Int32,
) -> None:
    """Simulate the connections of a run of slots from the machine's state on.

    Writes the number of reads (first reads too) and of eviction writes to `ios`.
    """
    n_seats = key.size
    count = register[COUNT]
    hand = register[HAND]
    state = register[HASH]
    reads = 0
    writes = 0
    for p in range(start, end):
        c = slot[p]
        if c < 0:
            continue
        # The number of this use: the ends of the current connection are not evicted for each other.
        first_key = 2 * p + 1 if policy == MIN else 2 * p
        second_key = 2 * p if policy == MIN else 2 * p + 1
        k_other = neuron[connection[c, 0], SEAT]
        if k_other >= 0:
            key[k_other] = second_key
        k_u = 0
        k_v = 0
        for role in range(1, -1, -1):  # the source first
            x = connection[c, role]
            k = neuron[x, SEAT]
            if k < 0:
                reads += 1
                if count < n_seats:
                    k = count
                    if policy == RR:
                        k = 0
                        while seat[k, 0] >= 0:
                            k += 1
                    count += 1
                else:
                    if policy == MIN:
                        best = key[0]
                        for i in range(1, n_seats):
                            best = max(best, key[i])
                        y = connection[slot[best >> 1], best & 1]
                        k = neuron[y, SEAT]
                    elif policy == LRU:
                        best = key[0]
                        for i in range(1, n_seats):
                            best = min(best, key[i])
                        y = connection[slot[best >> 1], 1 - (best & 1)]
                        k = neuron[y, SEAT]
                    else:
                        protected = connection[c, 1 - role]
                        if seat[hand, 0] >> 1 == protected:
                            hand = hand + 1 if hand + 1 < n_seats else 0
                        k = hand
                        hand = hand + 1 if hand + 1 < n_seats else 0
                    left = seat[k, 0]
                    writes += left & 1
                    state ^= hash_key[left]
                    neuron[left >> 1, SEAT] = -1
                seat[k, 0] = 2 * x
                neuron[x, SEAT] = k
                state ^= hash_key[2 * x]
            if role == 1:
                k_u = k
                key[k] = first_key
            else:
                k_v = k
                key[k] = second_key
        v = connection[c, 0]
        u = connection[c, 1]
        if seat[k_v, 0] & 1 == 0:
            state ^= hash_key[2 * v] ^ hash_key[2 * v + 1]
            seat[k_v, 0] = 2 * v + 1
        i_u = connection[c, 3] + 1
        i_v = connection[c, 2] + 1
        if i_u < neuron[u, END]:
            seat[k_u, 1] = i_u
            if policy == MIN:
                key[k_u] = use[i_u]
        else:
            state ^= hash_key[seat[k_u, 0]]
            neuron[u, SEAT] = -1
            count -= 1
            if policy != RR and k_u != count:
                seat[k_u, 0] = seat[count, 0]
                seat[k_u, 1] = seat[count, 1]
                key[k_u] = key[count]
                neuron[seat[k_u, 0] >> 1, SEAT] = k_u
                if k_v == count:
                    k_v = k_u
                seat[count, 0] = NO_SEAT
            else:
                seat[k_u, 0] = NO_SEAT
        if i_v < neuron[v, END]:
            seat[k_v, 1] = i_v
            if policy == MIN:
                key[k_v] = use[i_v]
        else:
            state ^= hash_key[2 * v + 1]
            neuron[v, SEAT] = -1
            count -= 1
            if policy != RR and k_v != count:
                seat[k_v, 0] = seat[count, 0]
                seat[k_v, 1] = seat[count, 1]
                key[k_v] = key[count]
                neuron[seat[k_v, 0] >> 1, SEAT] = k_v
                seat[count, 0] = NO_SEAT
            else:
                seat[k_v, 0] = NO_SEAT
    register[COUNT] = count
    register[HAND] = hand
    register[HASH] = state
    ios[0] = reads
    ios[1] = writes


@kernel
def restore(
    slot: Int32,
    connection: Int32,
    use: Int32,
    neuron: Int32,
    key: Int32,
    seat: Int32,
    register: Int64,
    kept_seats: Int32,
    kept_register: Int64,
    start: int,
    policy: int,
) -> None:
    """Restore the machine to the state kept for the block that starts at slot `start`."""
    n_seats = key.size
    occupied = n_seats if policy == RR else register[COUNT]
    for k in range(occupied):
        if seat[k, 0] >= 0:
            neuron[seat[k, 0] >> 1, SEAT] = -1
            seat[k, 0] = NO_SEAT
    count = kept_register[COUNT]
    for k in range(3):
        register[k] = kept_register[k]
    if policy == RR:
        for k in range(n_seats):
            entry = kept_seats[k, 0]
            seat[k, 0] = entry
            if entry >= 0:
                neuron[entry >> 1, SEAT] = k
        return
    now = 2 * start
    for k in range(count):
        entry = kept_seats[k, 0]
        x = entry >> 1
        seat[k, 0] = entry
        neuron[x, SEAT] = k
        # The hint may be off by the moves made since it was written.
        i = kept_seats[k, 1]
        while i > neuron[x, FIRST] and use[i - 1] >= now:
            i -= 1
        while use[i] < now:
            i += 1
        seat[k, 1] = i
        if policy == MIN:
            key[k] = use[i]
        else:
            key[k] = use[i - 1] ^ 1  # LRU: the source is used before the target


@kernel
def is_kept(neuron: Int32, seat: Int32, register: Int64, kept_seats: Int32, kept_register: Int64, policy: int) -> bool:
    """Return whether the machine is in a kept state: by hash, then by content."""
    count = register[COUNT]
    if count != kept_register[COUNT] or register[HASH] != kept_register[HASH]:
        return False
    if policy == RR:
        if register[HAND] != kept_register[HAND]:
            return False
        for k in range(seat.shape[0]):  # noqa: SIM110 - no generators in kernels
            if seat[k, 0] != kept_seats[k, 0]:
                return False
        return True
    for k in range(count):
        entry = kept_seats[k, 0]
        i = neuron[entry >> 1, SEAT]
        if i < 0 or seat[i, 0] != entry:
            return False
    return True


@kernel
def write_state(seat: Int32, register: Int64, to_seats: Int32, to_register: Int64, policy: int) -> None:
    """Write a state of the machine down."""
    for k in range(3):
        to_register[k] = register[k]
    n = seat.shape[0] if policy == RR else register[COUNT]
    for k in range(n):
        to_seats[k, 0] = seat[k, 0]
        to_seats[k, 1] = seat[k, 1]


@kernel
def lay_out(chain: Chain, order: Int32, block_size: int, policy: int) -> tuple[int, int]:
    """Spread an order evenly over the blocks, simulate all of it and keep every state.

    Returns its reads (first reads too) and its eviction writes.
    """
    n_blocks = chain.ios.shape[1]
    n = order.size
    slot, connection, use, neuron = chain.slot, chain.connection, chain.use, chain.neuron
    slot[:] = -1
    fill = neuron[:, FIRST].copy()
    b = 0
    low = 0
    high = (n + n_blocks - 1) // n_blocks
    for i in range(n):
        # Block b holds the connections from b n / n_blocks on, each as far from the next as can be.
        while i >= high:
            b += 1
            low = high
            high = ((b + 1) * n + n_blocks - 1) // n_blocks
        p = b * block_size + ((i - low) * block_size) // (high - low)
        c = order[i]
        slot[p] = c
        for role in range(2):
            x = connection[c, role]
            use[fill[x]] = 2 * p + role
            connection[c, 2 + role] = fill[x]
            fill[x] += 1
    reads = 0
    writes = 0
    start = 0
    restore(
        slot, connection, use, neuron, chain.key, chain.seat, chain.register,
        chain.seats[KEPT, 0], chain.registers[KEPT, 0], start, policy,
    )  # fmt: skip
    for b in range(n_blocks):
        start = b * block_size
        simulate_block(
            slot, connection, use, neuron, chain.hash_key, chain.key, chain.seat, chain.register,
            start, start + block_size, policy, chain.ios[KEPT, b],
        )  # fmt: skip
        reads += chain.ios[KEPT, b, 0]
        writes += chain.ios[KEPT, b, 1]
        write_state(chain.seat, chain.register, chain.seats[KEPT, b + 1], chain.registers[KEPT, b + 1], policy)
    return reads, writes


@kernel
def extract(slot: Int32, order: Int32) -> None:
    """Write the order that lies in the slots."""
    i = 0
    for p in range(slot.size):
        if slot[p] >= 0:
            order[i] = slot[p]
            i += 1
