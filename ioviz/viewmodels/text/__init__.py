"""Numbers, durations, axis ticks and progress as text."""
