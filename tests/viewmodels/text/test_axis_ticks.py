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


@given(st.lists(st.tuples(st.floats(-50, 450), st.floats(1, 30)), max_size=12))
def test_labels_keep_apart_and_in_order(labels):
    wanted = [place for place, _ in labels]
    heights = [height for _, height in labels]
    placed = spread(wanted, heights, 0, 400)
    ranks = np.argsort(np.clip(wanted, 0, 400), kind="stable") if labels else []
    edge = 0.0
    for rank in ranks:
        assert placed[rank] - heights[rank] / 2 >= edge - 1e-6
        edge = placed[rank] + heights[rank] / 2
    assert edge <= 400 + 1e-6


def test_a_lone_label_stays_where_it_belongs():
    assert spread([100.0, 300.0], [20, 20], 0, 400).tolist() == [100.0, 300.0]


def test_too_many_labels_share_the_room():
    placed = spread([10.0] * 10, [20] * 10, 0, 100)
    assert placed.min() >= 0
    assert placed.max() <= 100
    assert np.allclose(np.diff(placed), 10)
