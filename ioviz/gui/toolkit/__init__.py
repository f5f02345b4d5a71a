"""Qt widgets and styling that do not depend on networks."""
