"""Numbers are read from text as Python reads them, or left to it with their place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ioviz.core.kernels.text import DONE, FULL, POWERS, STRANGE, read_rows, read_wholes
from tests.naive import text as naive

NO_INDICES = np.empty(0, np.int32)
NO_VALUES = np.empty(0, np.float32)
COMMENT = ord("%")

plain_wholes = st.integers(0, 12).map(str)
reals = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.floats(width=32, allow_nan=False, allow_infinity=False).map(str),
    st.integers(-5, 5).map(str),
    st.from_regex(naive.REAL, fullmatch=True).filter(lambda word: len(word) < 40),
)
junk = st.sampled_from(
    ["", "nan", "inf", "1e", "-", "+", ".", "1.2.3", "0x1", "1_0", "1e5000", "9" * 30, "%", "1,2", "é"]
)
blanks = st.sampled_from([" ", "\t", "  ", "\t \r"])


@st.composite
def lines(draw, has_indices, has_value):
    words = [draw(plain_wholes) for _ in range(2 * has_indices)] + [draw(reals) for _ in range(has_value)]
    kind = draw(st.integers(0, 9))
    if kind == 0:
        words.insert(draw(st.integers(0, len(words))), draw(junk))
    elif kind == 1:
        words = draw(st.sampled_from([[], ["%", "said"], words[:-1], ["99", *words[1:]]]))
    text = words[0] if words else ""
    for word in words[1:]:
        text += draw(blanks) + word
    return draw(st.sampled_from(["", "", " "])) + text + draw(st.sampled_from(["", "", " ", "\r"]))


def arrays(has_indices, has_value, rows):
    indices = [np.full(rows, -1, np.int32) if has_indices else NO_INDICES for _ in range(2)]
    return *indices, np.zeros(rows, np.float32) if has_value else NO_VALUES


@pytest.mark.jit
@given(st.sampled_from([(True, True), (True, False), (False, True)]), st.integers(0, 1), st.data())
def test_rows(kind, base, data):
    has_indices, has_value = kind
    text = "\n".join(data.draw(st.lists(lines(*kind), max_size=6))) + data.draw(st.sampled_from(["", "\n"]))
    expected, bad = naive.read_rows(text, "%", base, 10, 11, has_indices, has_value)
    content = np.frombuffer(text.encode(), np.uint8)
    first, second, value = arrays(has_indices, has_value, 8)
    found = read_rows(content, 0, 0, 0, COMMENT, base, 10, 11, first, second, value, POWERS)
    code, at, line, row = (int(number) for number in found)
    columns = [column[:row].tolist() for column in (first, second) if has_indices]
    if has_value:
        columns.append(value[:row].tolist())
    assert list(zip(*columns)) == [tuple(map(float, one)) for one in expected[:row]]
    if has_value:  # a minus before 0 counts
        assert np.signbit(value[:row]).tolist() == [bool(np.signbit(one[-1])) for one in expected[:row]]
    if code == DONE:
        assert (bad, row, at) == (None, len(expected), content.size)
        return
    assert code == STRANGE
    assert text.encode()[:at].count(b"\n") == line
    assert at == 0 or text.encode()[at - 1 : at] == b"\n"
    if line != bad:  # right, but too hard
        assert has_value
        assert naive.is_hard(text.split("\n")[line].split()[-1])


@pytest.mark.jit
@given(st.floats(width=32, allow_nan=False, allow_infinity=False), st.integers(-2, 2))
@example(16777217.0, 0)
@example(1.1754943e-38, 0)
@example(1e-45, 0)
@example(3.4028235e38, 0)
def test_beside_the_middle_between_two_float32(number, nudge):
    """Where rounding is decided by the last digits, the number is right or left to Python."""
    near = np.float32(number)
    with np.errstate(over="ignore"):
        above = np.nextafter(near, np.float32(np.inf))
    middle = (float(near) + float(above)) / 2 if np.isfinite(above) else float(near)
    for _ in range(abs(nudge)):
        middle = float(np.nextafter(middle, np.inf * nudge))
    word = repr(middle)
    value = np.zeros(1, np.float32)
    text = np.frombuffer(word.encode(), np.uint8)
    code, _, _, row = read_rows(text, 0, 0, 0, COMMENT, 0, 0, 0, NO_INDICES, NO_INDICES, value, POWERS)
    if row == 1:
        assert value[0].tobytes() == naive.float32(word).tobytes()
    else:
        assert code == STRANGE
        assert naive.is_hard(word)


@pytest.mark.jit
def test_more_lines_than_there_is_room_for():
    text = np.frombuffer(b"0 0 1\n\n%\n1 1 2\n2 2 3\n", np.uint8)
    first, second, value = arrays(True, True, 2)
    found = read_rows(text, 0, 1, 0, COMMENT, 0, 3, 3, first, second, value, POWERS)
    assert tuple(map(int, found)) == (FULL, 15, 5, 2)
    assert value.tolist() == [1, 2]


words = st.one_of(plain_wholes, st.sampled_from(["99", "-1", "x", "1.0", "9" * 25]))


@pytest.mark.jit
@given(st.lists(plain_wholes, max_size=9), st.lists(words, max_size=2), st.data())
def test_wholes(good, bad, data):
    text = "".join(word + data.draw(st.sampled_from([" ", "\n", "\t", "\r\n", "  "])) for word in good + bad)
    expected, wrong = naive.read_wholes(text, 13)
    out = np.full(12, -1, np.int64)
    content = np.frombuffer(text.encode(), np.uint8)
    code, at, line, filled = (int(number) for number in read_wholes(content, 0, 0, 0, 13, out))
    assert out[:filled].tolist() == expected
    assert code == (STRANGE if wrong else DONE)
    assert text.encode()[:at].count(b"\n") == line
    if len(expected) > 1 and not wrong:
        code, _, _, filled = read_wholes(content, 0, 0, 0, 13, out[:1])
        assert (int(code), int(filled)) == (FULL, 1)
