"""Measuring this program on this computer, next to the programs that people would use instead."""

from ioviz.core.benchmark.engine import EngineProgress, measure_engine

__all__ = ["EngineProgress", "measure_engine"]
