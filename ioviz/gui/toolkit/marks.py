"""Looks of a widget while what it belongs to is computed; neither is a matter of colour alone."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

OUTDATED = "outdated"
"""The property of a label whose number belongs to what was shown before the request: italic and grey."""
COMPUTING = "computing"
"""The property of a button whose choice is being computed: a dashed frame."""


def mark(widget: QWidget, name: str, on: bool) -> None:
    """Set `OUTDATED` or `COMPUTING` of a widget; the style sheet knows both."""
    if bool(widget.property(name)) != on:
        if name == OUTDATED:
            widget.setProperty("outdated", on)
        else:
            widget.setProperty("computing", on)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
