"""Palette and colour ramps."""
