"""The Explore tab, transport bar, find."""
