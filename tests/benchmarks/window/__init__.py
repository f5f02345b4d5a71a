"""Drives the real window to time it."""
