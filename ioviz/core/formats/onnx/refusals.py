"""That an operation cannot be made of neurons."""

from __future__ import annotations


class NotNeurons(Exception):
    """An operation is no weighted sum with an activation; the text says why, to be put after its name."""
