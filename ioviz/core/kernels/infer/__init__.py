"""Running compiled programs, and where their values lie."""
