"""Application, main window, commands, dialogs: the only package that imports all others."""
