"""Painted views of one Frame: memory, counters, example, sentence."""
