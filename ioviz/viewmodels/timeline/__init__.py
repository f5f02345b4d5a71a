"""Residency and I/O curve at any zoom."""
