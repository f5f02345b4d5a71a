"""The Explain column and overlays."""
