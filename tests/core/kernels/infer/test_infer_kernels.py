"""Rows, fours and streams of programs, beside their naive twins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.kernels.infer.fours import find_fours, write_streams
from ioviz.core.kernels.infer.rows import place_rows
from ioviz.core.kernels.infer.tiles import pack, unpack
from ioviz.core.kernels.jit import frozen
from tests.naive import programs


@pytest.mark.jit
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=14), st.integers(0, 3))
def test_rows_are_the_lowest_free_ones(neurons, idle):
    stage = np.array([s for s, _ in neurons], np.int32)
    last = np.array([s + more for s, more in neurons], np.int32)
    given_row = np.full(stage.size, -1, np.int32)
    inputs = np.flatnonzero(stage == 0)
    given_row[inputs] = np.arange(inputs.size)[::-1] + idle
    computed = np.argsort(stage, kind="stable")[inputs.size :].astype(np.int32)
    n_given = inputs.size + idle
    row, n_rows = place_rows(frozen(computed), frozen(stage), frozen(last), frozen(given_row), n_given)
    assert (row.tolist(), n_rows) == programs.place(
        computed.tolist(), stage.tolist(), last.tolist(), given_row.tolist(), n_given
    )


def grouped(lists):
    start = np.concatenate([[0], np.cumsum([len(s) for s in lists])]).astype(np.int64)
    return frozen(start), frozen(np.array([u for s in lists for u in s], np.int32))


source_lists = st.lists(st.lists(st.integers(0, 11), unique=True, min_size=1).map(sorted), min_size=1, max_size=20)


@pytest.mark.jit
@given(source_lists, st.integers(0, 20), st.integers(1, 3), st.sampled_from([0.25, 0.5, 1.0]))
def test_fours_share_what_they_say(lists, cut, kinds, least):
    start, source = grouped(lists)
    stages = frozen(np.unique([0, min(cut, len(lists)), len(lists)]))
    kind = np.arange(len(lists), dtype=np.int32) % kinds
    position, shared = find_fours(start, source, stages, frozen(kind), 12, least)
    members = np.argsort(position, kind="stable")[np.count_nonzero(position < 0) :]
    assert sorted(position[members]) == list(range(members.size))
    assert members.size % 4 == 0
    assert (shared[position < 0] == 0).all()
    stage = np.searchsorted(stages, np.arange(len(lists)), side="right")
    for four in members.reshape(-1, 4):
        common = set.intersection(*(set(lists[d]) for d in four))
        assert (shared[four] == len(common)).all()
        assert len(common) >= least * max(len(lists[d]) for d in four)
        assert len(set(stage[four])) == len(set(kind[four])) == 1


@pytest.mark.jit
def test_all_that_are_equal_are_found():
    alike, others = [[0, 2, 5], [1, 3, 4]], [[k, k + 1, k + 3] for k in range(5)]
    lists = [alike[d % 2] if d < 16 else others[d - 16] for d in range(21)]
    position, shared = find_fours(*grouped(lists), frozen(np.array([0, 21])), frozen(np.zeros(21, np.int32)), 12, 0.9)
    assert (shared[:16] == 3).all()
    assert (position[16:] == -1).all()


@pytest.mark.jit
@settings(max_examples=30)
@given(source_lists, st.booleans())
def test_streams_hold_every_connection_once(lists, share):
    start, source = grouped(lists)
    weight = frozen(np.arange(1, source.size + 1, dtype=np.float32))
    n_fours = len(lists) // 4
    in_four = np.arange(len(lists)) < 4 * n_fours
    shared = np.zeros(len(lists), np.int64)
    if share:
        for f in range(n_fours):
            shared[4 * f : 4 * f + 4] = len(set.intersection(*map(set, lists[4 * f : 4 * f + 4])))
    sources, weights = np.zeros(4 * source.size, np.uint16), np.zeros(4 * source.size, np.float32)
    used = write_streams(start[:-1].copy(), np.diff(start), in_four, shared, source, weight, 12, sources, weights)
    s = w = 0
    for d in range(len(lists)):
        wanted = {(u, float(weight[start[d] + k])) for k, u in enumerate(lists[d])}
        if not in_four[d]:
            assert {(int(sources[s + k]), float(weights[w + k])) for k in range(len(lists[d]))} == wanted
            s, w = s + len(lists[d]), w + len(lists[d])
        elif d % 4 == 0:
            n, rest = shared[d], max(len(x) for x in lists[d : d + 4]) - shared[d]
            for k in range(4):
                found = {(int(sources[s + i]), float(weights[w + 4 * i + k])) for i in range(n)}
                at = zip(sources[s + n + k :: 4][:rest].tolist(), weights[w + 4 * n + k :: 4][:rest].tolist())
                found |= {pair for pair in at if pair != (12, 0.0)}
                mine = range(start[d + k], start[d + k + 1])
                assert found == {(int(source[c]), float(weight[c])) for c in mine}
            s, w = s + n + 4 * rest, w + 4 * (n + rest)
    assert used == (s, w)


@pytest.mark.jit
@settings(max_examples=40)
@given(st.integers(1, 70), st.integers(1, 40), st.booleans(), st.sampled_from([1, 2, 4]), st.integers(0, 9))
def test_vectors_go_into_the_arena_and_out_again(count, width, by_column, sixteens, seed):
    count = min(count, 16 * sixteens)
    x = np.random.default_rng(seed).standard_normal((count, width)).astype(np.float32)
    given_x = np.ascontiguousarray(x.T) if by_column else x
    arena = np.full((width, 16 * sixteens), np.nan, np.float32)
    pack(given_x.ctypes.data, given_x.strides[0], width, by_column, count, arena.ctypes.data, arena.strides[0])
    assert np.array_equal(arena[:, :count], x.T)
    behind = -(-count // 16) * 16
    assert (arena[:, count:behind] == 0).all()
    y = np.full_like(given_x, np.nan)
    unpack(arena.ctypes.data, arena.strides[0], width, by_column, count, y.ctypes.data, y.strides[0])
    assert np.array_equal(y, given_x)
