"""Drives the real window, in processes of its own, to time it."""
