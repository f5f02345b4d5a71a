"""Run a compiled program for one vector at a time: 16 neurons side by side in the lanes of a vector.

Neurons of one layer are taken in groups of 16, and a group's incoming connections in *slots* of at most 16, one for
each neuron. A slot adds ``weight * value`` to 16 sums at once. Values lie in an arena, a row of 16 for each group.
What differs is how a slot finds its 16 values:

- `LOOK_UP`: all are among 64 neighbours in the arena, which are held in registers and permuted, for two slots in turn;
- `SHARED`: it is one value, the source of all 16 connections;
- `GATHER`: from 16 places, one load each.

Lanes without a connection have the weight 0 and look at any value of the arena. So a value that is not finite would
reach neurons that are not connected with it: `run_single` reports whether there was one; its result is then invalid.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import inlined, kernel
from ioviz.core.kernels.vectors.activations import CLIPPED_RELU, LEAKY_RELU, RELU, activate, bend
from ioviz.core.kernels.vectors.lanes import (
    Address,
    Vector,
    address_of,
    item_size,
    load,
    load_float32,
    load_index,
    multiply_add,
    select,
    splat,
    store,
    store_float32,
)
from ioviz.core.kernels.vectors.lookups import WINDOW, gather, load_16_weights, look_up

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]

LOOK_UP, GATHER, SHARED = range(3)
"""How the slots of a group find their values."""
ONE: Any = (0,)
PLAN_FIELDS, HEADER_FIELDS = 8, 5


@kernel
def count_windows(indptr: Int64, place: Int32, first: int, stop: int, window: int, aligned: int, slots: int) -> int:
    """Count the windows of the arena into which a group's connections look.

    Parameters
    ----------
    indptr : int64[neurons + 1]
        The connections of each neuron, in the sequence of the groups.
    place : int32[W]
        Where in the arena the source of each connection is; rising for each neuron.
    first, stop : int
        The neurons of the group, at most 16.
    window : int
        How many places a slot can see.
    aligned : int
        Of which number the beginning of a window is a multiple.
    slots : int
        How many slots look into each window.

    Notes
    -----
    The next window begins with the lowest source that is left; for each slot each neuron takes its next connection
    if it is there.
    """
    at = indptr[first:stop].copy()
    windows = 0
    while True:
        lowest = next_window(at, indptr, place, first, aligned)
        if lowest < 0:
            return windows
        windows += 1
        for lane in range(at.size):
            for _ in range(slots):
                if at[lane] < indptr[first + lane + 1] and place[at[lane]] < lowest + window:
                    at[lane] += 1


@inlined
def next_window(at: Int64, indptr: Int64, place: Int32, first: int, aligned: int) -> Any:
    """Where the next window of a group begins; -1 if no connection is left."""
    lowest = np.int64(1) << 62
    for lane in range(at.size):
        if at[lane] < indptr[first + lane + 1]:
            lowest = min(lowest, np.int64(place[at[lane]]))
    return np.int64(-1) if lowest == np.int64(1) << 62 else lowest // aligned * aligned


@kernel
def choose_forms(indptr: Int64, place: Int32, group_start: Int64, costs: Float32) -> tuple[NDArray[np.uint8], Int32]:
    """Return the cheapest form of each group, and its number of slots; `costs` are those of a slot of each form."""
    n_groups = group_start.size - 1
    form = np.empty(n_groups, np.uint8)
    slots = np.empty(n_groups, np.int32)
    for g in range(n_groups):
        first, stop = group_start[g], group_start[g + 1]
        longest = np.int64(0)
        for v in range(first, stop):
            longest = max(longest, indptr[v + 1] - indptr[v])
        form[g], slots[g] = GATHER, longest
        looking = 2 * count_windows(indptr, place, first, stop, WINDOW, 16, 2)
        if looking * costs[LOOK_UP] < longest * costs[GATHER]:
            form[g], slots[g] = LOOK_UP, looking
        together = count_windows(indptr, place, first, stop, 1, 1, 1)
        if together * costs[SHARED] < slots[g] * costs[form[g]]:
            form[g], slots[g] = SHARED, together
    return form, slots


@kernel
def fill_slots(
    indptr: Int64,
    place: Int32,
    group_start: Int64,
    form: NDArray[np.uint8],
    where: Int32,
    codes: NDArray[np.uint8],
    places: NDArray[Any],
    connection: Int32,
) -> None:
    """Write the streams of all slots.

    `places` get, for each two slots of `LOOK_UP`, the row of the arena with which their window begins, and `codes` what
    is looked up in it; for each slot of `SHARED` one place; of `GATHER` 16. `connection` gets the connection of each
    lane of each slot, as `where` names them; -1, as it was, where there is none.
    """
    n_code, n_place, n_slot = 0, 0, 0
    for g in range(form.size):
        first, stop = group_start[g], group_start[g + 1]
        at = indptr[first:stop].copy()
        window, aligned, slots = WINDOW, 16, 2
        if form[g] == SHARED:
            window, aligned, slots = 1, 1, 1
        elif form[g] == GATHER:
            window, aligned, slots = 1 << 40, 1, 1
        while True:
            lowest = next_window(at, indptr, place, first, aligned)
            if lowest < 0:
                break
            if form[g] != GATHER:
                places[n_place] = lowest if form[g] == SHARED else lowest // 16
            for _ in range(slots):
                for lane in range(at.size):
                    if at[lane] < indptr[first + lane + 1] and place[at[lane]] < lowest + window:
                        connection[16 * n_slot + lane] = where[at[lane]]
                        if form[g] == LOOK_UP:
                            codes[n_code + lane] = place[at[lane]] - lowest
                        elif form[g] == GATHER:
                            places[n_place + lane] = place[at[lane]]
                        at[lane] += 1
                n_slot += 1
                n_code += 16 if form[g] == LOOK_UP else 0
            n_place += 16 if form[g] == GATHER else 1


@inlined
def _sum_looked_up(
    total: Vector, slots: Any, base: Address, windows: Address, codes: Address, weights: Address, like: Any, kind: Any
) -> Vector:
    """Add slots of the form `LOOK_UP`, in two sums, as each addition waits for the one before."""
    second = splat(np.float32(0.0), ONE)
    weight = 16 * item_size(kind)
    for _ in range(slots >> 1):
        window = base + load_index(windows, like) * 64
        total = multiply_add(look_up(window, codes), load_16_weights(weights, kind), total)
        second = multiply_add(look_up(window, codes + 16), load_16_weights(weights + weight, kind), second)
        windows += item_size(like)
        codes += 32
        weights += 2 * weight
    return total + second


@inlined
def _sum_shared(
    total: Vector, slots: Any, base: Address, places: Address, weights: Address, like: Any, kind: Any
) -> Vector:
    """Add slots of the form `SHARED`."""
    second = splat(np.float32(0.0), ONE)
    size, weight = item_size(like), 16 * item_size(kind)
    for _ in range(slots >> 1):
        total = multiply_add(
            splat(load_float32(base + 4 * load_index(places, like)), ONE), load_16_weights(weights, kind), total
        )
        second = multiply_add(
            splat(load_float32(base + 4 * load_index(places + size, like)), ONE),
            load_16_weights(weights + weight, kind),
            second,
        )
        places += 2 * size
        weights += 2 * weight
    if slots & 1:
        total = multiply_add(
            splat(load_float32(base + 4 * load_index(places, like)), ONE), load_16_weights(weights, kind), total
        )
    return total + second


@inlined
def _sum_gathered(
    total: Vector, slots: Any, base: Address, places: Address, weights: Address, like: Any, kind: Any
) -> Vector:
    """Add slots of the form `GATHER`."""
    for _ in range(slots):
        total = multiply_add(gather(base, places, like), load_16_weights(weights, kind), total)
        places += 16 * item_size(like)
        weights += 16 * item_size(kind)
    return total


@kernel
def run_single(
    plan: Int64,
    headers: Int32,
    places: NDArray[Any],
    weights: NDArray[Any],
    base: Address,
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    by_column: bool,
) -> bool:
    """Run a program for some vectors, one after the other, in the arena at the address `base`.

    Parameters
    ----------
    plan : int64[PLAN_FIELDS]
        Numbers of groups, entries of an input and of an output; whether a bias counts only beside a sum that is not 0;
        addresses: where in `places` the windows of `LOOK_UP` begin (in entries), of the codes, biases, scales (0 if
        there are none) and constants. A call with a few arrays is quicker than with many.
    headers : int32[HEADER_FIELDS * groups + output_width]
        Of each group: row of the arena, number of slots, form, activation, its parameter's bits. Then for each entry of
        the output vector where it is in the arena, -1 for a constant.
    places : uint16 or uint32
        See `fill_slots`.
    weights : of any dtype of `lookups`
    x, y : float32[batch, width], or [width, batch] if `by_column`
        C-contiguous.

    Returns
    -------
    bool
        False if a value was not finite: `y` is void then, and so is the arena.
    """
    n_groups, input_width, output_width, where_nonzero = plan[0], plan[1], plan[2], plan[3] != 0
    # Their types, for functions that are inlined: an array that is handed on is counted, each time.
    like, kind_of_weight = places.dtype.type(0), weights.dtype.type(0)
    all_codes, biases, scales, constants = plan[4], plan[5], plan[6], plan[7]
    batch = x.shape[1] if by_column else x.shape[0]
    x_step = 4 * np.int64(x.shape[1]) if by_column else 4
    y_step = 4 * np.int64(y.shape[1]) if by_column else 4
    x_at, y_at = address_of(x), address_of(y)
    nothing = splat(np.float32(0.0), ONE)
    faults = nothing  # every value times 0: NaN if it is not finite
    for _ in range(batch):
        whole = np.int64(0)
        if x_step == 4:
            whole = input_width & -16
        for j in range(0, whole, 16):
            store(base + 4 * j, load(x_at + 4 * j, ONE))
        for j in range(whole, input_width):
            store_float32(base + 4 * j, load_float32(x_at + x_step * j))
        for j in range(0, input_width, 16):
            faults = multiply_add(load(base + 4 * j, ONE), nothing, faults)
        code, place, weight = all_codes, address_of(places), address_of(weights)
        for g in range(n_groups):
            row = np.int64(headers[HEADER_FIELDS * g])
            slots = np.int64(headers[HEADER_FIELDS * g + 1])
            form = headers[HEADER_FIELDS * g + 2]
            kind = headers[HEADER_FIELDS * g + 3]
            bias = load(biases + 64 * g, ONE)
            total = nothing if scales != 0 or where_nonzero else bias
            if form == LOOK_UP:
                total = _sum_looked_up(total, slots, base, place, code, weight, like, kind_of_weight)
                code += 16 * slots
                place += item_size(like) * (slots >> 1)
            elif form == SHARED:
                total = _sum_shared(total, slots, base, place, weight, like, kind_of_weight)
                place += item_size(like) * slots
            else:
                total = _sum_gathered(total, slots, base, place, weight, like, kind_of_weight)
                place += 16 * item_size(like) * slots
            weight += 16 * item_size(kind_of_weight) * slots
            if scales != 0:
                total = total * load(scales + 64 * g, ONE)
                if not where_nonzero:
                    total = total + bias
            if where_nonzero:
                total = select(total == nothing, total, total + bias)
            total = activate(kind, load_float32(address_of(headers) + 4 * (HEADER_FIELDS * g + 4)), total)
            faults = multiply_add(total, nothing, faults)
            store(base + 64 * row, total)
            if kind > RELU and kind != LEAKY_RELU and kind != CLIPPED_RELU:
                bend(kind, base + 64 * row, 16)
        for j in range(output_width):
            from_place = np.int64(headers[HEADER_FIELDS * n_groups + j])
            number = load_float32(base + 4 * from_place) if from_place >= 0 else load_float32(constants + 4 * j)
            store_float32(y_at + y_step * j, number)
        x_at += 4 if by_column else 4 * input_width
        y_at += 4 if by_column else 4 * output_width
    store(base, select(faults == faults, nothing, splat(np.float32(1.0), ONE)))
    wrong = np.float32(0.0)
    for lane in range(16):
        wrong += load_float32(base + 4 * lane)
    return bool(wrong == np.float32(0.0))
