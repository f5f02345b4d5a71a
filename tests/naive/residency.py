"""When neurons are in fast memory, and the picture of it: slow and obvious."""

from __future__ import annotations


def resident_at_each_multiplication(machine, n):
    """For each neuron and connection of a naive machine's run: whether it is there when that one is multiplied."""
    rows = [[] for _ in range(n)]
    for events, moments in zip(machine.events, machine.moments):
        at = [kind for kind, *_ in events].index("MULTIPLY_ADD")
        for neuron in range(n):
            rows[neuron].append(neuron in moments[at]["neuron"])
    return rows


def coverage(rows, low, high, width, height):
    """The share of each pixel that intervals cover; `rows` are lists of (start, end), from top to bottom.

    With fewer rows than pixel rows each pixel row shows one row, else the mean of some.
    """
    n = len(rows)
    pixel = (high - low) / width
    picture = []
    for y in range(height):
        shown = rows[y * n // height : (y + 1) * n // height] if n >= height else [rows[y * n // height]]
        picture.append([])
        for x in range(width):
            left, right = low + x * pixel, low + (x + 1) * pixel
            covered = sum(max(0.0, min(end, right) - max(start, left)) for row in shown for start, end in row)
            picture[-1].append(covered / (pixel * len(shown)))
    return picture
