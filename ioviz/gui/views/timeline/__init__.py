"""The residency timeline and its painters."""
