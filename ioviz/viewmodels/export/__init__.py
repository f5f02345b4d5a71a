"""Exports: films, memory curves as SVG, reports, tables."""
