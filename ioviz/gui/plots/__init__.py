"""Plots with pyqtgraph: axes, labels, curves, and the memory-curve plot that two features share."""
