"""Pictures of many connections: anti-aliased lines and matrix cells counted into a density buffer.

A buffer is int32[3, height, width]: a plane for each state, and in it for each pixel how much ink the
connections in that state leave there, in units of 1/`FULL` of a pixel. The states are `WAITING` (the
source is not finished), `READY` and `DONE` (processed). Counting is exact: drawing a connection with the
opposite sign removes it without a trace, so that a picture follows the steps of a schedule by touching
only what changed.

All coordinates are pixels; the centre of the pixel in row i and column j is (j + 0.5, i + 0.5).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

FULL = 256
"""The ink of a fully covered pixel."""

ONE = 1 << 16  # of the fixed-point numbers

SAFE = 0.05
"""So many pixels a hairline keeps from the edge of the plane: more than fixed point may be off."""

WAITING, READY, DONE = 0, 1, 2
"""States of a connection at a step: the planes of a buffer."""

Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]


@kernel
def state_at(ready_from: int, position: int, step: int) -> int:
    """Return the state, at `step`, of a connection that is ready from `ready_from` on and processed at `position`."""
    if position < step:
        return DONE
    if ready_from <= step:
        return READY
    return WAITING


@kernel
def add_line(plane: Int32, sign: int, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
    """Add (`sign` 1) or remove (-1) the ink of one line in the plane of its state, clipped to it.

    Along the longer axis each pixel takes its share of the line's extent, across it the share that a
    band of the line's width covers of it (a box filter: sharp, and no pixel is counted twice).

    Notes
    -----
    The walk is in fixed point (16 bits after the point), twice as fast as in floats; after a thousand
    pixels it is less than a hundredth of a pixel off.
    """
    height, columns = plane.shape
    steep = abs(y1 - y0) > abs(x1 - x0)
    if steep:  # walk along y
        x0, y0, x1, y1 = y0, x0, y1, x1
        along, across, next_along, next_across = height, columns, columns, 1
    else:
        along, across, next_along, next_across = columns, height, 1, columns
    if x0 > x1:
        x0, y0, x1, y1 = x1, y1, x0, y0
    if x1 <= 0.0 or x0 >= along:
        return
    length = x1 - x0
    slope = (y1 - y0) / length if length > 0.0 else 0.0
    half = 0.5 * width * np.sqrt(1.0 + slope * slope)
    first = max(0, int(np.floor(x0)))
    last = min(along - 1, int(np.floor(x1)))
    pixels = plane.reshape(-1)
    low = int(np.floor((y0 + slope * (first + 0.5 - x0) - half) * ONE))
    rise = int(np.round(slope * ONE))
    thick = int(2.0 * half * ONE)
    limit = across * ONE
    for i in range(first, last + 1):
        share = FULL
        if i in (first, last):
            share = int(FULL * max(0.0, min(x1, i + 1.0) - max(x0, float(i))) + 0.5)
        top, bottom = max(low, 0), min(low + thick, limit)
        low += rise
        if bottom <= top:
            continue
        j = top >> 16
        edge = (j + 1) << 16
        at = i * next_along + j * next_across
        while edge < bottom:
            pixels[np.uintp(at)] += sign * (((edge - top) * share) >> 16)
            top = edge
            edge += ONE
            at += next_across
        pixels[np.uintp(at)] += sign * (((bottom - top) * share) >> 16)


@kernel
def add_hairline(plane: Int32, sign: int, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
    """Add or remove the ink of a line of one pixel: where thousands lie over each other, and twice as fast.

    Each pixel along the longer axis whose centre the line passes shares the line's ink with its neighbour
    across, by how near they are; `width` makes the ink stronger, not wider.

    Notes
    -----
    Two pixels and no branch in each turn of the loop; where the line enters and leaves the plane is found
    before it. In the outer half of the plane's outermost pixels a line is left out.
    """
    height, columns = plane.shape
    steep = abs(y1 - y0) > abs(x1 - x0)
    if steep:
        x0, y0, x1, y1 = y0, x0, y1, x1
        along, across, next_along, next_across = height, columns, columns, 1
    else:
        along, across, next_along, next_across = columns, height, 1, columns
    if x0 > x1:
        x0, y0, x1, y1 = x1, y1, x0, y0
    if x1 <= 0.0 or x0 >= along or across < 2:
        return
    slope = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
    first = max(0, int(np.ceil(x0 - 0.5)))
    last = min(along, int(np.ceil(x1 - 0.5)))
    start = y0 + slope * (first + 0.5 - x0) - 0.5  # how far below the upper of its two pixels it is
    lowest, highest = SAFE, across - 1.0 - SAFE
    turns = last - first
    if slope == 0.0:
        if start < lowest or start > highest:
            return
        skipped = 0
    else:
        enters, leaves = (lowest - start) / slope, (highest - start) / slope
        if enters > leaves:
            enters, leaves = leaves, enters
        if enters > turns or leaves < 0.0:
            return
        skipped = max(0, int(np.ceil(enters)))
        turns = min(turns, int(np.floor(leaves)) + 1)
    pixels = plane.reshape(-1)
    ink = int(FULL * width * np.sqrt(1.0 + slope * slope) + 0.5)
    low = int((start + slope * skipped) * ONE)
    rise = int(np.round(slope * ONE))
    line = (first + skipped) * next_along
    for _ in range(skipped, turns):
        at = line + (low >> 16) * next_across
        lower = ((low & (ONE - 1)) * ink) >> 16
        pixels[np.uintp(at)] += sign * (ink - lower)
        pixels[np.uintp(at + next_across)] += sign * lower
        low += rise
        line += next_along


@kernel
def _add(plane: Int32, sign: int, x0: float, y0: float, x1: float, y1: float, width: float, hair: bool) -> None:
    if hair:
        add_hairline(plane, sign, x0, y0, x1, y1, width)
    else:
        add_line(plane, sign, x0, y0, x1, y1, width)


@kernel
def draw_lines(
    buffer: Int32,
    first: int,
    last: int,
    stride: int,
    source: Int32,
    target: Int32,
    x: Float32,
    y: Float32,
    width: float,
    hair: bool,
    ready_from: Int32,
    position: Int32,
    step: int,
) -> None:
    """Add the connections `first`, `first + stride`, ... below `last`, each in its state at `step`.

    `x`, `y` (float32[N]) are the neurons; `ready_from` and `position` (int32[W]) as in `state_at`; `hair`
    chooses `add_hairline`.
    """
    for c in range(first, last, stride):
        u, v = source[c], target[c]
        state = state_at(ready_from[c], position[c], step)
        _add(buffer[state], 1, np.float64(x[u]), np.float64(y[u]), np.float64(x[v]), np.float64(y[v]), width, hair)


@kernel
def shift_lines(
    buffer: Int32,
    connections: Int32,
    source: Int32,
    target: Int32,
    x: Float32,
    y: Float32,
    width: float,
    hair: bool,
    ready_from: Int32,
    position: Int32,
    before: int,
    after: int,
    box: Int32,
) -> None:
    """Turn a picture at step `before` into that at `after`; `connections` holds all that differ, once each.

    `box` (int32[4]: left, top, right, bottom) is widened to hold every pixel that was touched.
    """
    for k in range(connections.size):
        c = connections[k]
        old = state_at(ready_from[c], position[c], before)
        new = state_at(ready_from[c], position[c], after)
        if old == new:
            continue
        u, v = source[c], target[c]
        _add(buffer[old], -1, np.float64(x[u]), np.float64(y[u]), np.float64(x[v]), np.float64(y[v]), width, hair)
        _add(buffer[new], 1, np.float64(x[u]), np.float64(y[u]), np.float64(x[v]), np.float64(y[v]), width, hair)
        reach = 1.5 * width + 1.0
        _widen(box, min(x[u], x[v]) - reach, min(y[u], y[v]) - reach, max(x[u], x[v]) + reach, max(y[u], y[v]) + reach)


@kernel
def add_cell(plane: Int32, sign: int, left: float, top: float, right: float, bottom: float) -> None:
    """Add or remove one matrix cell: a filled rectangle, or one pixel's ink where it is smaller than a pixel.

    Edges fall on pixels: cells stay sharp, and from 4 pixels on a gap of one pixel parts them.
    """
    height, width = plane.shape
    x0, y0 = int(np.floor(left)), int(np.floor(top))
    x1, y1 = int(np.floor(right)), int(np.floor(bottom))
    if x1 - x0 >= 4:
        x1 -= 1
    if y1 - y0 >= 4:
        y1 -= 1
    x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
    for i in range(max(0, y0), min(height, y1)):
        for j in range(max(0, x0), min(width, x1)):
            plane[i, j] += sign * FULL


@kernel
def draw_cells(
    buffer: Int32,
    first: int,
    last: int,
    stride: int,
    source: Int32,
    target: Int32,
    block: Int32,
    rank: Int32,
    left: Float32,
    top: Float32,
    cell_width: Float32,
    cell_height: Float32,
    ready_from: Int32,
    position: Int32,
    step: int,
) -> None:
    """Add the connections `first`, `first + stride`, ... below `last` as cells of their blocks.

    Connection c lies in block ``b = block[c]``, in the column of its source and the row of its target:
    ``rank`` (int32[N]) of each. A block begins at (``left[b]``, ``top[b]``); all in pixels.
    """
    for c in range(first, last, stride):
        b = block[c]
        x0 = left[b] + rank[source[c]] * cell_width[b]
        y0 = top[b] + rank[target[c]] * cell_height[b]
        state = state_at(ready_from[c], position[c], step)
        add_cell(buffer[state], 1, x0, y0, x0 + cell_width[b], y0 + cell_height[b])


@kernel
def shift_cells(
    buffer: Int32,
    connections: Int32,
    source: Int32,
    target: Int32,
    block: Int32,
    rank: Int32,
    left: Float32,
    top: Float32,
    cell_width: Float32,
    cell_height: Float32,
    ready_from: Int32,
    position: Int32,
    before: int,
    after: int,
    box: Int32,
) -> None:
    """Turn a picture of cells at step `before` into that at `after`; as `shift_lines`."""
    for k in range(connections.size):
        c = connections[k]
        old = state_at(ready_from[c], position[c], before)
        new = state_at(ready_from[c], position[c], after)
        if old == new:
            continue
        b = block[c]
        x0 = left[b] + rank[source[c]] * cell_width[b]
        y0 = top[b] + rank[target[c]] * cell_height[b]
        x1, y1 = x0 + cell_width[b], y0 + cell_height[b]
        add_cell(buffer[old], -1, x0, y0, x1, y1)
        add_cell(buffer[new], 1, x0, y0, x1, y1)
        _widen(box, x0 - 1.0, y0 - 1.0, x1 + 1.0, y1 + 1.0)


@kernel
def colour(
    buffer: Int32,
    picture: NDArray[np.uint32],
    cover: NDArray[np.uint16],
    unit: int,
    colours: Int32,
    background: Int32,
    left: int,
    top: int,
    right: int,
    bottom: int,
) -> None:
    """Write the pixels of a rectangle as 0xffRRGGBB: the inks of all states over the background.

    Parameters
    ----------
    buffer : int32[3, height, width]
    picture : uint32[height, width]
    cover : uint16[3, size]
        For each state, how strongly (0 to 256) an amount of ink covers: entry k for the amount k / `unit`.
    unit : int
        Entries for the ink of one fully covered pixel.
    colours : int32[3, 3]
        Red, green, blue of each state.
    background : int32[3]
    """
    paper = int(background[0]), int(background[1]), int(background[2])
    plain = (255 << 24) | (paper[0] << 16) | (paper[1] << 8) | paper[2]
    most = cover.shape[1] - 1
    for i in range(top, bottom):
        for j in range(left, right):
            if buffer[0, i, j] | buffer[1, i, j] | buffer[2, i, j] == 0:
                picture[i, j] = plain
                continue
            red, green, blue = paper
            for place in range(3):
                state = (DONE, WAITING, READY)[place]  # what can be done now lies on top
                ink = buffer[state, i, j]
                if ink > 0:
                    share = int(cover[state, min(most, (int(ink) * unit) >> 8)])
                    red += ((int(colours[state, 0]) - red) * share) >> 8
                    green += ((int(colours[state, 1]) - green) * share) >> 8
                    blue += ((int(colours[state, 2]) - blue) * share) >> 8
            picture[i, j] = (255 << 24) | (red << 16) | (green << 8) | blue


@kernel
def colour_shares(
    first: Float32, second: Float32, colours: Int32, background: Int32, picture: NDArray[np.uint32]
) -> None:
    """Write the pixels that two shares (0 to 1 each, at most 1 together) give, as 0xffRRGGBB.

    Parameters
    ----------
    first, second : float32[height, width]
        How much of each pixel has the first and the second colour; the remainder is background.
    colours : int32[2, 3]
    background : int32[3]
    picture : uint32[height, width]
        Written. A share that is not 0 covers at least three tenths: what is thin must not vanish.
    """
    height, width = first.shape
    for i in range(height):
        for j in range(width):
            a, b = first[i, j], second[i, j]
            # The square root lifts small shares: a fifth of a pixel is seen as nearly half.
            share = a + b
            if share > 0.0:
                lift = max(np.sqrt(min(share, 1.0)), 0.3) / share
                a, b = a * lift, b * lift
            rest = 1.0 - a - b
            pixel = 255
            for k in range(3):
                pixel = (pixel << 8) | int(colours[0, k] * a + colours[1, k] * b + background[k] * rest + 0.5)
            picture[i, j] = pixel


@kernel
def _widen(box: Int32, left: float, top: float, right: float, bottom: float) -> None:
    box[0] = min(box[0], int(np.floor(left)))
    box[1] = min(box[1], int(np.floor(top)))
    box[2] = max(box[2], int(np.ceil(right)))
    box[3] = max(box[3], int(np.ceil(bottom)))
