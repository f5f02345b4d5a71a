"""Making orders of connections."""
