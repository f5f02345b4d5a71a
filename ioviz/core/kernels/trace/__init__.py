"""Replaying, scanning and picturing a recorded trace."""
