"""Annealing runs: settings, job, feed, curves, thumbnails, saved runs."""
