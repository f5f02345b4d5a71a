"""Annealing: improve orders by many small moves, each with its exact cost."""

from ioviz.core.annealing.anneal import METHODS, AnnealSnapshot, anneal
from ioviz.core.names import OBJECTIVES

__all__ = ["METHODS", "OBJECTIVES", "AnnealSnapshot", "anneal"]
