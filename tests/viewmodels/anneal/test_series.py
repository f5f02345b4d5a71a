"""A growing curve: thinned to a width, it keeps the extremes of every column, whatever part is shown."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.viewmodels.anneal.series import Series


def _series(x, y, pieces):
    series = Series()
    for part in np.array_split(np.arange(len(x)), pieces):
        series.append(x[part], y[part])
    return series


@settings(max_examples=200, deadline=None)
@given(
    n=st.integers(1, 9_000),
    columns=st.integers(1, 50),
    pieces=st.integers(1, 12),
    seed=st.integers(0, 2**31),
    window=st.tuples(st.floats(0, 1), st.floats(0, 1)).filter(lambda w: w[1] - w[0] > 0.01),
)
def test_columns_keep_their_extremes(n, columns, pieces, seed, window):
    rng = np.random.default_rng(seed)
    x = np.sort(rng.integers(0, 3 * n, n)).astype(float)
    y = rng.normal(size=n)
    edges = 3 * n * np.linspace(*window, columns + 1)
    thin = _series(x, y, pieces).thinned(edges)
    assert (np.diff(thin.x) >= 0).all()
    assert thin.x.size <= 2 * columns + 2
    for lo, hi in itertools.pairwise(edges):
        there = y[(x >= lo) & (x < hi)]
        shown = thin.y[(thin.x >= lo) & (thin.x < hi)]
        if there.size:
            assert shown.min() == there.min()
            assert shown.max() == there.max()


def test_runs_on_to_both_borders():
    series = _series(np.arange(100.0), np.arange(100.0), 1)
    thin = series.thinned([40.0, 45.0, 50.0])
    assert thin.x[0] == 39
    assert thin.x[-1] == 50


def test_points_are_kept_whole():
    series = _series(np.arange(5_000.0), np.arange(5_000.0) ** 2, 7)
    assert len(series) == 5_000
    assert series.y[4_321] == 4_321**2
    with pytest.raises(ValueError, match="read-only"):
        series.y[0] = 1


def test_rejects_what_would_break_the_search():
    series = _series(np.arange(3.0), np.arange(3.0), 1)
    with pytest.raises(ValueError, match="must not fall"):
        series.append(1.0, 0.0)
    with pytest.raises(ValueError, match="same length"):
        series.append([4.0, 5.0], [0.0])
    assert len(series) == 3


def test_an_empty_series_is_an_empty_curve():
    thin = Series().thinned(np.linspace(0, 1, 10))
    assert thin.x.size == thin.y.size == 0
