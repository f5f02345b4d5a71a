"""Vectors of float32 in kernels: lanes, their instructions, functions and look-ups."""
