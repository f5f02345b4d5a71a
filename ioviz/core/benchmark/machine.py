"""Describe this computer: processor, caches, vector instructions, versions."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ioviz.core.benchmark.cores import usable_cores
from ioviz.core.benchmark.results import Machine
from ioviz.core.inference.caches import cache_sizes

PACKAGES = (
    "ioviz",
    "numpy",
    "scipy",
    "numba",
    "llvmlite",
    "mkl",
    "onnxruntime",
    "torch",
    "python-graphblas",
    "suitesparse-graphblas",
    "threadpoolctl",
)
"""The packages whose versions are recorded, if they are installed."""

_FLAGS = (
    "sse4_2", "avx", "f16c", "fma", "avx2", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512_vnni",
    "avx512_bf16", "avx512_fp16", "avx_vnni", "amx_tile", "amx_bf16", "amx_int8",
    "neon", "asimd", "asimdhp", "asimddp", "bf16", "i8mm", "sve", "sve2",
)  # fmt: skip


def describe_machine() -> Machine:
    """Return a description of this computer, without what the system does not report. Nothing is measured."""
    info = _cpu_info()
    return Machine(
        cpu=_cpu_name(info),
        cores=usable_cores(),
        caches=cache_sizes(),
        flags=_flags(info),
        os=f"{platform.system()} {platform.release()}".strip(),
        python=platform.python_version(),
        versions=_versions(),
        memory=describe_memory(),
    )


def _cpu_info() -> str:
    try:
        return Path("/proc/cpuinfo").read_text()
    except OSError:
        return ""


def _cpu_name(info: str) -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", info, re.MULTILINE)
    return (found[1] if found else platform.processor() or platform.machine() or "unknown").strip()


def _flags(info: str) -> tuple[str, ...]:
    found = re.search(r"^(?:flags|Features)\s*:\s*(.+)$", info, re.MULTILINE)
    available = set(found[1].split()) if found else set()
    return tuple(flag for flag in _FLAGS if flag in available)


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def describe_memory() -> int | None:
    """Return the computer's memory in bytes, None if it is unknown."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None
