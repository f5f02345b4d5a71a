"""Better orders by moving the stays of whole neurons: when each sum is opened, completed, and leaves.

Time is cut into slots. A sum stays from the slot in which it is *opened* to the one in which it is *completed*, and
its value is held on to the one in which it has *left*. A source that is read serves all sums that are open then.
So the least number of its reads, given all stays, is the least number of slots that meet the stays of all
sums that need it and were not opened while it was held: the greedy choice of the earliest completion, again
and again, finds it. A source that is no input costs one more for being written, if it is read at all.

This count stands for the I/Os of the order that `stays_to_order` makes: it is off by less than one in a
hundred, and costs a thousandth of a simulation.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

NEVER = np.int32(2**31 - 1)
SWAP_OPENINGS, SWAP_COMPLETIONS, SWAP_STAYS, SHIFT_OPENING, SHIFT_LEAVING, SHIFT_COMPLETION = range(6)
"""The kinds of moves."""
SHARES = (0.17, 0.34, 0.62, 0.78, 0.84)
"""Running sum of their shares, all but the last."""
REACH = 100
"""Neighbours up to so many ranks apart are swapped, and shifts go up to so many slots."""


class Stays(NamedTuple):
    """The stays of all neurons, and what is known of them.

    Attributes
    ----------
    opened, completed, left : int32[N]
        Slots; -1 for inputs.
    occupied : int32[slots]
        How many sums and held values there are in each slot.
    cost : int32[N]
        The I/Os of each neuron as a source; for an input its first read too.
    met, before : int32[W]
        By place in `in_source`: the slot in which the connection's source serves it, and the one in which that
        source served others before.
    in_ptr : int64[N + 1], in_source : int32[W]
        The sources of each sum.
    out_ptr : int64[N + 1], out_target, out_entry : int32[W]
        The sums of each source, and the places of these connections in `in_source`.
    sums : int32[sums]
    by_opening, by_completion : int32[sums], rank : int32[2, N]
        The sums in these sequences, and their places there; brought up to date at the start of each `improve`.
    stamp, counters : int64[N], int64[3]
        The proposal that marked a source last. Proposals, accepted ones, and the total cost.
    marked, new_cost, begin, end : int32[N]
        Scratch.
    """

    opened: Int32
    completed: Int32
    left: Int32
    occupied: Int32
    cost: Int32
    met: Int32
    before: Int32
    in_ptr: Int64
    in_source: Int32
    out_ptr: Int64
    out_target: Int32
    out_entry: Int32
    sums: Int32
    by_opening: Int32
    by_completion: Int32
    rank: Int32
    stamp: Int64
    counters: Int64
    marked: Int32
    new_cost: Int32
    begin: Int32
    end: Int32


@kernel
def earliest_end(begin: Int32, end: Int32, n: int, last: int) -> int:
    """The earliest end of those of `n` stays that begin after slot `last`; NEVER if there is none."""
    after = np.int32(last)
    earliest = NEVER
    for k in range(n):
        candidate = end[k] if begin[k] > after else NEVER
        earliest = min(earliest, candidate)
    return int(earliest)


@kernel
def source_cost(
    x: int, out_ptr: Int64, out_target: Int32, opened: Int32, completed: Int32, left: Int32, begin: Int32, end: Int32
) -> int:
    """The I/Os of neuron `x` as a source: reads, and a write if it is no input and is read."""
    low = out_ptr[x]
    n = out_ptr[x + 1] - low
    for k in range(n):
        v = out_target[low + k]
        begin[k] = opened[v]
        end[k] = completed[v]
    slot = int(left[x])
    reads = 0
    while True:
        slot = earliest_end(begin, end, n, slot)
        if slot == NEVER:
            break
        reads += 1
    return reads + 1 if reads > 0 and completed[x] >= 0 else reads


@kernel
def note_meetings(
    x: int,
    out_ptr: Int64,
    out_target: Int32,
    out_entry: Int32,
    opened: Int32,
    completed: Int32,
    left: Int32,
    met: Int32,
    before: Int32,
    begin: Int32,
    end: Int32,
) -> None:
    """Write down in which slot neuron `x` serves each sum that needs it."""
    low = out_ptr[x]
    n = out_ptr[x + 1] - low
    for k in range(n):
        v = out_target[low + k]
        begin[k] = opened[v]
        end[k] = completed[v]
        met[out_entry[low + k]] = left[x]
        before[out_entry[low + k]] = NEVER
    last = int(left[x])
    while True:
        slot = earliest_end(begin, end, n, last)
        if slot == NEVER:
            break
        for k in range(n):
            if begin[k] > last:
                met[out_entry[low + k]] = slot
                before[out_entry[low + k]] = last
        last = slot


@kernel
def may_complete(
    v: int, slot: int, completed: Int32, in_ptr: Int64, in_source: Int32, out_ptr: Int64, out_target: Int32
) -> bool:
    """Return whether `slot` is after the completion of all sources of `v` and before that of all its sums."""
    if slot > completed[v]:
        for k in range(out_ptr[v], out_ptr[v + 1]):  # noqa: SIM110 - no generators in kernels
            if completed[out_target[k]] <= slot:
                return False
        return True
    for k in range(in_ptr[v], in_ptr[v + 1]):  # noqa: SIM110 - no generators in kernels
        if completed[in_source[k]] >= slot:
            return False
    return True


@kernel
def mark_sources(
    v: int,
    opening: int,
    completion: int,
    opened: Int32,
    completed: Int32,
    met: Int32,
    before: Int32,
    in_ptr: Int64,
    in_source: Int32,
    stamp: Int64,
    number: int,
    marked: Int32,
    n_marked: int,
) -> int:
    """List the sources whose cost may change when the stay of `v` becomes another one.

    It does not where the stay still holds the slot in which it is served and none in which the source served others
    before, unless that slot was chosen because the stay ends there. Returns the length of the list.
    """
    old_opening = opened[v]
    old_completion = completed[v]
    if old_opening == opening and old_completion == completion:
        return n_marked
    for k in range(in_ptr[v], in_ptr[v + 1]):
        slot = met[k]
        if opening <= slot <= completion and (
            before[k] == NEVER or (opening > before[k] and (slot != old_completion or completion == old_completion))
        ):
            continue
        s = in_source[k]
        if stamp[s] != number:
            stamp[s] = number
            marked[n_marked] = s
            n_marked += 1
    return n_marked


@kernel
def sort_sums(stays: Stays) -> None:
    """Update the sequences of the sums."""
    by_opening, by_completion = stays.by_opening, stays.by_completion
    by_opening[:] = by_opening[np.argsort(stays.opened[by_opening], kind="mergesort")]
    by_completion[:] = by_completion[np.argsort(stays.completed[by_completion], kind="mergesort")]
    for i in range(by_opening.size):
        stays.rank[0, by_opening[i]] = i
        stays.rank[1, by_completion[i]] = i


@kernel
def count_all(stays: Stays) -> None:
    """Count the cost of every source from its stays alone."""
    total = 0
    for x in range(stays.opened.size):
        stays.cost[x] = source_cost(
            x, stays.out_ptr, stays.out_target, stays.opened, stays.completed, stays.left, stays.begin, stays.end
        )
        total += stays.cost[x]
        note_meetings(
            x, stays.out_ptr, stays.out_target, stays.out_entry, stays.opened, stays.completed, stays.left,
            stays.met, stays.before, stays.begin, stays.end,
        )  # fmt: skip
    stays.counters[2] = total


@kernel
def improve(stays: Stays, room: int, n_proposals: int, temperature: float, rng: np.random.Generator) -> None:
    """Propose moves of stays, and accept those that cost less or, by luck, little more.

    Parameters
    ----------
    stays : Stays
    room : int
        No slot that has so many sums and held values gets one more.
    n_proposals : int
    temperature : float
        In I/Os.
    rng : numpy.random.Generator

    Notes
    -----
    A stay that grows saves reads or none, one that shrinks costs some or none. So the sources of the one that
    grows are counted first, and a proposal is lost as soon as the other's cost more than is accepted. A swap of
    whole stays is given up likewise, though sources still to come might save some: in the same time that does better.
    """
    opened, completed, left, occupied = stays.opened, stays.completed, stays.left, stays.occupied
    in_ptr, in_source, out_ptr, out_target = stays.in_ptr, stays.in_source, stays.out_ptr, stays.out_target
    cost, met, stamp, marked, new_cost = stays.cost, stays.met, stays.stamp, stays.marked, stays.new_cost
    begin, end, counters = stays.begin, stays.end, stays.counters
    sums, n_sums, n_slots = stays.sums, stays.sums.size, stays.occupied.size
    sort_sums(stays)
    for _ in range(n_proposals):
        counters[0] += 1
        number = counters[0]
        threshold = -temperature * np.log(1.0 - rng.random())
        dice = rng.random()
        kind = 0
        while kind < len(SHARES) and dice >= SHARES[kind]:
            kind += 1
        v = sums[int(rng.random() * n_sums)]
        distance = 1 + int(rng.random() ** 2 * REACH)
        if rng.random() < 0.5:
            distance = -distance
        opening, completion, leaving = opened[v], completed[v], left[v]
        old_opening, old_completion, old_leaving = opening, completion, leaving
        u = -1
        if kind <= SWAP_STAYS:
            row = 0 if kind == SWAP_OPENINGS else 1
            i = stays.rank[row, v] + distance
            if i < 0 or i >= n_sums:
                continue
            u = stays.by_opening[i] if row == 0 else stays.by_completion[i]
            if kind != SWAP_COMPLETIONS:
                opening = opened[u]
            if kind != SWAP_OPENINGS:
                completion = completed[u]
                leaving = left[u]
        elif kind == SHIFT_OPENING:
            goal = max(0, opening + distance)
            while opening > goal and occupied[opening - 1] < room:
                opening -= 1
            if distance > 0:
                opening = min(completion, goal)
        elif kind == SHIFT_LEAVING:
            goal = min(n_slots - 1, leaving + distance)
            while leaving < goal and occupied[leaving + 1] < room:
                leaving += 1
            if distance < 0:
                leaving = max(completion, goal)
        else:
            goal = min(n_slots - 1, completion + distance)
            while completion < goal and (completion < leaving or occupied[completion + 1] < room):
                completion += 1
            if distance < 0:
                completion = max(opening, goal)
            if completion > leaving or old_leaving == old_completion:
                leaving = completion
        # What of u's is v's now, and the other way round.
        other_opening = old_opening if u >= 0 and kind != SWAP_COMPLETIONS else 0
        other_completion = old_completion
        other_leaving = old_leaving
        if u >= 0:
            if kind == SWAP_COMPLETIONS:
                other_opening = opened[u]
            if kind == SWAP_OPENINGS:
                other_completion = completed[u]
                other_leaving = left[u]
            if other_opening > other_completion:
                continue
            if out_ptr[u] == out_ptr[u + 1] and other_leaving > other_completion:
                continue
            if other_completion != completed[u] and not may_complete(
                u, other_completion, completed, in_ptr, in_source, out_ptr, out_target
            ):
                continue
        if opening > completion or (opening == old_opening and completion == old_completion and leaving == old_leaving):
            continue
        if out_ptr[v] == out_ptr[v + 1] and leaving > completion:  # outputs are not held
            continue
        if completion != old_completion and not may_complete(
            v, completion, completed, in_ptr, in_source, out_ptr, out_target
        ):
            continue
        # The one that grows comes first: opened earlier, or completed later.
        n_marked = 0
        if leaving != old_leaving:
            stamp[v] = number
            marked[0] = v
            n_marked = 1
        if u >= 0 and other_leaving != left[u]:
            stamp[u] = number
            marked[n_marked] = u
            n_marked += 1
        v_grows = opening <= old_opening and completion >= old_completion
        for turn in range(2):
            if (turn == 0) == v_grows:
                n_marked = mark_sources(
                    v,
                    opening,
                    completion,
                    opened,
                    completed,
                    met,
                    stays.before,
                    in_ptr,
                    in_source,
                    stamp,
                    number,
                    marked,
                    n_marked,
                )
            elif u >= 0:
                n_marked = mark_sources(
                    u, other_opening, other_completion, opened, completed, met, stays.before, in_ptr, in_source, stamp,
                    number, marked, n_marked,
                )  # fmt: skip
            if turn == 0:
                n_grown = n_marked
        old_other_opening, old_other_completion, old_other_leaving = 0, 0, 0
        opened[v] = opening
        completed[v] = completion
        left[v] = leaving
        if u >= 0:
            old_other_opening, old_other_completion, old_other_leaving = opened[u], completed[u], left[u]
            opened[u] = other_opening
            completed[u] = other_completion
            left[u] = other_leaving
        change = 0
        for k in range(n_marked):
            x = marked[k]
            new_cost[k] = source_cost(x, out_ptr, out_target, opened, completed, left, begin, end)
            change += new_cost[k] - cost[x]
            if change > threshold and (k >= n_grown or kind == SWAP_STAYS):
                break
        if change > threshold:
            opened[v] = old_opening
            completed[v] = old_completion
            left[v] = old_leaving
            if u >= 0:
                opened[u] = old_other_opening
                completed[u] = old_other_completion
                left[u] = old_other_leaving
            continue
        counters[1] += 1
        counters[2] += change
        for k in range(n_marked):
            x = marked[k]
            cost[x] = new_cost[k]
            note_meetings(
                x, out_ptr, out_target, stays.out_entry, opened, completed, left, met, stays.before, begin, end
            )
        if u < 0:
            for slot in range(old_opening, old_leaving + 1):
                occupied[slot] -= 1
            for slot in range(opening, leaving + 1):
                occupied[slot] += 1
