"""ioviz: see what sparse neural network inference reads and writes.

>>> import ioviz
>>> network = ioviz.generate("layered", sizes=[20, 20, 10], density=0.3, seed=0)
>>> result = ioviz.simulate(network, ioviz.order(network, "neuron"), memory=8)
>>> result.ios >= network.n_connections + network.n_neurons + network.n_outputs
True

`import ioviz` is quick and needs no display: each public name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ioviz.core.annealing import anneal
    from ioviz.core.errors import (
        FileFormatError,
        InvalidArgument,
        InvalidNetwork,
        InvalidSchedule,
        IovizError,
        LimitExceeded,
        MemoryTooSmall,
        MissingDependency,
    )
    from ioviz.core.formats import ReadOptions, load, load_schedule, read_network, save
    from ioviz.core.generators import generate
    from ioviz.core.inference import Program, compile, infer
    from ioviz.core.network import Network
    from ioviz.core.optimum import optimum, search_optimum
    from ioviz.core.schedule import Schedule, order
    from ioviz.core.simulation import (
        Board,
        Trace,
        board_at,
        differing_steps,
        first_io_difference,
        record_trace,
        simulate,
        start_board,
    )
    from ioviz.core.simulation.eviction_bound import eviction_lower_bound
    from ioviz.core.simulation.memory_curve import memory_curve

__version__ = "0.1.0"

__all__ = [
    "Board",
    "FileFormatError",
    "InvalidArgument",
    "InvalidNetwork",
    "InvalidSchedule",
    "IovizError",
    "LimitExceeded",
    "MemoryTooSmall",
    "MissingDependency",
    "Network",
    "Program",
    "ReadOptions",
    "Schedule",
    "Trace",
    "__version__",
    "anneal",
    "board_at",
    "compile",
    "differing_steps",
    "eviction_lower_bound",
    "first_io_difference",
    "generate",
    "infer",
    "load",
    "load_schedule",
    "memory_curve",
    "optimum",
    "order",
    "read_network",
    "record_trace",
    "save",
    "search_optimum",
    "simulate",
    "start_board",
]

_HOME = {
    "Board": "ioviz.core.simulation",
    "FileFormatError": "ioviz.core.errors",
    "InvalidArgument": "ioviz.core.errors",
    "InvalidNetwork": "ioviz.core.errors",
    "InvalidSchedule": "ioviz.core.errors",
    "IovizError": "ioviz.core.errors",
    "LimitExceeded": "ioviz.core.errors",
    "MemoryTooSmall": "ioviz.core.errors",
    "MissingDependency": "ioviz.core.errors",
    "Network": "ioviz.core.network",
    "Program": "ioviz.core.inference",
    "ReadOptions": "ioviz.core.formats",
    "Schedule": "ioviz.core.schedule",
    "Trace": "ioviz.core.simulation",
    "anneal": "ioviz.core.annealing",
    "board_at": "ioviz.core.simulation",
    "compile": "ioviz.core.inference",
    "differing_steps": "ioviz.core.simulation",
    "eviction_lower_bound": "ioviz.core.simulation.eviction_bound",
    "first_io_difference": "ioviz.core.simulation",
    "generate": "ioviz.core.generators",
    "infer": "ioviz.core.inference",
    "load": "ioviz.core.formats",
    "load_schedule": "ioviz.core.formats",
    "memory_curve": "ioviz.core.simulation.memory_curve",
    "optimum": "ioviz.core.optimum",
    "order": "ioviz.core.schedule",
    "read_network": "ioviz.core.formats",
    "record_trace": "ioviz.core.simulation",
    "save": "ioviz.core.formats",
    "search_optimum": "ioviz.core.optimum",
    "simulate": "ioviz.core.simulation",
    "start_board": "ioviz.core.simulation",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first asked for."""
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
