"""Curves of a run: what comes in is what is drawn, thinned anew or only at the end."""

from __future__ import annotations

import io

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.viewmodels.anneal.curves import Point, RunCurves, Thinner


def _points(n, seed=0):
    rng = np.random.default_rng(seed)
    current = rng.integers(100, 200, n)
    best = np.minimum.accumulate(current)
    accepted = np.cumsum(rng.integers(0, 10, n))
    return [
        Point(10 * (i + 1), int(accepted[i]), 0.5 * (i + 1), float(current[i]), float(best[i]), 50.0 / (i + 1))
        for i in range(n)
    ]


def test_quantities_over_both_axes():
    curves = RunCurves()
    points = _points(200)
    curves.extend(points[:77])
    curves.extend(points[77:])
    assert len(curves) == 200
    assert curves.of("best", "proposals").x.tolist() == [p.proposals for p in points]
    assert curves.of("best", "seconds").x.tolist() == [p.seconds for p in points]
    assert curves.of("current", "seconds").y.tolist() == [p.current for p in points]
    shares = np.diff([0, *(p.accepted for p in points)]) / 10
    assert np.allclose(curves.of("acceptance", "proposals").y, shares)
    assert curves.peak("current") == max(p.current for p in points)
    assert curves.last == points[-1]


def test_a_point_from_before_is_left_out():
    curves = RunCurves()
    curves.extend([Point(10, 1, 1.0, 5, 5, 1), Point(5, 1, 2.0, 5, 5, 1), Point(20, 2, 2.0, 4, 4, 1)])
    assert curves.of("best", "proposals").x.tolist() == [10, 20]


def test_what_was_at_a_place():
    curves = RunCurves()
    curves.extend(_points(10))
    found = curves.at("seconds", 2.7)
    assert found is not None
    assert (found["seconds"], found["proposals"]) == (2.5, 50)
    assert curves.at("proposals", 3) is None


def test_csv_has_every_point():
    curves = RunCurves()
    curves.extend(_points(30))
    text = io.StringIO()
    curves.write_csv(text, "writes")
    lines = text.getvalue().splitlines()
    assert lines[0] == "proposals,seconds,current (writes),best (writes),temperature (writes),acceptance"
    assert len(lines) == 31
    assert float(lines[30].split(",")[0]) == 300


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=8), st.integers(2, 40), st.integers(0, 1000), st.booleans())
def test_thinned_at_the_end_only_is_as_thinned_anew(parts, columns, seed, log):
    n = sum(parts)
    points = _points(n, seed)
    edges = np.geomspace(1, 12.5 * n, columns + 1) if log else np.linspace(0, 12.5 * n, columns + 1)
    curves = RunCurves()
    thinner = Thinner(curves.of("current", "proposals"))
    done = 0
    for part in parts:
        curves.extend(points[done : done + part])
        done += part
        fast, anew = thinner.thinned(edges), curves.of("current", "proposals").thinned(edges)
        assert fast.x.tolist() == anew.x.tolist()
        assert fast.y.tolist() == anew.y.tolist()
