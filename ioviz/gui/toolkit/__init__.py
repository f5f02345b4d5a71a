"""Qt widgets and styling that know nothing of networks."""
