"""Pictures, films, numbers, reports."""
