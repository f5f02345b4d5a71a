"""The action table and what is made of it: menus, buttons, command palette, recent files."""
