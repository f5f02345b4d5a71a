"""Benchmarks of ioviz itself: `python -m tests.benchmarks engine`, `anneal`, `formats` or `window`, in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""Where the processes that are measured are started, so that they import this checkout."""
