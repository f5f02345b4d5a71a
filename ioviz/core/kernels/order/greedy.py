"""The greedy order's kernel: partial sums stay, and the source that they demand most comes next."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


@kernel
def by_demand(
    source: Int32,
    target: Int32,
    in_ptr: Int64,
    incoming: Int32,
    out_ptr: Int64,
    outgoing: Int32,
    layer: Int32,
    most_sums: Int64,
    n_slots: int,
    urgency: float,
    size_exponent: float,
    bonus: float,
    refill: float,
    noise: float,
    looks: int,
    rng: Any,
) -> Int32:
    """Order the connections by demand; see `schedule.greedy` for what the settings mean.

    Parameters
    ----------
    source, target : int32[W]
    in_ptr, incoming, out_ptr, outgoing
        The connections grouped by target and by source.
    layer : int32[N]
    most_sums : int64[layers]
        How many partial sums of each layer may stay at one time.
    n_slots : int
        M - 1.
    urgency, size_exponent, bonus, refill, noise : float
    looks : int
        How many sums are looked at, at most, when one is to be started.
    rng : numpy.random.Generator

    Returns
    -------
    int32[W]

    Notes
    -----
    A connection that is processed changes the demand for the sources that its sum still needs, and starting
    a sum looks at the sources of `looks` others: O(W * (mean in-degree + looks)) in all. The next source
    is searched among those in demand.
    """
    n_neurons = layer.size
    order = np.empty(source.size, np.int32)
    filled = 0
    missing = np.empty(n_neurons, np.int64)  # incoming connections still to come
    unused = np.empty(n_neurons, np.int64)  # outgoing connections still to come
    waiting = np.zeros(n_neurons, np.int64)  # sources that are not complete
    processed = np.zeros(source.size, np.bool_)
    staying = np.zeros(n_neurons, np.bool_)  # partial sums in fast memory
    here = np.zeros(n_neurons, np.bool_)  # complete values in fast memory, as far as this model goes
    demand = np.zeros(n_neurons, np.float64)  # for a source: the sum over staying sums that need it
    needs = np.zeros(n_neurons, np.int64)  # how many these are
    wanted = np.empty(n_neurons, np.int32)  # complete sources with needs > 0, in any sequence
    wanted_at = np.full(n_neurons, -1, np.int32)
    n_wanted = 0
    ready = np.empty(n_neurons, np.int32)  # sums that can be started
    n_ready = 0
    # Complete values go first in, first out, and before all those that were read those that were completed
    # here: they are used farther ahead. Row 0 holds the completed ones, row 1 those read; what was dropped
    # meanwhile is skipped.
    queue = np.empty((2, n_neurons), np.int32)
    entry = np.full((2, n_neurons), -1, np.int64)
    head = np.zeros(2, np.int64)
    tail = np.zeros(2, np.int64)
    n_here = 0
    most = 0
    for v in range(n_neurons):
        missing[v] = in_ptr[v + 1] - in_ptr[v]
        unused[v] = out_ptr[v + 1] - out_ptr[v]
        most = max(most, missing[v])
    for connection in range(source.size):
        if missing[source[connection]] > 0:
            waiting[target[connection]] += 1
    for v in range(n_neurons):
        if missing[v] > 0 and waiting[v] == 0:
            ready[n_ready] = v
            n_ready += 1
    weight = np.zeros(most + 1, np.float64)
    for r in range(1, most + 1):
        weight[r] = float(r) ** -urgency
    n_staying = 0
    staying_of = np.zeros(most_sums.size, np.int64)
    admits = np.ones(most_sums.size, np.bool_)
    use = np.empty(n_neurons, np.int32)  # complete values to process with the sums that stay
    while filled < source.size:
        # 1. Start a sum, if slots are free: the one whose sources are in demand, or resident.
        start = -1
        if n_staying < n_slots - 1 and n_ready > 0:
            best = -1.0
            offset = rng.integers(0, n_ready) if n_ready > looks else 0
            for k in range(min(looks, n_ready)):
                i = (offset + k) % n_ready
                v = ready[i]
                if not admits[layer[v]]:
                    continue
                score = 1e-9
                for e in range(in_ptr[v], in_ptr[v + 1]):
                    s = source[incoming[e]]
                    score += demand[s]
                    if here[s]:
                        score += bonus
                if size_exponent != 0:
                    score /= float(missing[v]) ** size_exponent
                if noise > 0:
                    score *= 1 + noise * rng.random()
                if score > best:
                    best = score
                    start = i
        n_use = 0
        if start >= 0:
            v = ready[start]
            n_ready -= 1
            ready[start] = ready[n_ready]
            staying[v] = True
            n_staying += 1
            staying_of[layer[v]] += 1
            admits[layer[v]] = staying_of[layer[v]] < most_sums[layer[v]]
            for e in range(in_ptr[v], in_ptr[v + 1]):
                s = source[incoming[e]]
                demand[s] += weight[missing[v]]
                needs[s] += 1
                if wanted_at[s] < 0:
                    wanted[n_wanted] = s
                    wanted_at[s] = n_wanted
                    n_wanted += 1
                if here[s]:
                    use[n_use] = s
                    n_use += 1
        elif n_wanted > 0:
            # 2. Or read the source in greatest demand.
            best = -1.0
            x = wanted[0]
            for i in range(n_wanted):
                s = wanted[i]
                if demand[s] > best:
                    best = demand[s]
                    x = s
            use[0] = x
            n_use = 1
            if not here[x]:
                here[x] = True
                n_here += 1
                queue[1, tail[1] % n_neurons] = x
                entry[1, x] = tail[1]
                tail[1] += 1
        else:  # a look at some of the ready sums met only layers that are full: look again
            continue
        # 3. Process everything that can be; a sum that is completed is used at once.
        done = 0
        while done < n_use:
            s = use[done]
            done += 1
            for e in range(out_ptr[s], out_ptr[s + 1]):
                connection = outgoing[e]
                v = target[connection]
                if processed[connection] or not staying[v]:
                    continue
                processed[connection] = True
                order[filled] = connection
                filled += 1
                before = weight[missing[v]]
                missing[v] -= 1
                unused[s] -= 1
                needs[s] -= 1
                demand[s] -= before
                if missing[v] > 0:
                    change = weight[missing[v]] - before
                    for f in range(in_ptr[v], in_ptr[v + 1]):
                        if not processed[incoming[f]]:
                            demand[source[incoming[f]]] += change
                    continue
                staying[v] = False
                n_staying -= 1
                staying_of[layer[v]] -= 1
                if staying_of[layer[v]] <= refill * most_sums[layer[v]]:
                    admits[layer[v]] = True
                for f in range(out_ptr[v], out_ptr[v + 1]):
                    t = target[outgoing[f]]
                    waiting[t] -= 1
                    if waiting[t] == 0:
                        ready[n_ready] = t
                        n_ready += 1
                if unused[v] > 0:
                    here[v] = True
                    n_here += 1
                    queue[0, tail[0] % n_neurons] = v
                    entry[0, v] = tail[0]
                    tail[0] += 1
            if needs[s] == 0:
                demand[s] = 0.0  # rounding does not add up
                i = wanted_at[s]
                if i >= 0:
                    n_wanted -= 1
                    wanted[i] = wanted[n_wanted]
                    wanted_at[wanted[i]] = i
                    wanted_at[s] = -1
            if unused[s] == 0 and here[s]:
                here[s] = False
                n_here -= 1
        # 4. Evict what exceeds the slots.
        n_free = max(1, n_slots - n_staying - 1)
        while n_here > n_free:
            row = 0 if head[0] < tail[0] else 1
            s = queue[row, head[row] % n_neurons]
            if here[s] and entry[row, s] == head[row]:
                here[s] = False
                n_here -= 1
            head[row] += 1
    return order
