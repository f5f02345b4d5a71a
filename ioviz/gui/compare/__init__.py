"""Schedules side by side: columns, their documents, the plot of differences."""
