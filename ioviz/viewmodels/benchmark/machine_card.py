"""Facts about the machine: processor, caches in bytes and in values at a batch, limits, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ioviz.core.names import VALUE_BYTES
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.benchmark import Limits, Machine, Results

Group = tuple[str, tuple[tuple[str, str], ...]]
"""A heading, and pairs of name and text."""

_VECTOR_FLAGS = ("sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16",
                 "amx_int8", "neon", "asimd", "sve", "asimddp", "bf16", "i8mm")  # fmt: skip


def card(results: Results, batch: int) -> tuple[Group, ...]:
    """Return the facts about the computer, in groups."""
    groups: list[Group] = [("COMPUTER", _computer(results.machine))]
    caches = _caches(results.machine, batch)
    if caches:
        groups.append((f"CACHES, IN VALUES AT BATCH {numbers.count(batch)}", caches))
    groups.append(("LIMITS, MEASURED", _limits(results.limits)))
    groups.append(("VERSIONS", tuple(results.machine.versions.items())))
    if results.warnings:
        groups.append(("WARNINGS", tuple(("", warning) for warning in results.warnings)))
    settings = tuple((name.replace("_", " "), _setting(value)) for name, value in results.settings.items())
    if settings:
        groups.append(("HOW IT WAS MEASURED", settings))
    return tuple(groups)


def values_in(n_bytes: int, batch: int) -> int:
    """Return M: the neurons that fit into a memory, with a float32 for each input of the batch."""
    return n_bytes // (VALUE_BYTES * batch)


def _computer(machine: Machine) -> tuple[tuple[str, str], ...]:
    known = [("Processor", machine.cpu), ("Cores", numbers.count(machine.cores))]
    flags = [flag for flag in machine.flags if flag in _VECTOR_FLAGS] or list(machine.flags[:8])
    if flags:
        known.append(("Vectors", ", ".join(flags)))
    if machine.memory:
        known.append(("Memory", numbers.cache_size(machine.memory)))
    return (*known, ("System", machine.os), ("Python", machine.python))


def _caches(machine: Machine, batch: int) -> tuple[tuple[str, str], ...]:
    return tuple(
        (level, f"{numbers.cache_size(size)} = {numbers.plural(values_in(size, batch), 'value')}")
        for level, size in machine.caches.items()
    )


def _limits(limits: Limits | None) -> tuple[tuple[str, str], ...]:
    if limits is None:
        return (("", "Not measured in this run; tick “limits” to measure them."),)
    facts = [("Multiply-adds", f"{numbers.figures(limits.fma_gflops)} GFLOP/s")]
    if limits.sparse_gflops > 0:
        facts.append(("Sparse, from L1", f"{numbers.figures(limits.sparse_gflops)} GFLOP/s"))
    facts += [(name, f"{numbers.figures(value)} GB/s") for name, value in limits.bandwidth.items()]
    facts.append(("Measured on", numbers.plural(limits.threads, "thread")))
    return tuple(facts)


def _setting(value: str | int | float | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return numbers.count(value)
    return numbers.real(value) if isinstance(value, float) else value
