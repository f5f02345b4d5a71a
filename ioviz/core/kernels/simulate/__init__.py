"""The machine under each eviction policy."""
