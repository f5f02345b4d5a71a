"""Moves, hints, challenges."""
