"""Results as the benchmark makes them, without running it."""

from __future__ import annotations

import numpy as np

from ioviz.core.benchmark.results import Case, Limits, Machine, Measurement, Results

LIMITS = Limits(
    fma_gflops=114.0,
    sparse_gflops=98.0,
    bandwidth={"L1": 220.0, "L2": 90.0, "L3": 45.0, "DRAM read": 25.0, "DRAM triad": 21.0},
)
MACHINE = Machine(
    cpu="AMD EPYC 7B13",
    cores=2,
    caches={"L1": 32 << 10, "L2": 512 << 10, "L3": 32 << 20},
    flags=("avx2", "avx512f", "fma"),
    os="Linux 6.1",
    python="3.11.2",
    versions={"ioviz": "0.1.0", "numpy": "2.1", "numba": "0.61", "scipy": "1.15", "sparse-dot-mkl": "0.9"},
    memory=16 << 30,
)
IOS = {"neuron": 111_000, "layer": 140_000, "random": 230_000, "annealed": 84_000}
# GFLOP/s at batches 1, 16, 128.
SPEEDS = {
    ("ioviz best", "annealed"): (17.4, 54.0, 72.0),
    ("ioviz best", "neuron"): (17.0, 52.0, 70.0),
    ("ioviz as scheduled", "annealed"): (12.0, 45.0, 66.0),
    ("ioviz as scheduled", "neuron"): (11.0, 44.0, 61.0),
    ("ioviz as scheduled", "layer"): (9.0, 30.0, 38.0),
    ("ioviz as scheduled", "random"): (4.0, 15.0, 24.0),
    ("MKL CSRMM row-major", ""): (4.1, 19.0, 21.0),
    ("scipy CSR", ""): (2.7, 8.6, 18.0),
    ("numpy dense", ""): (3.3, 10.0, 10.8),
    ("connection by connection", ""): (0.4, 0.6, 0.7),
}


def case(contender: str = "ioviz best", schedule: str = "neuron", batch: int = 128, **changes) -> Case:
    known = {
        "workload": "W1", "n_neurons": 2000, "n_connections": 75_086, "n_inputs": 500, "n_outputs": 500,
        "schedule": schedule, "ios": IOS.get(schedule), "memory": 64 if schedule else None, "batch": batch,
        "threads": 1, "precision": "float32", "contender": contender,
    }  # fmt: skip
    return Case(**{**known, **changes})


def measured(one: Case, gflops: float, *, repetitions: int = 11, seed: int = 0) -> Measurement:
    noise = np.random.default_rng(seed).lognormal(0, 0.03, repetitions)
    noise[-1] *= 1.4
    seconds = one.flops / gflops / 1e9 * noise / np.median(noise)
    moved = 6 * one.n_connections + 4 * one.batch * (one.n_inputs + one.n_outputs)
    return Measurement(one, "ok", seconds=tuple(seconds.tolist()), error=3.1e-7, bytes=moved)


def results(name: str = "Run 1", *, factor: float = 1.0, batches=(1, 16, 128), cpu: str = MACHINE.cpu) -> Results:
    found = []
    for index, batch in enumerate((1, 16, 128)):
        if batch not in batches:
            continue
        for (contender, schedule), speeds in SPEEDS.items():
            found.append(measured(case(contender, schedule, batch), factor * speeds[index], seed=len(found)))
        found.append(Measurement(case("PyTorch sparse CSR", "", batch), "missing", "pip install torch"))
        found.append(Measurement(case("GraphBLAS", "", batch), "too slow", "It took longer than 10 s."))
    machine = Machine(**{**{f: getattr(MACHINE, f) for f in MACHINE.__dataclass_fields__}, "cpu": cpu})
    return Results(name, "2026-11-21T08:00:00+00:00", machine, LIMITS, tuple(found), {"repetitions": 11})
