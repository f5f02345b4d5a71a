"""The network view and its painters."""
