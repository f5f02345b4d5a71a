"""Plan, job, rows, charts, saved results."""
