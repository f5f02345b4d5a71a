"""`ioviz compile`: compile all kernels for this computer, so that nothing that comes later has to wait for it."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from ioviz.cli.output import print_text
from ioviz.cli.progress import progress_line

DESCRIPTION = """\
Compile all kernels for this computer. The window does so in the background when it is opened for the first time; this
command is for a computer that is prepared before, or one on which only commands are used. What is compiled already is
not compiled again. The machine code is kept in the user's cache folder, or the folder that NUMBA_CACHE_DIR names."""
EXAMPLE = "ioviz compile"
LOWER_PRIORITY = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add whether it runs in the background."""
    parser.add_argument("--background", action="store_true", help="with lower priority, and without any output")


def run(args: argparse.Namespace) -> int:
    """Compile stage by stage."""
    from ioviz.core.kernels.cache_folder import count_cached
    from ioviz.core.kernels.jit import compiled
    from ioviz.viewmodels.compiling.stages import STAGES, mark_compiled, uncompiled

    if args.background and hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(LOWER_PRIORITY)
    began = time.perf_counter()
    before, kernels = count_cached()
    with progress_line(shown=not args.background) as show, compiled():
        while stages := uncompiled():
            for _ in _STEPS[stages[0]]():
                show(count_cached()[0] / kernels, f"compiling {STAGES[stages[0]]}")
            mark_compiled(stages[0])
    now, _ = count_cached()
    if not args.background:
        seconds = time.perf_counter() - began
        print_text(f"{now} of {kernels} kernels are compiled, {now - before} of them in these {seconds:.1f} seconds.")
    return 0


def _documents() -> Iterator[object]:
    from ioviz.viewmodels.document.document import MADE_FOR_M, ORDERS
    from ioviz.viewmodels.document.engine import rehearse

    yield from rehearse(tuple(order for order in ORDERS if order not in MADE_FOR_M))


def _drawing() -> Iterator[object]:
    """Draw lines and cells, of the steps of a schedule and of an overlay, and rows of the timeline."""
    from ioviz.core.generators import generate
    from ioviz.core.schedule import order
    from ioviz.core.simulation import record_trace
    from ioviz.viewmodels.explain.overlay_raster import OverlayRaster
    from ioviz.viewmodels.explain.overlays import make_overlay
    from ioviz.viewmodels.explain.trace_costs import compute_trace_costs
    from ioviz.viewmodels.frame.timing import make_timing
    from ioviz.viewmodels.look.palette import LIGHT
    from ioviz.viewmodels.network.place import place
    from ioviz.viewmodels.network.placement import Kind
    from ioviz.viewmodels.network.raster import Camera, ConnectionRaster
    from ioviz.viewmodels.timeline.timeline import timeline_data

    network = generate("dense", a=4, b=4)
    trace = record_trace(network, order(network, "neuron"), memory=4)
    timing = make_timing(trace.schedule)
    costs = yield from compute_trace_costs(trace, timing)
    kinds: tuple[Kind, ...] = ("links", "matrix")
    for placement in (place(network, kind) for kind in kinds):
        camera = Camera.fitting(placement.bounds, 64, 64, 4)
        raster = yield from ConnectionRaster(placement, timing, camera, 1.0).build(0, LIGHT)
        raster.follow(1)
        yield from OverlayRaster(placement, make_overlay(costs, "rereads"), camera, 1.0).build(LIGHT)
    yield timeline_data(trace).raster(0.0, 16.0, 0, 8, 64, 64, LIGHT)


def _curves() -> Iterator[object]:
    from ioviz.core.generators import generate
    from ioviz.core.schedule import order
    from ioviz.core.simulation.memory_curve import memory_curve

    network = generate("dense", a=4, b=4)
    for policy in ("min", "lru", "rr"):
        yield memory_curve(network, order(network, "neuron"), policy=policy)


def _annealing() -> Iterator[object]:
    from ioviz.core.annealing import METHODS, anneal
    from ioviz.core.generators import generate

    for method in METHODS:
        yield from anneal(generate("diamond"), 3, start="neuron", proposals=4, method=method)


def _optimum() -> Iterator[object]:
    from ioviz.core.generators import generate
    from ioviz.core.optimum import compile_search
    from ioviz.core.schedule import order
    from ioviz.core.simulation import simulate
    from ioviz.core.simulation.eviction_bound import with_best_evictions

    yield compile_search()
    network = generate("dense", a=4, b=4)
    made, _ = with_best_evictions(network, order(network, "neuron"), memory=4)
    yield simulate(network, made, memory=4, policy="manual")


def _orders() -> Iterator[object]:
    from ioviz.core.schedule.constructive import TRIAL_KINDS, prepare_trials
    from ioviz.viewmodels.document.document import ORDERS
    from ioviz.viewmodels.document.engine import rehearse

    for kind in TRIAL_KINDS:
        yield prepare_trials(kind)
    yield from rehearse(ORDERS)


def _inference(precisions: Sequence[Any] = ("float32",)) -> Iterator[object]:
    """Run programs of both modes, for one vector and a batch."""
    import numpy as np

    from ioviz.core.generators import generate
    from ioviz.core.inference import compile
    from ioviz.core.names import MODES

    network = generate("layered", sizes=[40, 40, 40], density=0.5, seed=0)
    modes: Sequence[Any] = tuple(MODES)
    for mode in modes:
        for precision in precisions:
            program = compile(network, "neuron", mode=mode, weights=precision)
            for batch in (1, 64):
                for layout in ("rows", "columns"):
                    shape = (batch, network.input_width)
                    vectors = np.ones(shape if layout == "rows" else shape[::-1], np.float32)
                    yield program(vectors, layout=layout)
            program.tune(64, seconds=0.01)


def _short_weights() -> Iterator[object]:
    from ioviz.core.names import PRECISIONS

    yield from _inference(PRECISIONS)


def _measuring() -> Iterator[object]:
    import numpy as np

    from ioviz.core.benchmark import measure_limits
    from ioviz.core.benchmark.peers.naive import PEER
    from ioviz.core.benchmark.peers.peer import Task
    from ioviz.core.generators import generate

    network = generate("dense", a=4, b=4)
    vectors = np.ones((2, network.input_width), np.float32)
    yield PEER.prepare(Task(network, vectors, 2, 1, "rows")).run()
    yield from measure_limits(repetitions=1)


def _files() -> Iterator[object]:
    """Read the text formats, make networks of the families that need kernels, and prove one not to be a network."""
    import tempfile
    from pathlib import Path

    import numpy as np

    from ioviz.core.errors import InvalidNetwork
    from ioviz.core.formats import load, save
    from ioviz.core.generators import generate
    from ioviz.core.network import Activation, apply_activation
    from ioviz.core.network.build import build_network

    yield generate("layered", sizes=[8, 8, 8], density=0.3, seed=0)
    yield generate("compact-growth", memory=8, neurons=20)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.mtx", "a.smtx"):
            save(generate("dense", a=4, b=4), Path(folder) / name)
            yield load(Path(folder) / name)
    with suppress(InvalidNetwork):
        build_network(n_neurons=3, source=[0, 1, 2], target=[1, 2, 1])
    yield apply_activation(Activation.GELU, 0.0, np.ones(1, np.float32))


_STEPS: dict[str, Callable[[], Iterator[Any]]] = {
    "documents": _documents,
    "drawing": _drawing,
    "curves": _curves,
    "annealing": _annealing,
    "optimum": _optimum,
    "orders": _orders,
    "inference": _inference,
    "measuring": _measuring,
    "files": _files,
    "short weights": _short_weights,
}
