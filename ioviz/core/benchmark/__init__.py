"""Measuring this program on this computer, next to the programs that people would use instead.

Importing it is quick: each name comes from its module when it is first used, as the processes of contenders have to
set up their environment before any library is loaded.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ioviz.core.benchmark.engine import EngineProgress, measure_engine
    from ioviz.core.benchmark.limits import LimitsProgress, measure_limits
    from ioviz.core.benchmark.machine import describe_machine
    from ioviz.core.benchmark.peers import all_peers, peer_of
    from ioviz.core.benchmark.peers.peer import Peer
    from ioviz.core.benchmark.results import (
        STATUSES,
        Case,
        Limits,
        Machine,
        Measurement,
        Results,
        load_results,
        save_results,
    )
    from ioviz.core.benchmark.suite import ANNEALED, LAYOUTS, Plan, Progress, estimate_seconds, run_plan
    from ioviz.core.benchmark.workloads import LARGE, WORKLOADS, Workload, workload_of

_HOME = {
    "engine": ("EngineProgress", "measure_engine"),
    "limits": ("LimitsProgress", "measure_limits"),
    "machine": ("describe_machine",),
    "peers": ("all_peers", "peer_of"),
    "peers.peer": ("Peer",),
    "results": (
        "STATUSES",
        "Case",
        "Limits",
        "Machine",
        "Measurement",
        "Results",
        "load_results",
        "save_results",
    ),
    "suite": ("ANNEALED", "LAYOUTS", "Plan", "Progress", "estimate_seconds", "run_plan"),
    "workloads": ("LARGE", "WORKLOADS", "Workload", "workload_of"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "ANNEALED",
    "LARGE",
    "LAYOUTS",
    "STATUSES",
    "WORKLOADS",
    "Case",
    "EngineProgress",
    "Limits",
    "LimitsProgress",
    "Machine",
    "Measurement",
    "Peer",
    "Plan",
    "Progress",
    "Results",
    "Workload",
    "all_peers",
    "describe_machine",
    "estimate_seconds",
    "load_results",
    "measure_engine",
    "measure_limits",
    "peer_of",
    "run_plan",
    "save_results",
    "workload_of",
]


def __getattr__(name: str) -> Any:
    """Import a name from its module when it is first asked for."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value
