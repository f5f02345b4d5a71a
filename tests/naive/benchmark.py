"""What the loops that measure a processor compute, in plain Python."""

from __future__ import annotations


def multiply_adds(sums, turns, factor, addend):
    """The sum of 0, 1, ..., each `turns` times multiplied and added to."""
    total = 0.0
    for start in range(sums):
        x = float(start)
        for _ in range(turns):
            x = x * factor + addend
        total += x
    return total


def sum_rows(turns, index, weight, rows):
    """Weight times row, added up over all indices, `turns` times."""
    width = len(rows[0])
    return [turns * sum(w * rows[i][column] for i, w in zip(index, weight)) for column in range(width)]


def read_all(turns, values, width):
    """The sum of all vectors of `width` entries, `turns` times."""
    return [turns * sum(values[column::width]) for column in range(width)]
