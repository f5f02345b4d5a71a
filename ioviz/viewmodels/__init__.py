"""What the screen needs, made from the core without Qt."""
