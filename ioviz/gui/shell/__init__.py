"""Application, main window, commands, dialogs: the only package that sees all others."""
