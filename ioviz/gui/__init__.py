"""The window: the only room that knows Qt. Nothing here computes; see ``viewmodels`` and ``core``."""
