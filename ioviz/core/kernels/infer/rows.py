"""Where the values of neurons lie while a program runs: rows of an arena, given by live range."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]


@kernel
def place_rows(neurons: Int32, stage: Int32, last_stage: Int32, first_row: Int32, n_given: int) -> tuple[Int32, int]:
    """Give each neuron a row that no other neuron needs at the same time, the lowest that is free.

    A row is taken from the stage that computes its neuron to the last stage that reads it, both included.

    Parameters
    ----------
    neurons : int32[n]
        The neurons that get a row, those of one stage together, stages rising.
    stage, last_stage : int32[N]
        The stage that computes each neuron, from 1, and the last one that reads it, at least that.
    first_row : int32[N]
        The row of each neuron that has one from the start, an input; -1 for the others.
    n_given : int
        The number of rows that inputs take; those of no neuron are free.

    Returns
    -------
    row : int32[N]
        -1 for a neuron without one.
    n_rows : int

    Notes
    -----
    O(N log N).
    """
    row = np.empty(first_row.size, np.int32)
    n_stages = 1
    for v in range(row.size):
        row[v] = first_row[v]
    for v in range(row.size):
        n_stages = max(n_stages, last_stage[v] + 1)
    # The neurons whose rows become free after each stage, by counting.
    start = np.zeros(n_stages + 2, np.int64)
    taken = np.zeros(n_given, np.bool_)
    for v in range(row.size):
        if row[v] >= 0:
            taken[row[v]] = True
            start[last_stage[v] + 1] += 1
    for i in range(neurons.size):
        start[last_stage[neurons[i]] + 1] += 1
    for s in range(n_stages):
        start[s + 1] += start[s]
    ending = np.empty(start[n_stages], np.int32)
    place = np.empty(n_stages + 2, np.int64)
    for k in range(n_stages + 2):
        place[k] = start[k]
    for v in range(row.size):
        if row[v] >= 0:
            ending[place[last_stage[v]]] = v
            place[last_stage[v]] += 1
    for i in range(neurons.size):
        s = last_stage[neurons[i]]
        ending[place[s]] = neurons[i]
        place[s] += 1
    free = np.empty(n_given + neurons.size, np.int32)  # a binary heap
    n_free = 0
    for r in range(n_given):  # rising: this is a heap already
        if not taken[r]:
            free[n_free] = r
            n_free += 1
    n_rows = n_given
    ended = 0
    for i in range(neurons.size):
        v = neurons[i]
        while ended < start[stage[v]]:
            freed = row[ending[ended]]
            ended += 1
            hole = n_free  # let it rise from the end
            n_free += 1
            while hole > 0 and free[(hole - 1) // 2] > freed:
                free[hole] = free[(hole - 1) // 2]
                hole = (hole - 1) // 2
            free[hole] = freed
        if n_free == 0:
            row[v] = n_rows
            n_rows += 1
            continue
        row[v] = free[0]
        n_free -= 1
        moved = free[n_free]
        hole = 0
        while True:  # sink the last one from the root
            child = 2 * hole + 1
            if child >= n_free:
                break
            if child + 1 < n_free and free[child + 1] < free[child]:
                child += 1
            if free[child] >= moved:
                break
            free[hole] = free[child]
            hole = child
        free[hole] = moved
    return row, n_rows
