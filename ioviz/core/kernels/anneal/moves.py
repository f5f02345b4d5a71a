"""Moving connections in the order of an annealing run, and taking the moves back.

Every move is a series of `relocate`: one connection, to right before or after another one. Each leaves a
topological order, and writes down what must be simulated again.
"""

from __future__ import annotations

import numpy as np

from ioviz.core.kernels.anneal.chain import (
    COMPLETE,
    END,
    FIRST,
    LRU,
    MIN,
    SLOTS,
    SPANS,
    STAMP,
    TURNS,
    WAKES,
    WOKEN,
    Chain,
    Int32,
    Int64,
)
from ioviz.core.kernels.jit import kernel
from ioviz.core.kernels.simulate.machine import Whole


@kernel
def begin(length: Int64) -> None:
    """Forget the last proposal."""
    for i in range(STAMP):
        length[i] = 0
    length[STAMP] += 1


@kernel
def wake_block(wake: Int32, block: Int64, length: Int64, b: Whole) -> None:
    """Note a block that must be simulated; the list stays ascending."""
    if block[b, WOKEN] == length[STAMP]:
        return
    block[b, WOKEN] = length[STAMP]
    i = length[WAKES]
    length[WAKES] = i + 1
    while i > 0 and wake[i - 1] > b:
        wake[i] = wake[i - 1]
        i -= 1
    wake[i] = b


@kernel
def note_use(
    use: Int32,
    neuron: Int32,
    wake: Int32,
    span: Int32,
    block: Int64,
    length: Int64,
    x: int,
    i: int,
    block_size: Whole,
    policy: Whole,
) -> None:
    """Note where entry `i`, about to go or just come, of neuron x's uses makes a difference to a policy.

    MIN looks at the next use: it differs between the use before this one and this one. LRU looks at the
    last use: from this one to the one after. And whichever the policy, a neuron that is not used again
    is dropped.
    """
    here = (use[i] >> 1) // block_size
    wake_block(wake, block, length, here)
    last = i + 1 == neuron[x, END]
    if i > neuron[x, FIRST] and (policy == MIN or last):
        before = (use[i - 1] >> 1) // block_size
        if before < here:
            wake_block(wake, block, length, before)
            n = length[SPANS]
            span[n, 0] = x
            span[n, 1] = before
            span[n, 2] = here
            length[SPANS] = n + 1
    if policy == LRU and not last:
        after = (use[i + 1] >> 1) // block_size
        if here < after:
            n = length[SPANS]
            span[n, 0] = x
            span[n, 1] = here
            span[n, 2] = after
            length[SPANS] = n + 1


@kernel
def write_slot(slot: Int32, connection: Int32, use: Int32, p: Whole, c: Whole) -> None:
    """Put a connection (or -1) into a slot."""
    slot[p] = c
    if c >= 0:
        use[connection[c, 2]] = 2 * p
        use[connection[c, 3]] = 2 * p + 1


@kernel
def turn(slot: Int32, connection: Int32, use: Int32, i: Whole, j: Whole) -> None:
    """Move entry `i` of the uses of a neuron to entry `j`; those between make way."""
    moved = use[i]
    step = 1 if j > i else -1
    while i != j:
        other = use[i + step]
        use[i] = other
        connection[slot[other >> 1], 2 + (other & 1)] = i
        i += step
    use[j] = moved
    connection[slot[moved >> 1], 2 + (moved & 1)] = j


@kernel
def sort_use(
    slot: Int32, connection: Int32, use: Int32, neuron: Int32, turn_log: Int32, length: Int64, c: Whole, role: Whole
) -> None:
    """Move the use of a moved connection to its place among its neuron's uses."""
    i = np.int64(connection[c, 2 + role])
    x = connection[c, role]
    moved = use[i]
    j = i
    while j + 1 < neuron[x, END] and use[j + 1] < moved:
        j += 1
    if j == i:
        while j > neuron[x, FIRST] and use[j - 1] > moved:
            j -= 1
    if j != i:
        turn(slot, connection, use, i, j)
        n = length[TURNS]
        turn_log[n, 0] = i
        turn_log[n, 1] = j
        length[TURNS] = n + 1


@kernel
def may_stand(connection: Int32, use: Int32, neuron: Int32, c: Whole, p: Whole, after: bool) -> bool:
    """Return whether the order stays topological with connection `c` right after (or before) slot `p`."""
    v = connection[c, 0]
    u = connection[c, 1]
    complete = neuron[u, COMPLETE]
    if complete > neuron[u, FIRST]:
        low = use[complete - 1] >> 1
        if p < low or (p == low and not after):
            return False
    needed = neuron[v, COMPLETE]
    if needed < neuron[v, END]:
        high = use[needed] >> 1
        if p > high or (p == high and after):
            return False
    return True


@kernel
def relocate(
    slot: Int32,
    connection: Int32,
    use: Int32,
    neuron: Int32,
    slot_log: Int32,
    turn_log: Int32,
    wake: Int32,
    span: Int32,
    block: Int64,
    length: Int64,
    c: Whole,
    anchor: Whole,
    after: bool,
    block_size: Whole,
    policy: Whole,
) -> Whole:
    """Move connection `c` to right after (or before) connection `anchor`.

    Returns 1 if it was moved; 0 if it is not allowed there; -1 if there is no free slot.
    """
    at = use[connection[anchor, 2]] >> 1
    if c == anchor or not may_stand(connection, use, neuron, c, at, after):
        return 0
    if (
        length[SLOTS] + block_size + 2 > slot_log.shape[0]
        or length[TURNS] + 2 > turn_log.shape[0]
        or length[WAKES] + 8 > wake.size
        or length[SPANS] + 8 > span.shape[0]
    ):
        return -1
    low = at // block_size * block_size
    high = low + block_size
    old = use[connection[c, 2]] >> 1
    # The nearest free slot of the anchor's block; the one that c leaves is free.
    right = at + 1
    while right < high and slot[right] >= 0 and right != old:
        right += 1
    left = at - 1
    while left >= low and slot[left] >= 0 and left != old:
        left -= 1
    if right == high and left < low:
        return -1
    for role in range(2):
        x = connection[c, role]
        i = connection[c, 2 + role]
        note_use(use, neuron, wake, span, block, length, x, i, block_size, policy)
    n = length[SLOTS]
    slot_log[n, 0] = old
    slot_log[n, 1] = c
    slot[old] = -1
    n += 1
    if right < high and (left < low or right - at <= at - left):
        step = -1
        p = right
        q = at + 1 if after else at
    else:
        step = 1
        p = left
        q = at if after else at - 1
    while p != q:
        slot_log[n, 0] = p
        slot_log[n, 1] = slot[p]
        write_slot(slot, connection, use, p, np.int64(slot[p + step]))
        n += 1
        p += step
    slot_log[n, 0] = q
    slot_log[n, 1] = slot[q]
    write_slot(slot, connection, use, q, c)
    length[SLOTS] = n + 1
    for role in range(2):
        sort_use(slot, connection, use, neuron, turn_log, length, c, role)
        x = connection[c, role]
        i = connection[c, 2 + role]
        note_use(use, neuron, wake, span, block, length, x, i, block_size, policy)
    return 1


@kernel
def undo(slot: Int32, connection: Int32, use: Int32, slot_log: Int32, turn_log: Int32, length: Int64) -> None:
    """Take back all moves of the proposal; what they had written takes the place of what they overwrote."""
    for n in range(length[TURNS] - 1, -1, -1):
        turn(slot, connection, use, np.int64(turn_log[n, 1]), np.int64(turn_log[n, 0]))
    for n in range(length[SLOTS] - 1, -1, -1):
        p = np.int64(slot_log[n, 0])
        c = np.int64(slot_log[n, 1])
        slot_log[n, 1] = slot[p]
        write_slot(slot, connection, use, p, c)


@kernel
def redo(slot: Int32, connection: Int32, use: Int32, slot_log: Int32, turn_log: Int32, length: Int64) -> None:
    """Make the moves again that `undo` has taken back."""
    for n in range(length[SLOTS]):
        p = np.int64(slot_log[n, 0])
        c = np.int64(slot_log[n, 1])
        slot_log[n, 1] = slot[p]
        write_slot(slot, connection, use, p, c)
    for n in range(length[TURNS]):
        turn(slot, connection, use, np.int64(turn_log[n, 0]), np.int64(turn_log[n, 1]))


@kernel
def relocate_in(chain: Chain, c: Whole, anchor: Whole, after: bool, block_size: Whole, policy: Whole) -> Whole:
    """Call `relocate` with the arrays of `chain`."""
    return relocate(
        chain.slot, chain.connection, chain.use, chain.neuron, chain.slot_log, chain.turn_log, chain.wake,
        chain.span, chain.block, chain.length, c, anchor, after, block_size, policy,
    )  # fmt: skip
