"""Runs, job, feed, curves, saved runs."""
