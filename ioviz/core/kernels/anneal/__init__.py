"""Simulated annealing: the state of a chain, its moves, their exact cost."""
