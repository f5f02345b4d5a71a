"""Node-link placement: layers from left to right, wide layers as honeycombs, few crossings.

Crossings are reduced by the barycentre method of Sugiyama, Tagawa, Toda (1981): sweeping forth and back,
each layer is sorted by the mean position of the neurons that its neurons are connected to.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.timing import frozen
from ioviz.viewmodels.network.placement import Caption, LinkPlacement, layer_members, layer_name

if TYPE_CHECKING:
    from ioviz.core.network import Network

Float64 = NDArray[np.float64]
Int32 = NDArray[np.int32]

RADIUS = 0.36
"""Of a neuron, in units of the distance between neighbours."""

GIVEN_RADIUS = 0.29
"""Of a neuron at a position of the file, where neighbours are often connected: the line between them is seen."""

HONEYCOMB = math.sqrt(3) / 2
"""Distance between the columns of a honeycomb with neighbours one apart."""

SWEEPS = 6
MOST_CONNECTIONS_TO_SORT = 1_000_000
WORTH_IT = 0.97
"""A sorting is used only if it shortens the connections to this share; else the order of the file stays."""

LEAST_ROWS = 12
"""A layer of up to this many neurons is one column."""

ZIGZAG = (-0.87, 0.87, -1.3, 1.3)
"""Heights in a chain of single neurons: a connection of up to five layers crosses no neuron in between."""

SNAKE_FROM = 12
"""A chain of at least this many layers may be folded into lines."""


def place_links(network: Network, aspect: float) -> LinkPlacement:
    """Return the positions of the neurons: those of the file if it has any, else layer by layer."""
    if network.position is not None and network.n_neurons > 1:
        x, y = (network.position[:, k].astype(np.float64) for k in (0, 1))
        apart = _least_distance(x, y)
        if apart > 0:
            return _placement(network, x / apart, y / apart, (), radius=GIVEN_RADIUS)
    layers = layer_members(network)
    image = _input_image(network, layers)
    rows, gap = _shape(layers, image, aspect)
    if len(layers) >= SNAKE_FROM and rows * 3 <= len(layers):
        return _placement(network, *_snake(network, layers, aspect), ())
    order = _fewer_crossings(network, layers, keep_first=image is not None)
    x, y, captions = _columns(network, order, image, rows, gap)
    return _placement(network, x, y, captions, _missing_pixels(network, x, y, order[0], image) if image else ())


def _shape(layers: list[Int32], image: tuple[int, int] | None, aspect: float) -> tuple[int, float]:
    """Return the height of a layer in neurons, and the gap between layers, that make neurons largest."""
    tallest = max(members.size for members in layers)
    best = (0.0, 1, 2.0)
    for rows in sorted({*range(1, min(tallest, 64) + 1), *(math.ceil(tallest / k) for k in range(1, 9))}):
        if rows < min(tallest, LEAST_ROWS):
            continue
        high = max(rows, image[0] if image else 0) + 1.8  # with the captions
        gap = max(2.4, 0.3 * rows)
        fixed = 1.6 + sum(
            image[1] - 1 if i == 0 and image else (math.ceil(members.size / rows) - 1) * HONEYCOMB
            for i, members in enumerate(layers)
        )
        scale = min(aspect / (fixed + gap * (len(layers) - 1)), 1 / high)
        if scale > best[0]:
            # The rest of the width goes between the layers, up to a limit: flat lines are easy to follow.
            spare = (aspect / scale - fixed) / max(len(layers) - 1, 1)
            best = (scale, rows, min(max(gap, spare), 1.1 * high + 1))
    return best[1], best[2]


def _columns(
    network: Network, order: list[Int32], image: tuple[int, int] | None, rows: int, gap: float
) -> tuple[Float64, Float64, tuple[Caption, ...]]:
    x, y = np.zeros(network.n_neurons), np.zeros(network.n_neurons)
    left, captions = 0.0, []
    high = max(min(rows, max(members.size for members in order)), image[0] if image else 0)
    for i, members in enumerate(order):
        if i == 0 and image:
            entry = np.empty(network.n_neurons, np.int64)
            entry[network.inputs] = network.input_slots
            dx = (entry[members] % image[1]).astype(np.float64)
            dy = entry[members] // image[1] - (image[0] - 1) / 2
            width = float(image[1] - 1)
        else:
            columns = math.ceil(members.size / rows)
            dx, dy = _honeycomb(members.size, columns)
            # A layer of few neurons is spread, so that its connections are easier to see.
            if columns == 1 and members.size > 1:
                dy = dy * min(2.4, max(1.0, 0.8 * (high - 1) / (members.size - 1)))
            width = (columns - 1) * HONEYCOMB
        x[members], y[members] = left + dx, dy
        captions.append(Caption(layer_name(i, members, network), left + width / 2, -(high - 1) / 2 - 0.9))
        left += width + gap
    return x, y, tuple(captions)


def _honeycomb(size: int, columns: int) -> tuple[Float64, Float64]:
    """Return positions column by column; every other column is half a step lower."""
    if columns == 1:
        return np.zeros(size), _centred(size)
    rows = math.ceil(size / columns)
    index = np.arange(size, dtype=np.float64)
    # Neighbours in the order are side by side, so that a sorted layer stays sorted from top to bottom.
    column, row = index % columns, index // columns
    return column * HONEYCOMB, row - (rows - 1) / 2 + 0.5 * (column % 2) - 0.25


def _snake(network: Network, layers: list[Int32], aspect: float) -> tuple[Float64, Float64]:
    """Lay out a long chain of narrow layers in lines of alternating direction."""
    high = max(members.size for members in layers)
    step, pitch = 1.9, 1.0 * high + 3.2
    lines = max(1, round(math.sqrt(len(layers) * step / (aspect * pitch))))
    per_line = math.ceil(len(layers) / lines)
    x, y = np.zeros(network.n_neurons), np.zeros(network.n_neurons)
    for i, members in enumerate(layers):
        line, k = divmod(i, per_line)
        column = k if line % 2 == 0 else per_line - 1 - k
        offset = ZIGZAG[i % len(ZIGZAG)] if high == 1 else 0.3 * (-1) ** i
        x[members] = column * step
        y[members] = line * pitch + _centred(members.size) + offset
    return x, y


def _fewer_crossings(network: Network, layers: list[Int32], *, keep_first: bool) -> list[Int32]:
    """Return the layers sorted by barycentres, if that makes the connections much shorter."""
    source, target = network.source, network.target
    if len(layers) < 2 or source.size > MOST_CONNECTIONS_TO_SORT or len(layers) * source.size > 2e7:
        return layers
    position = np.empty(network.n_neurons)
    for members in layers:
        position[members] = _evenly(members.size)
    length_before = best_length = _length(position, source, target)
    best = order = layers
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        own, other = (target, source) if forth else (source, target)
        degree = np.bincount(own, minlength=network.n_neurons)
        indices = range(1, len(layers)) if forth else range(len(layers) - 2, 0 if keep_first else -1, -1)
        order = list(order)
        for i in indices:
            members = order[i]
            mean = np.bincount(own, position[other], network.n_neurons)[members]
            connected = degree[members] > 0
            mean = np.where(connected, mean / np.maximum(degree[members], 1), position[members])
            order[i] = members[np.argsort(mean, kind="stable")]
            position[order[i]] = _evenly(members.size)
        length = _length(position, source, target)
        if length < best_length:
            best, best_length = order, length
    return best if best_length < WORTH_IT * length_before else layers


def _centred(size: int) -> Float64:
    """Return positions one apart around 0."""
    return np.arange(size, dtype=np.float64) - (size - 1) / 2


def _evenly(size: int) -> Float64:
    """Return evenly spaced positions in [-1, 1]."""
    return (np.arange(size, dtype=np.float64) + 0.5) / size * 2 - 1


def _length(position: Float64, source: Int32, target: Int32) -> float:
    return float(np.abs(position[source] - position[target]).sum())


def _input_image(network: Network, layers: list[Int32]) -> tuple[int, int] | None:
    """Return rows and columns if the first layer is all the inputs and these are the pixels of an image."""
    examples = network.examples
    if examples is None or examples.image_shape is None:
        return None
    rows, columns = examples.image_shape
    whole = rows * columns == network.input_width and layers[0].size == network.n_inputs
    return (rows, columns) if whole and max(rows, columns) <= 40 else None


def _missing_pixels(
    network: Network, x: Float64, y: Float64, first: Int32, image: tuple[int, int]
) -> tuple[tuple[float, float, int], ...]:
    """Return position and entry of the pixels without an input neuron: trimmed, but part of the image."""
    anchor = int(first[0])
    entry = int(network.input_slots[network.inputs.tolist().index(anchor)])
    left, top = x[anchor] - entry % image[1], y[anchor] - entry // image[1]
    taken = set(network.input_slots.tolist())
    return tuple(
        (float(left + k % image[1]), float(top + k // image[1]), k)
        for k in range(image[0] * image[1])
        if k not in taken
    )


def _least_distance(x: Float64, y: Float64) -> float:
    """Return the least distance of two points; O(n log n) as long as few share a strip."""
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    least = math.inf
    for ahead in range(1, x.size):
        dx = x[ahead:] - x[:-ahead]
        if dx.size == 0 or dx.min() >= least:
            break
        least = min(least, float(np.hypot(dx, y[ahead:] - y[:-ahead]).min()))
    return least


def _placement(
    network: Network,
    x: Float64,
    y: Float64,
    captions: tuple[Caption, ...],
    missing: tuple[tuple[float, float, int], ...] = (),
    radius: float = RADIUS,
) -> LinkPlacement:
    """Return the placement; its bounds include captions, and the names of classes right of the outputs."""
    top = min([float(y.min()) - 0.8] + [caption.y - 0.9 for caption in captions])
    left = min([float(x.min())] + [px for px, _, _ in missing]) - 0.8
    right = 1.6 if network.examples is not None and network.examples.classes else 0.8
    bounds = (left, top, float(x.max()) + right, float(y.max()) + 0.8)
    x32, y32 = (frozen(np.ascontiguousarray(values, np.float32)) for values in (x, y))
    return LinkPlacement(network, x32, y32, radius, bounds, captions, missing)
