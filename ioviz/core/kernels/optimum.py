"""Best-first search for the least I/Os of a small network over all orders and all evictions.

A state is three words of 64 bits: the connections processed, the neurons resident, and which of
these are dirty. States are kept in arrays that the caller owns and grows; a hash table with
linear probing finds them, and a linked list per estimated cost orders the ones still open.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

# Fields of the array `counters`: what the search has to remember between two calls.
N_STATES = 0
N_ENTRIES = 1
LEVEL = 2
N_EXPANDED = 3
GOAL = 4
UPPER = 5
N_COUNTERS = 6

# The return codes of `expand`.
CONTINUE = 0
SOLVED = 1
EXHAUSTED = 2
FULL = 3

NO_VICTIM = 255

Word = np.uint64
Words = NDArray[np.uint64]
Int16 = NDArray[np.int16]
Int64 = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@kernel
def _popcount(word: Word) -> int:
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int(np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56)))


@kernel
def _bit(index: int) -> Word:
    return np.uint64(1) << np.uint64(index)


@kernel
def _settle(
    done: Word, resident: Word, dirty: Word, source: Int64, target: Int64, in_mask: Words, both_mask: Words
) -> tuple[Word, Word, Word]:
    """Process what costs nothing and can only help, and drop what is no longer live.

    A connection whose two ends are resident, whose source is final and whose target is dirty
    already changes nothing but the set of processed connections: doing it at once is never worse.
    """
    zero = np.uint64(0)
    changed = True
    while changed:
        changed = False
        for c in range(source.shape[0]):
            if done & _bit(c) != zero:
                continue
            u = source[c]
            v = target[c]
            if resident & _bit(u) != zero and dirty & _bit(v) != zero and in_mask[u] & ~done == zero:
                done |= _bit(c)
                changed = True
    for n in range(in_mask.shape[0]):
        if resident & _bit(n) != zero and both_mask[n] & ~done == zero:
            resident &= ~_bit(n)
            dirty &= ~_bit(n)
    return done, resident, dirty


@kernel
def _remaining_cost(done: Word, resident: Word, source: Int64, target: Int64, both_mask: Words, n_slots: int) -> int:
    """A lower bound on the reads of neurons still to come.

    Every neuron that is not resident and has a connection left must be read once. And each
    connection that is not between two residents is processed after an arrival that found its
    other end resident: an arrival of a neuron serves at most as many connections as it has left,
    and at most n_slots - 1.
    """
    zero = np.uint64(0)
    absent = 0
    capacity = 0
    for n in range(both_mask.shape[0]):
        left = both_mask[n] & ~done
        if left != zero and resident & _bit(n) == zero:
            absent += 1
            capacity += min(_popcount(left), n_slots - 1)
    needed = 0
    for c in range(source.shape[0]):
        if done & _bit(c) == zero and not (resident & _bit(source[c]) != zero and resident & _bit(target[c]) != zero):
            needed += 1
    if needed > capacity:
        absent += (needed - capacity + n_slots - 2) // (n_slots - 1)
    return absent


@kernel
def _slot(done: Word, resident: Word, dirty: Word, states: Words, table: Int64) -> int:
    """Where the state stands in the hash table, or the free slot where it would."""
    word = done * np.uint64(0x9E3779B97F4A7C15)
    word ^= (resident + np.uint64(0x7F4A7C15)) * np.uint64(0xC2B2AE3D27D4EB4F)
    word ^= (dirty + np.uint64(0x165667B1)) * np.uint64(0x165667B19E3779F9)
    word ^= word >> np.uint64(29)
    word *= np.uint64(0xBF58476D1CE4E5B9)
    word ^= word >> np.uint64(32)
    mask = table.shape[0] - 1
    slot = int(np.int64(word & np.uint64(mask)))
    while table[slot] >= 0:
        k = table[slot]
        if states[k, 0] == done and states[k, 1] == resident and states[k, 2] == dirty:
            return slot
        slot = (slot + 1) & mask
    return slot


@kernel
def rehash(states: Words, n_states: int, table: Int64) -> None:
    """Enter the first `n_states` states into an empty `table` (all -1)."""
    for k in range(n_states):
        table[_slot(states[k, 0], states[k, 1], states[k, 2], states, table)] = k


@kernel
def _open_state(
    done: Word, resident: Word, dirty: Word, cost: int, parent: int, action: Bytes,
    source: Int64, target: Int64, both_mask: Words, n_slots: int,
    states: Words, costs: Int16, parents: Int64, actions: Bytes,
    table: Int64, entries: Int64, heads: Int64, counters: Int64,
) -> None:  # fmt: skip
    """Note a state reached at `cost`, unless it is known at no more, or cannot beat the best."""
    estimate = cost + _remaining_cost(done, resident, source, target, both_mask, n_slots)
    if estimate >= counters[UPPER]:
        return
    slot = _slot(done, resident, dirty, states, table)
    k = table[slot]
    if k < 0:
        k = counters[N_STATES]
        counters[N_STATES] += 1
        table[slot] = k
        states[k, 0] = done
        states[k, 1] = resident
        states[k, 2] = dirty
    elif costs[k] <= cost:
        return
    costs[k] = cost
    parents[k] = parent
    actions[k, 0] = action[0]
    actions[k, 1] = action[1]
    actions[k, 2] = action[2]
    e = counters[N_ENTRIES]
    counters[N_ENTRIES] += 1
    entries[e, 0] = k
    entries[e, 1] = cost
    entries[e, 2] = heads[estimate]
    heads[estimate] = e


@kernel
def start(
    source: Int64, target: Int64, in_mask: Words, both_mask: Words, n_slots: int,
    states: Words, costs: Int16, parents: Int64, actions: Bytes,
    table: Int64, entries: Int64, heads: Int64, counters: Int64,
) -> None:  # fmt: skip
    """Open the state before the first connection: nothing processed, nothing resident."""
    action = np.full(3, NO_VICTIM, np.uint8)
    zero = np.uint64(0)
    _open_state(
        zero, zero, zero, 0, -1, action, source, target, both_mask, n_slots,
        states, costs, parents, actions, table, entries, heads, counters,
    )  # fmt: skip


@kernel
def expand(
    n_expansions: int, source: Int64, target: Int64, in_mask: Words, both_mask: Words, n_slots: int,
    states: Words, costs: Int16, parents: Int64, actions: Bytes,
    table: Int64, entries: Int64, heads: Int64, counters: Int64,
) -> int:  # fmt: skip
    """Take up to `n_expansions` of the most promising open states and open what follows them.

    The caller makes sure that a whole expansion fits: `FULL` asks it to grow the arrays.
    """
    zero = np.uint64(0)
    n_connections = source.shape[0]
    n_neurons = in_mask.shape[0]
    all_done = ~zero if n_connections == 64 else _bit(n_connections) - np.uint64(1)
    action = np.empty(3, np.uint8)
    # A connection is opened once for every choice of at most two victims among the residents.
    most = n_connections * (1 + n_slots + n_slots * n_slots)
    for _ in range(n_expansions):
        while counters[LEVEL] < heads.shape[0] and heads[counters[LEVEL]] < 0:
            counters[LEVEL] += 1
        if counters[LEVEL] >= heads.shape[0] or counters[LEVEL] >= counters[UPPER]:
            return EXHAUSTED
        if (
            counters[N_STATES] + most > states.shape[0]
            or counters[N_ENTRIES] + most > entries.shape[0]
            or 2 * (counters[N_STATES] + most) > table.shape[0]
        ):
            return FULL
        e = heads[counters[LEVEL]]
        heads[counters[LEVEL]] = entries[e, 2]
        k = entries[e, 0]
        if entries[e, 1] != costs[k]:
            continue  # reached at less since
        done = states[k, 0]
        resident = states[k, 1]
        dirty = states[k, 2]
        cost = costs[k]
        if done == all_done:
            counters[GOAL] = k
            return SOLVED
        counters[N_EXPANDED] += 1
        n_resident = _popcount(resident)
        for c in range(n_connections):
            if done & _bit(c) != zero:
                continue
            u = source[c]
            v = target[c]
            if in_mask[u] & ~done != zero:
                continue
            ends = _bit(u) | _bit(v)
            missing = _popcount(ends & ~resident)
            n_victims = int(max(0, n_resident + missing - n_slots))
            candidates = resident & ~ends
            if n_victims > _popcount(candidates):
                continue
            first_range = n_neurons if n_victims >= 1 else 1
            for a in range(first_range):
                if n_victims >= 1 and candidates & _bit(a) == zero:
                    continue
                second_range = n_neurons if n_victims >= 2 else a + 2
                for b in range(a + 1, second_range):
                    if n_victims >= 2 and candidates & _bit(b) == zero:
                        continue
                    out = zero
                    action[0] = c
                    action[1] = NO_VICTIM
                    action[2] = NO_VICTIM
                    if n_victims >= 1:
                        out |= _bit(a)
                        action[1] = a
                    if n_victims >= 2:
                        out |= _bit(b)
                        action[2] = b
                    new_done, new_resident, new_dirty = _settle(
                        done | _bit(c),
                        (resident & ~out) | ends,
                        (dirty & ~out) | _bit(v),
                        source, target, in_mask, both_mask,
                    )  # fmt: skip
                    _open_state(
                        new_done, new_resident, new_dirty,
                        cost + missing + _popcount(dirty & out), k, action,
                        source, target, both_mask, n_slots,
                        states, costs, parents, actions, table, entries, heads, counters,
                    )  # fmt: skip
    return CONTINUE
