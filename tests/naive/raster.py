"""Slow, obvious pictures: every pixel asks every connection how much ink it gets from it."""

from __future__ import annotations

import math


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    return max(0.0, min(a1, b1) - max(a0, b0))


def state(ready_from: int, position: int, step: int) -> int:
    """0 waiting, 1 ready, 2 done."""
    return 2 if position < step else 1 if ready_from <= step else 0


def line_ink(i: int, j: int, x0: float, y0: float, x1: float, y1: float, width: float) -> int:
    """Ink (0 to 256) that the pixel in row i and column j gets from one line."""
    if abs(y1 - y0) > abs(x1 - x0):
        return line_ink(j, i, y0, x0, y1, x1, width)
    if x0 > x1:
        x0, y0, x1, y1 = x1, y1, x0, y0
    share = overlap(j, j + 1, x0, x1)
    slope = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
    centre = y0 + slope * (j + 0.5 - x0)
    half = 0.5 * width * math.sqrt(1 + slope * slope)
    return round(256 * share * overlap(i, i + 1, centre - half, centre + half))


def lines_picture(height, width, ends, states, thick):  # type: ignore[no-untyped-def]
    """Ink of all lines as nested lists [3][height][width]; ends: (x0, y0, x1, y1) of each."""
    picture = [[[0] * width for _ in range(height)] for _ in range(3)]
    for (x0, y0, x1, y1), s in zip(ends, states, strict=True):
        for i in range(height):
            for j in range(width):
                picture[s][i][j] += line_ink(i, j, x0, y0, x1, y1, thick)
    return picture


def hairline_ink(i: int, j: int, x0, y0, x1, y1, width, rows, columns, safe):  # type: ignore[no-untyped-def]
    """Ink that a pixel gets from a line of one pixel, and whether rounding may decide that it gets any."""
    if abs(y1 - y0) > abs(x1 - x0):
        return hairline_ink(j, i, y0, x0, y1, x1, width, columns, rows, safe)
    if x0 > x1:
        x0, y0, x1, y1 = x1, y1, x0, y0
    if not x0 <= j + 0.5 < x1:
        return 0.0, abs(x0 - j - 0.5) < 1e-5 or abs(x1 - j - 0.5) < 1e-5
    slope = (y1 - y0) / (x1 - x0)
    centre = y0 + slope * (j + 0.5 - x0)
    inside = 0.5 + safe <= centre <= rows - 0.5 - safe
    doubtful = min(abs(centre - 0.5 - safe), abs(centre - rows + 0.5 + safe)) < 1e-5
    near = max(0.0, 1.0 - abs(centre - i - 0.5))
    return 256 * width * math.sqrt(1 + slope * slope) * near * inside, doubtful


def cells_picture(height, width, boxes, states):  # type: ignore[no-untyped-def]
    """Ink of all cells; boxes: (left, top, right, bottom) of each in pixels."""
    picture = [[[0] * width for _ in range(height)] for _ in range(3)]
    for (left, top, right, bottom), s in zip(boxes, states, strict=True):
        columns = list(range(math.floor(left), math.floor(right))) or [math.floor(left)]
        rows = list(range(math.floor(top), math.floor(bottom))) or [math.floor(top)]
        if len(columns) >= 4:
            columns.pop()
        if len(rows) >= 4:
            rows.pop()
        for i in rows:
            for j in columns:
                if 0 <= i < height and 0 <= j < width:
                    picture[s][i][j] += 256
    return picture


def coloured(inks, cover, unit, colours, background):  # type: ignore[no-untyped-def]
    """One pixel: done, then waiting, then ready ink over the background; returns (red, green, blue)."""
    result = list(background)
    for s in (2, 0, 1):
        if inks[s] > 0:
            share = cover[s][min(len(cover[s]) - 1, inks[s] * unit // 256)] / 256
            result = [channel + math.floor((colours[s][k] - channel) * share) for k, channel in enumerate(result)]
    return tuple(result)


def shares_pixel(first, second, colours, background):  # type: ignore[no-untyped-def]
    """One pixel of two colours over a background, as 0xffRRGGBB."""
    share = first + second
    lift = max(math.sqrt(min(share, 1)), 0.3) / share if share > 0 else 1
    a, b = first * lift, second * lift
    channels = [math.floor(colours[0][k] * a + colours[1][k] * b + background[k] * (1 - a - b) + 0.5) for k in range(3)]
    return 0xFF000000 | channels[0] << 16 | channels[1] << 8 | channels[2]
