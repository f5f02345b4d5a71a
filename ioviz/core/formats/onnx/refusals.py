"""The error for operations that cannot be made of neurons."""

from __future__ import annotations


class NotNeurons(Exception):
    """An operation is not a weighted sum with an activation; the message is the reason, to follow its name."""
