"""Intent -> Document, and the searches around it."""
