"""Compiling all kernels once on a computer, in another process, and waiting for what a job needs of it."""
