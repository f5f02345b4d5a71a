"""The machine: what a schedule costs, and what happens on the way."""

from ioviz.core.simulation.counts import Counts
from ioviz.core.simulation.policies import POLICIES, POLICY_NAMES
from ioviz.core.simulation.simulate import Simulation, simulate

__all__ = ["POLICIES", "POLICY_NAMES", "Counts", "Simulation", "simulate"]
