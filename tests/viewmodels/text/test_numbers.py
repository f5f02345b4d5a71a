"""Numbers as text."""

from __future__ import annotations

import doctest
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.numbers import FIGURE_SPACE, MINUS, THIN_SPACE


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(numbers).failed == 0


@given(st.integers(-(10**12), 10**12))
def test_count_keeps_the_digits(value: int) -> None:
    text = numbers.count(value)
    assert int(text.replace(THIN_SPACE, "").replace(MINUS, "-")) == value
    assert all(len(group) == 3 for group in text.lstrip(MINUS).split(THIN_SPACE)[1:])


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_padded_counter_never_changes_its_length(a: int, b: int) -> None:
    assert len(numbers.count(a, width=8)) == len(numbers.count(b, width=8))
    assert len(numbers.of(min(a, b), b)) == len(numbers.of(b, b))


def test_plural_and_words() -> None:
    assert numbers.plural(1, "write") == "1 write"
    assert numbers.plural(0, "write") == "0 writes"
    assert numbers.plural(2, "memory", "memories") == "2 memories"
    assert numbers.spelled(2, "write") == "two writes"
    assert numbers.spelled(1, "write") == "one write"
    assert numbers.spelled(11, "write") == "11 writes"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (9.96, "10"), (9.95, "9.9"), (99.9, "99.9"), (999.4, "999"), (999.6, "1_k"), (12_345, "12.3_k"),
     (10_000_000, "10_M"), (-1500, MINUS + "1.5_k"), (2.5e9, "2.5_G")],
)  # fmt: skip
def test_compact(value: float, text: str) -> None:
    assert numbers.compact(value) == text.replace("_", THIN_SPACE)


def test_percent_and_ratio() -> None:
    assert numbers.percent(0) == f"0{THIN_SPACE}%"
    assert numbers.percent(1) == f"100{THIN_SPACE}%"
    assert numbers.percent(0.1234, 1) == f"12.3{THIN_SPACE}%"
    assert numbers.percent(math.nan) == "–"
    assert numbers.ratio(1.4789) == f"1.48{THIN_SPACE}×"
    assert numbers.ratio(45.0) == f"45.0{THIN_SPACE}×"
    assert numbers.ratio(130) == f"130{THIN_SPACE}×"
    assert numbers.ratio(math.inf) == "–"


@given(st.floats(width=32))
def test_real_is_short_and_close(value: float) -> None:
    text = numbers.real(value)
    assert len(text) <= 10
    if math.isfinite(value):
        back = float(text.replace(MINUS, "-"))
        assert back == pytest.approx(value, rel=0.06, abs=1e-45)
    assert re.search(r"\.\d*0($|e)", text) is None or "e" in text


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(1, 12))
def test_ticks_are_inside_and_few(low: float, span: float, at_most: int) -> None:
    high = low + span
    if high <= low:
        return
    found = numbers.ticks(low, high, at_most)
    assert len(found) <= at_most
    off = 1e-6 * span + 1e-12 * abs(low)  # the precision of floats
    assert all(low - off <= tick <= high + off for tick in found)
    assert found == sorted(found)


def test_ticks_are_round() -> None:
    assert numbers.ticks(0, 10, 6) == [0, 2, 4, 6, 8, 10]
    assert numbers.ticks(0, 75_086, 5) == [0, 20_000, 40_000, 60_000]
    assert numbers.ticks(5, 5) == []
    assert FIGURE_SPACE not in numbers.count(5)
