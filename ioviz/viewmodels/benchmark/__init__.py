"""Benchmarks: plan, job, rows of measurements, charts, poster, saved results."""
