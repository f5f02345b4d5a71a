"""Previews of networks to be generated, imported or opened; memory curves."""
