"""Inference along a schedule: a reference in plain numpy, and compiled programs that agree with it."""

from ioviz.core.inference.program import Program
from ioviz.core.inference.program import compile_program as compile
from ioviz.core.inference.reference import infer
from ioviz.core.schedule.values import neuron_values, partial_values

__all__ = ["Program", "compile", "infer", "neuron_values", "partial_values"]
