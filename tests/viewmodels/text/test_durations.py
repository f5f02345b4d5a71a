"""Durations as text, and along an axis."""

from __future__ import annotations

import pytest

from ioviz.viewmodels.text.durations import clock_ticks, duration_text, time_left

THIN = "\u202f"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0.0 s"),
        (-0.0, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.6, "1 min"),
        (75.2, "1 min 15 s"),
        (3600, "1 h"),
        (7320, "2 h 2 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_duration_text(seconds, text):
    assert duration_text(seconds).replace(THIN, " ") == text


def test_what_is_left_grows_coarse():
    texts = [time_left(seconds).replace(THIN, " ") for seconds in (0.1, 0.9, 89.5, 95, 4000)]
    assert texts == ["almost done", "1 s left", "90 s left", "about 2 min left", "about 1 h 7 min left"]


def test_one_unit_for_an_axis():
    assert clock_ticks([0, 20, 40], 20) == [f"0{THIN}s", f"20{THIN}s", f"40{THIN}s"]
    assert clock_ticks([0, 0.25], 0.25)[1] == f"0.25{THIN}s"
    assert clock_ticks([60, 90], 30, 300) == [f"1:00{THIN}min", f"1:30{THIN}min"]
    assert clock_ticks([3600, 7200], 3600, 9000) == [f"1{THIN}h", f"2{THIN}h"]
