"""Numbers, times, ticks, progress as text."""
