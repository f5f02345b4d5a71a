"""About, keys, help pages."""
