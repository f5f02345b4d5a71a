"""The Anneal tab."""
