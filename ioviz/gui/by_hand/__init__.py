"""Schedules by hand, challenges, the rival board."""
