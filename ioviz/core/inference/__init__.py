"""Real inference along a schedule. The reference is plain numpy; what is fast has to agree with it."""

from ioviz.core.inference.program import Program
from ioviz.core.inference.program import compile_program as compile
from ioviz.core.inference.reference import infer
from ioviz.core.schedule.values import neuron_values, partial_values

__all__ = ["Program", "compile", "infer", "neuron_values", "partial_values"]
