"""The rasteriser gives every pixel the ink that the naive twin gives it, and takes it back without a trace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ioviz.core.kernels import raster
from tests.naive import raster as naive

pytestmark = pytest.mark.jit

HEIGHT, WIDTH = 9, 12
coordinate = st.one_of(st.floats(-6, 18, width=32), st.sampled_from([0.0, 0.5, 1.0, 3.0, 8.0, 9.0, 12.0]))


@st.composite
def pictures(draw, most=6):
    n = draw(st.integers(2, 6))
    x = np.array(draw(st.lists(coordinate, min_size=n, max_size=n)), np.float32)
    y = np.array(draw(st.lists(coordinate, min_size=n, max_size=n)), np.float32)
    size = draw(st.integers(1, most))
    ends = st.lists(st.integers(0, n - 1), min_size=size, max_size=size)
    steps = st.lists(st.integers(0, 8), min_size=size, max_size=size)
    return (
        x,
        y,
        *(np.array(draw(ends), np.int32) for _ in range(2)),
        *(np.array(draw(steps), np.int32) for _ in range(2)),
    )


def states(ready_from, position, step):
    return [naive.state(int(r), int(p), step) for r, p in zip(ready_from, position, strict=True)]


@settings(deadline=None, max_examples=60)
@given(pictures(), st.sampled_from([0.5, 1.0, 1.7, 3.0]), st.integers(0, 9))
def test_lines_equal_the_naive_twin(picture, width, step):
    x, y, source, target, ready_from, position = picture
    buffer = np.zeros((3, HEIGHT, WIDTH), np.int32)
    raster.draw_lines(buffer, 0, source.size, 1, source, target, x, y, width, False, ready_from, position, step)
    ends = [(float(x[u]), float(y[u]), float(x[v]), float(y[v])) for u, v in zip(source, target, strict=True)]
    expected = np.array(naive.lines_picture(HEIGHT, WIDTH, ends, states(ready_from, position, step), width))
    assert np.abs(buffer - expected).max() <= 3 * source.size  # of 256, per line: what fixed point may be off


@settings(deadline=None, max_examples=60)
@given(pictures(), st.sampled_from([0.8, 1.0, 1.5]), st.integers(0, 9))
def test_hairlines_equal_the_naive_twin(picture, width, step):
    x, y, source, target, ready_from, position = picture
    for c in range(source.size):
        buffer = np.zeros((3, HEIGHT, WIDTH), np.int32)
        raster.draw_lines(buffer, c, c + 1, 1, source, target, x, y, width, True, ready_from, position, step)
        ends = (float(x[source[c]]), float(y[source[c]]), float(x[target[c]]), float(y[target[c]]))
        state = naive.state(int(ready_from[c]), int(position[c]), step)
        assert not np.delete(buffer, state, axis=0).any()
        for i in range(HEIGHT):
            for j in range(WIDTH):
                ink, doubtful = naive.hairline_ink(i, j, *ends, width, HEIGHT, WIDTH, raster.SAFE)
                assert doubtful or buffer[state, i, j] == pytest.approx(ink, abs=3)


@settings(deadline=None, max_examples=60)
@given(pictures(), st.integers(0, 9), st.integers(0, 9), st.integers(1, 3), st.booleans())
def test_shifting_lines_equals_drawing_them_anew(picture, before, after, stride, hair):
    x, y, source, target, ready_from, position = picture
    size = source.size
    buffer, fresh = np.zeros((2, 3, HEIGHT, WIDTH), np.int32)
    for first in range(stride):  # strides that together draw all
        raster.draw_lines(buffer, first, size, stride, source, target, x, y, 1.0, hair, ready_from, position, before)
    start = buffer.copy()
    box = np.array([99, 99, -99, -99], np.int32)
    everything = np.arange(size, dtype=np.int32)
    raster.shift_lines(buffer, everything, source, target, x, y, 1.0, hair, ready_from, position, before, after, box)
    raster.draw_lines(fresh, 0, size, 1, source, target, x, y, 1.0, hair, ready_from, position, after)
    assert np.array_equal(buffer, fresh)
    _, rows, columns = np.nonzero(buffer - start)
    if rows.size:
        assert box[0] <= columns.min()
        assert box[1] <= rows.min()
        assert columns.max() < box[2]
        assert rows.max() < box[3]


@settings(deadline=None, max_examples=60)
@given(pictures(), st.sampled_from([0.3, 1.0, 2.5, 5.0]), st.sampled_from([0.4, 1.0, 4.2]), st.integers(0, 9))
def test_cells_equal_the_naive_twin_and_shift(picture, wide, high, step):
    x, y, source, target, ready_from, position = picture
    size = source.size
    rank = np.arange(x.size, dtype=np.int32)
    block = (np.arange(size, dtype=np.int32)) % 2
    left, top = x[:2].copy(), y[:2].copy()
    w, h = np.array([wide, 1.0], np.float32), np.array([high, 2.0], np.float32)
    args = (source, target, block, rank, left, top, w, h, ready_from, position)
    buffer = np.zeros((3, HEIGHT, WIDTH), np.int32)
    raster.draw_cells(buffer, 0, size, 1, *args, step)
    boxes = []
    for c in range(size):
        b = block[c]
        x0 = float(left[b]) + int(rank[source[c]]) * float(w[b])
        y0 = float(top[b]) + int(rank[target[c]]) * float(h[b])
        boxes.append((x0, y0, x0 + float(w[b]), y0 + float(h[b])))
    expected = np.array(naive.cells_picture(HEIGHT, WIDTH, boxes, states(ready_from, position, step)))
    assert np.array_equal(buffer, expected)
    box = np.array([99, 99, -99, -99], np.int32)
    raster.shift_cells(buffer, np.arange(size, dtype=np.int32), *args, step, 0, box)
    fresh = np.zeros_like(buffer)
    raster.draw_cells(fresh, 0, size, 1, *args, 0)
    assert np.array_equal(buffer, fresh)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 8, 64]))
def test_colours_equal_the_naive_twin(seed, unit):
    random = np.random.default_rng(seed)
    buffer = random.integers(0, 1200, (3, 4, 5)).astype(np.int32) * random.integers(0, 2, (3, 4, 5)).astype(np.int32)
    cover = random.integers(0, 257, (3, 40)).astype(np.uint16)
    colours = random.integers(0, 256, (3, 3)).astype(np.int32)
    background = random.integers(0, 256, 3).astype(np.int32)
    picture = np.zeros((4, 5), np.uint32)
    raster.colour(buffer, picture, cover, unit, colours, background, 1, 0, 5, 3)
    for i in range(4):
        for j in range(5):
            red, green, blue = naive.coloured(
                buffer[:, i, j].tolist(), cover.tolist(), unit, colours.tolist(), background.tolist()
            )
            inside = i < 3 and j >= 1
            assert picture[i, j] == (0xFF000000 | red << 16 | green << 8 | blue if inside else 0)


def test_a_line_leaves_all_its_ink():
    plane = np.zeros((20, 40), np.int32)
    raster.add_line(plane, 1, 3.0, 4.0, 33.0, 16.0, 1.0)
    assert plane.sum() == pytest.approx(raster.FULL * np.hypot(30, 12), rel=0.02)
    raster.add_line(plane, -1, 3.0, 4.0, 33.0, 16.0, 1.0)
    assert not plane.any()


def test_hairlines_far_outside_and_in_planes_of_one_pixel_touch_nothing():
    plane = np.zeros((1, 1), np.int32)
    for ends in [(-9.0, 0.2, 9.0, 0.7), (0.5, -5.0, 0.6, 5.0), (-1e6, -1e6, 1e6, 1e6), (0.5, 0.5, 0.5, 0.5)]:
        raster.add_hairline(plane, 1, *ends, 1.0)
    assert not plane.any()
    plane = np.zeros((300, 500), np.int32)
    raster.add_hairline(plane, 1, -4e6, -2e6, 4e6, 2e6, 1.0)  # zoomed in far, it still crosses the view
    assert plane.any()
    raster.add_hairline(plane, -1, -4e6, -2e6, 4e6, 2e6, 1.0)
    assert not plane.any()


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.01, 0.3, 1.0]))
def test_shares_equal_the_naive_twin(seed, most):
    random = np.random.default_rng(seed)
    first = (random.random((3, 4)) * most).astype(np.float32)
    second = ((1 - first) * random.random((3, 4)) * most).astype(np.float32)
    colours = random.integers(0, 256, (2, 3)).astype(np.int32)
    background = random.integers(0, 256, 3).astype(np.int32)
    picture = np.zeros((3, 4), np.uint32)
    raster.colour_shares(first, second, colours, background, picture)
    for i in range(3):
        for j in range(4):
            expected = naive.shares_pixel(
                float(first[i, j]), float(second[i, j]), colours.tolist(), background.tolist()
            )
            for shift in (0, 8, 16):
                assert abs((int(picture[i, j]) >> shift & 255) - (expected >> shift & 255)) <= 1
