"""Export of pictures, animations, tables and reports."""
