"""The document that an intent resolves to, and searches for orders, evictions and the optimum."""
