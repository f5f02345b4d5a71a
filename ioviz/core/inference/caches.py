"""The sizes of the processor's caches, as reported by the system."""

from __future__ import annotations

import os
import re
from pathlib import Path

_CACHES = Path("/sys/devices/system/cpu/cpu0/cache")
_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "": 1}


def cache_sizes() -> dict[str, int]:
    """Return the data caches that one core sees, in bytes, by level: "L1", "L2", "L3"."""
    found: dict[str, int] = {}
    for folder in sorted(_CACHES.glob("index*")):
        try:
            kind = (folder / "type").read_text().strip()
            level = (folder / "level").read_text().strip()
            size = re.fullmatch(r"(\d+)([KMG]?)", (folder / "size").read_text().strip())
        except OSError:
            continue
        if size and kind in ("Data", "Unified"):
            found[f"L{level}"] = int(size[1]) * _UNITS[size[2]]
    return dict(sorted(found.items())) or _told_by_sysconf()


def _told_by_sysconf() -> dict[str, int]:
    """Return the sizes from the C library, if the system has no such folder."""
    names = {"L1": "SC_LEVEL1_DCACHE_SIZE", "L2": "SC_LEVEL2_CACHE_SIZE", "L3": "SC_LEVEL3_CACHE_SIZE"}
    found = {}
    for level, name in names.items():
        try:
            size = os.sysconf(name)
        except (AttributeError, ValueError, OSError):
            continue
        if size > 0:
            found[level] = size
    return found
