"""The only pyqtgraph: axes, labels, curves; plus the memory-curve plot two features share."""
