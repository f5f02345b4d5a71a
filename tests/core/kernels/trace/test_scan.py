"""Counting and finding events in flags, across the edges of blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.kernels.trace.scan import (
    BLOCK,
    COLUMNS,
    FIELD,
    FIELD_MASK,
    PACKED,
    count_before,
    find_next,
    find_previous,
    sum_blocks,
)
from tests.naive.flags import counts_of

LENGTHS = st.sampled_from([0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 77])
FLAGS = np.array([flag for flag in range(128) if flag & 7 != 4 and flag >> 3 & 7 != 4], np.uint8)


def flags_of(length, seed, share):
    """Random flags, a share of them 0."""
    rng = np.random.default_rng(seed)
    return np.where(rng.random(length) < share, rng.choice(FLAGS, length), 0).astype(np.uint8)


@pytest.mark.jit
def test_the_table():
    for flag in FLAGS.tolist():
        word = int(PACKED[flag])
        assert [word >> FIELD * column & FIELD_MASK for column in range(COLUMNS)] == counts_of(flag)


@pytest.mark.jit
@given(LENGTHS, st.integers(0, 99), st.sampled_from([0.0, 0.001, 1.0]), st.data())
def test_counts(length, seed, share, data):
    flags = flags_of(length, seed, share)
    each = np.array([counts_of(flag) for flag in flags.tolist()], int).reshape(-1, COLUMNS)
    sums = sum_blocks(flags, PACKED)
    before = np.vstack([np.zeros(COLUMNS, int), np.cumsum(each, axis=0)])
    assert sums.tolist() == before[[*range(0, length, BLOCK), length]].tolist()
    edges = [step for block in range(4) for step in (block * BLOCK - 1, block * BLOCK, block * BLOCK + 1)]
    steps = [step for step in edges if 0 <= step <= length] + data.draw(st.lists(st.integers(0, length)))
    assert count_before(flags, PACKED, sums, np.array(steps, np.int64)).tolist() == before[steps].tolist()


@pytest.mark.jit
@given(LENGTHS, st.integers(0, 99), st.sampled_from([0.0, 0.001, 0.1]), st.integers(0, COLUMNS - 1), st.data())
def test_finding(length, seed, share, column, data):
    flags = flags_of(length, seed, share)
    sums = sum_blocks(flags, PACKED)
    wanted = np.array([(int(word) >> FIELD * column & FIELD_MASK) > 0 for word in PACKED])
    columns = np.arange(COLUMNS) == column
    hits = np.flatnonzero(wanted[flags])
    for step in {0, length, *data.draw(st.lists(st.integers(0, length), max_size=20))}:
        assert find_next(flags, sums, wanted, columns, step) == min(hits[hits >= step], default=-1)
        assert find_previous(flags, sums, wanted, columns, step) == max(hits[hits < step], default=-1)
