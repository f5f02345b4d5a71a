"""Intel's MKL by its C interface: the inspector-executor sparse routines, with hints, on buffers that stay.

The library comes as a Python package (`mkl`) without any Python in it; it is loaded from the environment's folder of
libraries. (The package sparse_dot_mkl does not find the libraries of recent versions, and has no call for hints and
for products into a given array, which are the faster ones.)
"""

from __future__ import annotations

import ctypes
import platform
import re
import sys
from collections.abc import Callable
from ctypes import byref, c_char_p, c_float, c_int, c_size_t, c_void_p
from ctypes.util import find_library
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import finalize

from ioviz.core.benchmark.layers import Flow, Layer
from ioviz.core.benchmark.peers.peer import NotApplicable, Prepared, Task
from ioviz.core.errors import IovizError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INSTALL = "python -m pip install mkl"

_SEQUENTIAL, _INTEL_THREADS, _GNU_THREADS = 1, 0, 3
_NO_TRANSPOSE, _GENERAL, _AGGRESSIVE = 10, 20, 51
_LAYOUTS = {"columns": 101, "rows": 102}  # row-major [n, batch]; column-major, which is [batch, n] in memory
_EXPECTED_CALLS = 1_000_000

_LAZY, _GLOBAL, _WRITABLE, _EXECUTABLE = 0x1, 0x100, 0x1 | 0x2, 0x4
_INTEL, _AMD = (b"Genu", b"ineI", b"ntel"), (b"Auth", b"enti", b"cAMD")
_PANELS = (64, 128, 256)


class _Handle(c_void_p):
    """A matrix of MKL; of a type of its own, as plain pointers cannot be watched for their end."""


class _Description(ctypes.Structure):
    _fields_ = (("type", c_int), ("mode", c_int), ("diagonal", c_int))


def library_path() -> Path | None:
    """Where MKL's one dispatching library is, None if it is not found."""
    pattern = {"win32": "mkl_rt*.dll", "darwin": "libmkl_rt*.dylib"}.get(sys.platform, "libmkl_rt.so*")
    for folder in (Path(sys.prefix, "lib"), Path(sys.prefix, "Library", "bin"), Path(sys.base_prefix, "lib")):
        for path in sorted(folder.glob(pattern)):
            return path
    found = find_library("mkl_rt")
    return Path(found) if found else None


FOUND = (lambda: library_path() is not None, "MKL")


class Mkl:
    """MKL, loaded for so many threads.

    Parameters
    ----------
    threads : int
    as_on_intel : bool
        Let it take the code that it takes on Intel's processors, see `_pass_vendor_check`.
    """

    def __init__(self, threads: int, *, as_on_intel: bool = False) -> None:
        path = library_path()
        if path is None:
            raise IovizError(f"MKL is not found; install it by: {INSTALL}")
        if as_on_intel:
            _pass_vendor_check(path)
        self.calls = ctypes.CDLL(str(path))
        self.calls.MKL_Set_Threading_Layer(_SEQUENTIAL if threads == 1 else _INTEL_THREADS)
        self.calls.MKL_Set_Dynamic(0)
        self.calls.MKL_Set_Num_Threads(threads)
        self._mm = self.calls.mkl_sparse_s_mm
        self._mm.argtypes = [
            c_int, c_float, c_void_p, _Description, c_int, c_void_p, c_int, c_int, c_float, c_void_p, c_int,
        ]  # fmt: skip
        self._mv = self.calls.mkl_sparse_s_mv
        self._mv.argtypes = [c_int, c_float, c_void_p, _Description, c_void_p, c_float, c_void_p]
        self.general = _Description(_GENERAL, 0, 0)

    def handle(self, layer: Layer, columns: int, layout: int) -> _Handle:
        """A matrix that MKL has inspected for products with so many columns."""
        matrix = layer.matrix
        handle = _Handle()
        pointers = matrix.indptr.ctypes.data
        _check(
            self.calls.mkl_sparse_s_create_csr(
                byref(handle), 0, *matrix.shape, c_void_p(pointers), c_void_p(pointers + 4),
                c_void_p(matrix.indices.ctypes.data), c_void_p(matrix.data.ctypes.data),
            )
        )  # fmt: skip
        # Hints that this version does not take are of no consequence.
        if columns == 1:
            self.calls.mkl_sparse_set_mv_hint(handle, _NO_TRANSPOSE, self.general, _EXPECTED_CALLS)
        else:
            self.calls.mkl_sparse_set_mm_hint(handle, _NO_TRANSPOSE, self.general, layout, columns, _EXPECTED_CALLS)
        self.calls.mkl_sparse_set_memory_hint(handle, _AGGRESSIVE)
        _check(self.calls.mkl_sparse_optimize(handle))
        # What MKL has made of the matrix is given back with the last product that uses it.
        finalize(handle, self.calls.mkl_sparse_destroy, c_void_p(handle.value))
        return handle

    def product(
        self, handle: _Handle, x: NDArray[np.float32], y: NDArray[np.float32], layout: str, beta: float
    ) -> Callable[[], object]:
        """A call that computes ``y = matrix @ x + beta * y``; views of wider arrays are fine."""
        code = _LAYOUTS[layout]
        px, py = c_void_p(x.ctypes.data), c_void_p(y.ctypes.data)
        columns = x.shape[1] if layout == "columns" else x.shape[0]
        mm, mv, general = self._mm, self._mv, self.general
        if columns == 1:
            return lambda: mv(_NO_TRANSPOSE, 1.0, handle, general, px, beta, py)
        step_x, step_y = x.strides[0] // 4, y.strides[0] // 4
        return lambda: mm(_NO_TRANSPOSE, 1.0, handle, general, code, px, columns, step_x, beta, py, step_y)


def prepare_csrmm(task: Task, native: str, *, as_on_intel: bool = False, panels: bool = False) -> Prepared:
    """Make MKL ready for the layout "columns" (its row-major) or "rows" (its column-major).

    With `panels`, the batch may be cut into panels that go through the network one after the other; which width is
    fastest is tried out.
    """
    mkl = Mkl(task.threads, as_on_intel=as_on_intel)
    flow = Flow(task.layers, task.inputs, task.layout, native)
    rows = native == "rows"
    widths = [task.batch]
    if panels and not rows:
        widths += [width for width in _PANELS if width < task.batch]
    plans = {width: _calls(mkl, flow, native, width, task.batch) for width in widths}

    def running(calls: list[Any]) -> Callable[[], NDArray[np.float32]]:
        def run() -> NDArray[np.float32]:
            flow.begin()
            for layer, product, y in calls:
                if layer.bias_first:
                    layer.begin(y, rows=rows)
                product()
                layer.finish(y, rows=rows, begun=True)
            return flow.end()

        return run

    runs = {width: running(calls) for width, calls in plans.items()}
    best = _fastest(runs)
    note = f"Panels of {best} columns." if best != task.batch else ""
    return Prepared(runs[best], task.layers.nbytes, note)


def _calls(mkl: Mkl, flow: Flow, native: str, width: int, batch: int) -> list[Any]:
    """Each layer with its product, panel after panel."""
    handles = [mkl.handle(stage.layer, width, _LAYOUTS[native]) for stage in flow.stages]
    calls = []
    for start in range(0, batch, width):
        part = slice(start, min(start + width, batch))
        for stage, handle in zip(flow.stages, handles, strict=True):
            x, y = (stage.x[part], stage.y[part]) if native == "rows" else (stage.x[:, part], stage.y[:, part])
            beta = 1.0 if stage.layer.bias_first else 0.0
            calls.append((stage.layer, mkl.product(handle, x, y, native, beta), y))
    return calls


def _fastest(runs: dict[int, Callable[[], Any]]) -> int:
    if len(runs) == 1:
        return min(runs)
    from timeit import Timer

    for run in runs.values():
        run()
    taken = {width: min(Timer(run).repeat(3, 1)) for width, run in runs.items()}
    return min(taken, key=lambda width: taken[width])


def _check(status: int) -> None:
    if status:
        raise IovizError(f"MKL returned the status {status}.")


@cache
def _pass_vendor_check(path: Path) -> None:
    """Let MKL choose its code by the instructions of the processor, not by its vendor.

    MKL asks the processor for its vendor and gives AMD's a slower path. In this process (a contender's own) the
    vendor's name that it compares with is overwritten in memory, before the first call: what comes out is what a user
    with an Intel processor of the same abilities has. Nothing on the disk is changed.

    Raises
    ------
    NotApplicable
        Where this is not possible: it is written for Linux on x86-64.
    """
    vendor = _vendor()
    if vendor == "GenuineIntel":
        return
    if sys.platform != "linux" or platform.machine() != "x86_64" or vendor != "AuthenticAMD":
        raise NotApplicable("MKL can be made to take its fast path on AMD's processors under Linux alone.")
    core = next(iter(sorted(path.parent.glob("libmkl_core.so*"))), None)
    system = ctypes.CDLL(None)
    system.dlopen.argtypes, system.dlopen.restype = [c_char_p, c_int], c_void_p
    system.mprotect.argtypes = [c_void_p, c_size_t, c_int]
    if core is None or not system.dlopen(str(core).encode(), _LAZY | _GLOBAL):
        raise IovizError("MKL's core library is not found, so its choice of code cannot be changed.")
    changed = 0
    for line in Path("/proc/self/maps").read_text().splitlines():
        words = line.split()
        if core.name not in line or "x" not in words[1] or "r" not in words[1]:
            continue
        first, last = (int(word, 16) for word in words[0].split("-"))
        code = ctypes.string_at(first, last - first)
        for start in (match.start() for match in re.finditer(re.escape(_INTEL[0]), code)):
            near = code[start : start + 48]
            places = [near.find(part) for part in _INTEL]
            if min(places) >= 0:
                system.mprotect(first, last - first, _WRITABLE | _EXECUTABLE)
                for place, name in zip(places, _AMD, strict=True):
                    ctypes.memmove(first + start + place, name, len(name))
                changed += 1
        system.mprotect(first, last - first, 0x1 | _EXECUTABLE)
    if not changed:
        raise NotApplicable("This version of MKL chooses its code in another way, which is not known here.")


def _vendor() -> str:
    try:
        found = re.search(r"^vendor_id\s*:\s*(\S+)", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        return ""
    return found[1] if found else ""
