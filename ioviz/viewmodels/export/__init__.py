"""Film plan, encoder, report, tables."""
