"""Other programs to be measured next to ours, one a file; each is optional."""
