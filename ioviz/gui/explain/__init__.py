"""The Explain column and the overlays."""
