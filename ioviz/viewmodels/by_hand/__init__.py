"""Schedules by hand: moves, hints, progress, challenges."""
