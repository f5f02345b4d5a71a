"""One way to load a file, run in a process of its own: ``python -m tests.benchmarks.format_loaders NAME PATH``.

Prints one JSON object: the seconds of each load, and the peak memory of the process with what it was before.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ENOUGH_SECONDS = 20.0
"""No load is repeated once so much time has gone by."""


def _ioviz(path: str) -> object:
    from ioviz.core.formats import load

    return load(path)


def _scipy_mmread(path: str) -> object:
    import scipy.io

    return scipy.io.mmread(path)


def _scipy_npz(path: str) -> object:
    import scipy.sparse

    return scipy.sparse.load_npz(path)


def _numpy_smtx(path: str) -> object:
    """As the collection's own scripts do: lines split, numbers made by numpy."""
    import numpy as np
    import scipy.sparse

    with open(path) as file:
        rows, columns, _ = (int(word) for word in file.readline().split(","))
        offsets, indices = (np.array(file.readline().split(), dtype=np.int32) for _ in range(2))
    return scipy.sparse.csr_matrix((np.ones(indices.size, np.float32), indices, offsets), shape=(rows, columns))


def _numpy_loadtxt(path: str) -> object:
    import numpy as np

    return np.loadtxt(path)


def _networkx(reader: str) -> Callable[[str], object]:
    def load(path: str) -> object:
        import networkx as nx

        return getattr(nx, reader)(path)

    return load


def _networkx_pydot(path: str) -> object:
    import networkx as nx

    return nx.nx_pydot.read_dot(path)


def _networkx_node_link(path: str) -> object:
    import networkx as nx

    with open(path) as file:
        return nx.node_link_graph(json.load(file), edges="links")


def _python_json(path: str) -> object:
    with open(path) as file:
        return json.load(file)


def _onnx(path: str) -> object:
    import onnx
    import onnx.numpy_helper
    import scipy.sparse

    arrays = [onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer]
    return [scipy.sparse.csr_matrix(array) for array in arrays if array.ndim == 2]


def _safetensors(path: str) -> object:
    import safetensors.numpy
    import scipy.sparse

    return [scipy.sparse.csr_matrix(array) for array in safetensors.numpy.load_file(path).values() if array.ndim == 2]


LOADERS: dict[str, Callable[[str], object]] = {
    "ioviz": _ioviz,
    "scipy.io.mmread": _scipy_mmread,
    "scipy.sparse.load_npz": _scipy_npz,
    "numpy, by hand": _numpy_smtx,
    "numpy.loadtxt": _numpy_loadtxt,
    "networkx.read_graphml": _networkx("read_graphml"),
    "networkx.read_gexf": _networkx("read_gexf"),
    "networkx and pydot": _networkx_pydot,
    "networkx.node_link_graph": _networkx_node_link,
    "json.load": _python_json,
    "onnx and scipy": _onnx,
    "safetensors and scipy": _safetensors,
}


def peak_bytes() -> int | None:
    """Return the most memory that this process has had, None where the system does not say."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:  # Windows
        return None
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def limit_memory(nbytes: int) -> None:
    """Let this process have no more memory than this, where the system can see to it."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (nbytes, nbytes))
    except (ImportError, ValueError, OSError):
        pass


def main(words: list[str]) -> dict[str, Any]:
    """Load a file as the words say: the loader, the path, a small file to warm up on, repetitions, the memory limit."""
    name, path, warm, repetitions, memory = words
    limit_memory(int(memory))
    load = LOADERS[name]
    seconds: list[float] = []
    try:
        load(warm)  # imports, and compiles kernels
        before = peak_bytes()
        while len(seconds) < int(repetitions) and sum(seconds) < ENOUGH_SECONDS:
            started = time.perf_counter()
            found = load(path)
            seconds.append(time.perf_counter() - started)
            del found
    except ImportError as error:
        return {"status": "missing", "message": f"{name} is not installed: {error.name}."}
    except MemoryError:
        return {"status": "failed", "message": f"It needs more than {int(memory) >> 20} MiB."}
    except Exception as error:  # of any library: it is the result
        return {"status": "failed", "message": f"{type(error).__name__}: {str(error)[:200]}"}
    return {"status": "ok", "message": "", "seconds": seconds, "start_bytes": before, "peak_bytes": peak_bytes()}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
