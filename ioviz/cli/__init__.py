"""The command line: one sub-command a file. Nothing here computes anything."""
