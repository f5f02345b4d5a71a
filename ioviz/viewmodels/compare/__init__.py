"""Schedules side by side: their columns, and the differences between them."""
