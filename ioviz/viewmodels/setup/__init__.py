"""Previews before a network is made or read; memory curves."""
