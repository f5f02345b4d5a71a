"""Which pairs of two layers leave a neuron without a connection, in plain Python."""

from __future__ import annotations


def left_out(pairs, a, b):
    """The neurons of either layer that no pair ``u * b + v`` touches."""
    return set(range(a)) - {p // b for p in pairs}, set(range(b)) - {p % b for p in pairs}
