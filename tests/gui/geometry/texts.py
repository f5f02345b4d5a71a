"""Texts that may be elided: a user chose them, and they are as long as they are."""

from __future__ import annotations

from tests.gui.geometry.stages import LONG_NAME

NAMES = (
    LONG_NAME,
    f"Run of {LONG_NAME}",
    "ioviz best · annealed with a long name",
    "Handwritten digits, 64-64-32-10, pruned",
    "A random network with layers of 2400, 1500 and 1200",
)
