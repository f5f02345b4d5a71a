"""Detect what may disturb times: other load, stolen cores, a changing clock."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ioviz.core.benchmark.cores import usable_cores
from ioviz.core.benchmark.results import Measurement

_GOVERNOR = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
_STEADY_GOVERNORS = ("performance",)
_STEAL_SHARE = 0.01
_WIDE_SPREAD = 0.1


class Watch:
    """Records the state of the computer when it is made, and returns warnings at the end."""

    def __init__(self) -> None:
        self._ticks = _cpu_ticks()
        self._load = _load()

    def warnings(self, measurements: Sequence[Measurement], threads: int, *, pinned: bool) -> tuple[str, ...]:
        """Return warnings about what may have disturbed the times of `measurements`; none on an idle computer."""
        found = []
        cores = usable_cores()
        if self._load is not None and self._load > 0.5 * cores:
            found.append(
                f"Other programs were running at the start (load average {self._load:.1f} on {cores} cores): times are "
                "longer and vary more than on an idle computer."
            )
        stolen = self._stolen()
        if stolen > _STEAL_SHARE:
            found.append(f"The host of this virtual machine took {100 * stolen:.0f} % of the time for others.")
        governor = _read(_GOVERNOR)
        if governor and governor not in _STEADY_GOVERNORS:
            found.append(f"The clock of the processor changes by load (governor {governor}); performance holds it.")
        if threads > cores:
            found.append(f"{threads} threads share {cores} cores.")
        if not pinned:
            found.append("This system cannot pin processes to cores, so they may have moved between cores.")
        wide = [one for one in measurements if one.status == "ok" and one.spread > _WIDE_SPREAD]
        if wide:
            found.append(
                f"In {len(wide)} of {len(measurements)} rows the quartiles are more than {100 * _WIDE_SPREAD:.0f} % of "
                "the median apart: their ratios are less reliable."
            )
        return tuple(found)

    def _stolen(self) -> float:
        now = _cpu_ticks()
        if self._ticks is None or now is None:
            return 0.0
        total = sum(now) - sum(self._ticks)
        return (now[7] - self._ticks[7]) / total if total > 0 else 0.0


def _cpu_ticks() -> list[int] | None:
    """User, nice, system, idle, wait, interrupts, soft interrupts, stolen."""
    line = _read(Path("/proc/stat")).partition("\n")[0].split()
    ticks = [int(word) for word in line[1:9]] if line[:1] == ["cpu"] else []
    return ticks if len(ticks) == 8 else None


def _load() -> float | None:
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return None


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
