"""Annealing: improve orders by many small moves, each with its exact cost."""

from ioviz.core.annealing.anneal import METHODS, START_TRIALS, AnnealSnapshot, anneal, prepare_annealing
from ioviz.core.names import OBJECTIVES

__all__ = ["METHODS", "OBJECTIVES", "START_TRIALS", "AnnealSnapshot", "anneal", "prepare_annealing"]
