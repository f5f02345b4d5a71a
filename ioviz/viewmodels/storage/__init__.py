"""Files saved in the user's folder."""
