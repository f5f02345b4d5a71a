"""Hardware counters of the processor by Linux's perf_event_open, where the system allows it to users."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Callable
from typing import Any

EVENTS = {"cycles": 0, "instructions": 1, "cache misses": 3}
"""The kernel's numbers of generic hardware events; its "cache misses" are those of the last level."""

_SYSTEM_CALL = {"x86_64": 298, "aarch64": 241}
_TYPE_HARDWARE = 0
_ATTRIBUTE_BYTES = 128
_DISABLED, _INHERIT, _NO_KERNEL, _NO_HYPERVISOR = 1 << 0, 1 << 1, 1 << 5, 1 << 6
_ENABLE, _DISABLE, _RESET = 0x2400, 0x2401, 0x2403
_BOTH_TIMES = 1 | 2  # total time enabled, total time running


def why_not() -> str | None:
    """Return why hardware counters are not available, or None if they are."""
    if sys.platform != "linux" or platform.machine() not in _SYSTEM_CALL:
        return "Hardware counters are supported only on Linux, on x86-64 and ARM64."
    try:
        os.close(_open(EVENTS["cycles"]))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = (
            " (a virtual machine without them)"
            if error.errno in (2, 19, 95)
            else " (see /proc/sys/kernel/perf_event_paranoid)"
        )
        return f"This system allows no hardware counters: {reason}{hint}."
    return None


def count_events(run: Callable[[], Any], calls: int) -> dict[str, float]:
    """Return the mean counts of one call, by the counter's name; empty if none are available.

    Counts this thread and those that it starts afterwards, but not the threads of an existing pool: it is for
    one thread.
    """
    opened: dict[str, int] = {}
    try:
        for name, event in EVENTS.items():
            try:
                opened[name] = _open(event)
            except OSError:
                continue
        import fcntl

        for handle in opened.values():
            fcntl.ioctl(handle, _RESET, 0)
            fcntl.ioctl(handle, _ENABLE, 0)
        for _ in range(calls):
            run()
        for handle in opened.values():
            fcntl.ioctl(handle, _DISABLE, 0)
        return {name: _value(handle) / calls for name, handle in opened.items()}
    finally:
        for handle in opened.values():
            os.close(handle)


def _value(handle: int) -> float:
    """Return the count, scaled up if the processor's counters were time-shared."""
    value, enabled, running = struct.unpack("QQQ", os.read(handle, 24))
    return float(value * enabled / running) if running else 0.0


def _open(event: int) -> int:
    attribute = bytearray(_ATTRIBUTE_BYTES)
    flags = _DISABLED | _INHERIT | _NO_KERNEL | _NO_HYPERVISOR
    struct.pack_into("=IIQQQQQ", attribute, 0, _TYPE_HARDWARE, _ATTRIBUTE_BYTES, event, 0, 0, _BOTH_TIMES, flags)
    system = ctypes.CDLL(None, use_errno=True)
    buffer = (ctypes.c_char * _ATTRIBUTE_BYTES).from_buffer(attribute)
    handle: int = system.syscall(_SYSTEM_CALL[platform.machine()], buffer, 0, -1, -1, 0)
    if handle < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return handle
