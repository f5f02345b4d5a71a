"""Schedules by hand, challenges, the program as opponent."""
