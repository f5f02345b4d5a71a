"""Actions, and the interface made of them: menus, buttons, command palette, recent files."""
