"""Ticks in one unit with the decimals they need; labels beside a plot that never overlap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.viewmodels.text.axis_ticks import linear_texts, log_text, spread

THIN = "\u202f"


@pytest.mark.parametrize(
    ("values", "spacing", "texts"),
    [
        ([83_300, 83_400], 100, [f"83{THIN}300", f"83{THIN}400"]),
        ([0, 250_000], 250_000, ["0", f"250{THIN}000"]),
        ([0, 2_500_000], 2_500_000, ["0", f"2.5{THIN}M"]),
        ([1_000_000, 1_050_000], 50_000, [f"1{THIN}M", f"1.05{THIN}M"]),
        ([0.0, 0.25, 0.5], 0.25, ["0", "0.25", "0.50"]),
        ([-2.0, 0.0], 2.0, ["\u22122", "0"]),
        ([], 1.0, []),
    ],
)
def test_linear_ticks(values, spacing, texts):
    assert linear_texts(values, spacing) == texts


def test_all_ticks_of_an_axis_have_its_unit():
    assert linear_texts([500_000], 500_000, most=1_700_000) == [f"0.5{THIN}M"]


def test_ticks_next_to_each_other_differ():
    for spacing in (0.1, 0.25, 1, 2.5, 20, 500, 2e4, 2.5e5, 5e6):
        values = [spacing * k for k in range(8)]
        texts = linear_texts(values, spacing)
        assert len(set(texts)) == len(texts), (spacing, texts)


def test_log_ticks():
    assert log_text(10) == "10"
    assert log_text(20_000) == f"20{THIN}k"
    assert log_text(0.01) == "0.01"
    assert log_text(0) == ""


@given(st.lists(st.floats(-50, 450), max_size=12), st.floats(1, 30))
def test_labels_keep_apart_and_in_order(wanted, height):
    placed = spread(wanted, height, 0, 400)
    edge = 0.0
    for rank in np.argsort(np.clip(wanted, 0, 400), kind="stable"):
        assert placed[rank] - height / 2 >= edge - 1e-6
        edge = placed[rank] + height / 2
    assert edge <= 400 + 1e-6


def test_labels_that_collide_are_centred_on_their_mean():
    assert spread([100.0, 104.0, 300.0], 20, 0, 400).tolist() == [92.0, 112.0, 300.0]
    assert spread([0.0, 4.0], 20, 0, 400).tolist() == [10.0, 30.0]
    assert spread([400.0, 396.0], 20, 0, 400).tolist() == [390.0, 370.0]


def test_labels_without_neighbours_are_not_moved():
    assert spread([100.0, 300.0], 20, 0, 400).tolist() == [100.0, 300.0]


def test_too_many_labels_overlap_evenly():
    placed = spread([10.0] * 10, 20, 0, 100)
    assert placed.min() >= 0
    assert placed.max() <= 100
    assert np.allclose(np.diff(placed), 10)
