"""State of the running program: document, undo, jobs, player, preferences; no widgets."""
