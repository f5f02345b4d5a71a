"""Costs of a trace, why, neuron life, overlays."""
