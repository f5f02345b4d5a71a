"""`ioviz compile` compiles everything that the program can ask for."""

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from ioviz.core import kernels
from ioviz.core.kernels.cache_folder import count_cached
from ioviz.core.kernels.jit import COMPILED, Kernel

ROOT = Path(__file__).parents[2]

USE = """
import sys
import ioviz
from ioviz.core.kernels.jit import Kernel
from ioviz.core.simulation.memory_curve import memory_curve

network = ioviz.generate("layered", sizes=[12, 9, 7], density=0.5, seed=3)
for name in ("neuron", "layer", "random", "greedy", "tiled", "grouped", "bandwidth"):
    schedule = ioviz.order(network, name, memory=6)
    for policy in ("min", "lru", "rr", "min-d"):
        trace = ioviz.record_trace(network, schedule, memory=6, policy=policy)
        trace.state(5)
memory_curve(network, schedule)
*_, best = ioviz.anneal(network, 6, proposals=200)
ioviz.optimum(ioviz.generate("diamond"), 3)
import numpy as np
for weights in ("float32", "int8"):
    program = ioviz.compile(network, schedule, weights=weights)
    program(np.ones((1, network.input_width), np.float32))
    program(np.ones((70, network.input_width), np.float32))
made = {}
for module in list(sys.modules.values()):
    for value in vars(module).values() if module and module.__name__.startswith("ioviz.core.kernels") else ():
        if isinstance(value, Kernel) and value._dispatcher is not None:
            made[value.function.__qualname__] = sum(value.dispatcher.stats.cache_misses.values())
assert len(made) > 20, made
print({name: count for name, count in made.items() if count})
"""


def test_the_kernels_are_counted():
    found = [
        value
        for module in pkgutil.walk_packages(kernels.__path__, f"{kernels.__name__}.")
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, Kernel) and value.function.__module__ == module.name
    ]
    if COMPILED:
        assert len(found) == count_cached()[1] > 100


@pytest.mark.slow
def test_after_it_nothing_is_compiled(tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "0"}

    def run(*command):
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    said = run("-m", "ioviz", "compile")
    n_kernels = count_cached()[1]
    assert said.startswith(f"{n_kernels} of {n_kernels} kernels are compiled, {n_kernels} of them in these ")
    assert run("-c", USE) == "{}"
    assert run("-m", "ioviz", "compile").startswith(f"{n_kernels} of {n_kernels} kernels are compiled, 0 of them")
