"""Choosing what is simulated: side panel, generate, import, samples, facts, orders tried, memory curve."""
