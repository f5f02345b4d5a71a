"""Residency, I/O curve and heat of a trace at any zoom."""
