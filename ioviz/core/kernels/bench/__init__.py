"""What a processor can do at most, and inference as plain loops."""
