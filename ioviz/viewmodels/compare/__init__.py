"""Columns and differences."""
