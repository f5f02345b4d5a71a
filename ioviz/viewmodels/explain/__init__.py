"""Costs of a trace, reasons for evictions, lives of neurons, overlays, pseudocode."""
