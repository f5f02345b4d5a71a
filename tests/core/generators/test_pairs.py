"""Which neurons are connected: distinct, equally likely, and all of them covered."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.generators.pairs import cover, distinct
from tests.naive.pairs import left_out


@given(st.integers(1, 60), st.data(), st.integers(0, 99))
def test_distinct_gives_so_many_different_numbers(n, data, seed):
    count = data.draw(st.integers(0, n))
    found = distinct(n, count, np.random.default_rng(seed)).tolist()
    assert len(found) == count
    assert found == sorted(set(found))
    assert all(0 <= value < n for value in found)


@pytest.mark.parametrize("count", [2, 4])  # drawn, and by drawing those left out
def test_distinct_makes_every_set_equally_likely(count):
    rng = np.random.default_rng(0)
    runs, sets = 6000, list(combinations(range(6), count))
    counts = Counter(tuple(distinct(6, count, rng).tolist()) for _ in range(runs))
    assert set(counts) == set(sets)
    chi_square = sum((counts[s] - runs / len(sets)) ** 2 / (runs / len(sets)) for s in sets)
    assert chi_square < len(sets) - 1 + 4 * np.sqrt(2 * (len(sets) - 1))


def test_distinct_needs_memory_for_what_is_drawn_only():
    found = distinct(10**14, 1000, np.random.default_rng(0))
    assert found.size == 1000
    assert abs(found.mean() / 10**14 - 0.5) < 0.05


@pytest.mark.jit
@given(st.integers(1, 9), st.integers(1, 9), st.data(), st.integers(0, 99))
def test_cover_leaves_nobody_out_and_keeps_the_number(a, b, data, seed):
    count = data.draw(st.integers(max(a, b), a * b))
    pairs = data.draw(st.lists(st.integers(0, a * b - 1), unique=True, min_size=count, max_size=count))
    before = np.array(sorted(pairs), np.int64)
    after = cover(before, a, b, np.random.default_rng(seed)).tolist()
    assert len(after) == count
    assert after == sorted(set(after))
    assert left_out(after, a, b) == (set(), set())
    sources, targets = left_out(pairs, a, b)
    if not sources and not targets:
        assert after == before.tolist()


def test_cover_changes_as_little_as_needed():
    rng = np.random.default_rng(0)
    pairs = distinct(100 * 100, 500, rng)
    sources, targets = left_out(pairs.tolist(), 100, 100)
    assert sources or targets
    after = cover(pairs, 100, 100, rng)
    assert len(set(after.tolist()) - set(pairs.tolist())) == max(len(sources), len(targets))
