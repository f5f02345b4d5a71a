"""Load time and peak memory of each format, compared with the usual library, in one run."""

from __future__ import annotations

import argparse
import json
import math
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ioviz.cli.arguments import add_json, whole
from ioviz.cli.output import print_json, print_table, print_text
from ioviz.cli.progress import progress_line
from ioviz.core.errors import IovizError, unknown
from ioviz.core.formats import known, save
from ioviz.core.generators import generate
from ioviz.core.network import Network
from ioviz.viewmodels.text import numbers
from tests.benchmarks import ROOT
from tests.benchmarks.engine import Progress
from tests.benchmarks.timing import ratio, spread

HELP = "load time and peak memory of each format, compared with the usual library"
DESCRIPTION = (
    "Time and peak memory of loading the same network from each format, compared with the usual library "
    "for it, each in a process of its own."
)
EXAMPLE = "python -m tests.benchmarks formats --connections 1000000"

SIZES = (1_000_000, 10_000_000)
QUICK_SIZES = (100_000,)

GIB = 1 << 30
MEMORY_LIMIT = 8 * GIB
SECONDS_LIMIT = 300.0
DENSITY = 0.25

PEERS = {
    "npz": "scipy.sparse.load_npz",
    "json": "json.load",
    "mtx": "scipy.io.mmread",
    "smtx": "numpy, by hand",
    "tsv": "numpy.loadtxt",
    "graphml": "networkx.read_graphml",
    "gexf": "networkx.read_gexf",
    "dot": "networkx and pydot",
    "node-link": "networkx.node_link_graph",
    "onnx": "onnx and scipy",
    "safetensors": "safetensors and scipy",
}
"""The usual library for each format."""


def measure_formats(
    connections: tuple[int, ...] = (1_000_000, 10_000_000),
    formats: tuple[str, ...] = tuple(PEERS),
    *,
    repetitions: int = 5,
    memory_limit: int = MEMORY_LIMIT,
    seconds_limit: float = SECONDS_LIMIT,
) -> Iterator[Progress | dict[str, Any]]:
    """Measure loads of the same network, one layer of a quarter of all weights, from each format.

    Each way to load runs in a process of its own, after a small file of the same kind. What ioviz makes is a
    checked network, what a peer makes is what it makes: a matrix, a graph.

    Parameters
    ----------
    connections : tuple of int
        About how many the networks have.
    formats : tuple of str
    repetitions : int
        Loads in each process, fewer where they take long.
    memory_limit : int
        Bytes that a process may have.
    seconds_limit : float
        Time that a process may take.

    Yields
    ------
    Progress
    dict
        Last. Plain values with stable keys: `sizes`, a list of `connections` and `formats`, a list of `format`,
        `bytes` (of the file), `ioviz` and `peer`, each with `name`, `status` ("ok", "missing", "failed",
        "too slow"), `message`, `seconds` (`median`, quartiles), `start_bytes`, `peak_bytes`; and `ratio`, the peer's
        seconds over ioviz's, where there are both; and `machine`.

    Raises
    ------
    InvalidArgument
        If there is no such format.
    """
    for name in formats:
        if name not in PEERS:
            raise unknown("format to measure", name, PEERS)
    results = []
    total = 2 * len(connections) * len(formats)
    done = 0
    with tempfile.TemporaryDirectory(prefix="ioviz-formats-") as folder:
        small = _network(2000)
        for size in connections:
            network = _network(size)
            rows = []
            for name in formats:
                yield Progress(f"writing {name} of {network.n_connections:,} connections", done, total)
                path, warm = (Path(folder) / _file_name(name, made) for made in (network, small))
                row: dict[str, Any] = {"format": name}
                # A peer may need another file than ioviz writes: that of scipy is one of scipy.
                problem = _write(name, network, path) or _write(name, small, warm)
                row["bytes"] = path.stat().st_size if path.exists() else None
                for side, loader in (("ioviz", "ioviz"), ("peer", PEERS[name])):
                    yield Progress(f"loading {name} by {loader}", done, total)
                    theirs = side == "peer" and name == "npz"
                    files = [str(file.with_suffix(".scipy.npz")) if theirs else str(file) for file in (path, warm)]
                    words = [loader, *files, str(repetitions), str(memory_limit)]
                    found = {"status": "failed", "message": problem} if problem else _run(words, seconds_limit)
                    row[side] = {"name": loader, **found}
                    done += 1
                _summarise(row)
                rows.append(row)
                for file in Path(folder).iterdir():
                    file.unlink()
            results.append({"connections": network.n_connections, "formats": rows})
    yield {
        "sizes": results,
        "machine": {"processor": platform.processor() or platform.machine(), "python": platform.python_version()},
    }


def _network(connections: int) -> Network:
    side = math.isqrt(int(connections / DENSITY))
    return generate("layered", sizes=[side, side], density=DENSITY, seed=0)


def _file_name(name: str, network: Network) -> str:
    if name == "tsv":
        return f"n{network.n_inputs}-l1.tsv"
    kind = next((kind for kind in known.FORMATS if kind.name == name), None)
    return f"{network.n_connections}{f'.{name}' if kind is None else kind.endings[0]}"


def _write(name: str, network: Network, path: Path) -> str:
    """Write a file; returns a sentence where that is not possible."""
    try:
        if name == "safetensors":
            return _write_safetensors(network, path)
        save(network, path, format=name)
        if name == "npz":
            import scipy.sparse

            shape = network.n_outputs, network.n_inputs
            places = network.target - network.n_inputs, network.source
            matrix = scipy.sparse.csr_matrix((network.weight, places), shape=shape)
            scipy.sparse.save_npz(path.with_suffix(".scipy.npz"), matrix)
    except (IovizError, ImportError) as error:
        return str(error)
    return ""


def _write_safetensors(network: Network, path: Path) -> str:
    import numpy as np
    import safetensors.numpy

    dense = np.zeros((network.n_outputs, network.n_inputs), np.float32)
    dense[network.target - network.n_inputs, network.source] = network.weight
    safetensors.numpy.save_file({"layer.weight": dense}, path)
    return ""


def _run(words: list[str], seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.format_loaders", *words]
    try:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return {"status": "too slow", "message": f"It takes more than {seconds:g} s."}
    try:
        found: dict[str, Any] = json.loads(ended.stdout)
    except ValueError:
        last = (ended.stderr.strip().splitlines() or [""])[-1]
        return {"status": "failed", "message": f"It ended with code {ended.returncode}. {last[:200]}".strip()}
    return found


def _summarise(row: dict[str, Any]) -> None:
    times = [row[side].get("seconds") for side in ("ioviz", "peer")]
    if all(times):
        ours, theirs = (sorted(found) for found in times)
        row["ratio"] = ratio(theirs, ours)
    for side in ("ioviz", "peer"):
        if row[side].get("seconds"):
            row[side]["seconds"] = spread(row[side]["seconds"])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--connections`, `--formats`, `--quick`, `--json`."""
    parser.add_argument(
        "--connections", type=whole("the number of connections", 100), help="of the network (default: 1e6, then 1e7)"
    )
    parser.add_argument("--formats", metavar="A,B", default="", help="the formats, e.g. mtx,graphml (default: all)")
    parser.add_argument("--quick", action="store_true", help="100 000 connections, fewer repetitions")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    sizes = (args.connections,) if args.connections else QUICK_SIZES if args.quick else SIZES
    names = tuple(name.strip() for name in args.formats.split(",")) if args.formats else tuple(PEERS)
    document: dict[str, Any] = {}
    with progress_line(shown=not args.json) as tell:
        for found in measure_formats(sizes, names, repetitions=3 if args.quick else 5):
            if isinstance(found, Progress):
                tell(found.done / found.total, found.text)
            else:
                document = found
    if args.json:
        print_json({"formats": document})
    else:
        show(document)
    return 0


def show(document: dict[str, Any]) -> None:
    """Print the figures as tables."""

    def seconds(side: dict[str, Any]) -> str:
        return f"{side['seconds']['median']:.3g} s" if side["status"] == "ok" else side["status"]

    def memory(side: dict[str, Any]) -> str:
        if side["status"] != "ok" or side["peak_bytes"] is None:
            return ""
        return f"{numbers.compact(side['peak_bytes'] - side['start_bytes'])}B"

    messages: dict[str, None] = {}
    for size in document["sizes"]:
        print_text("")
        print_table(
            f"Loading {numbers.count(size['connections'])} connections",
            ("format", "file", "ioviz", "memory", "next to it", "takes", "memory", "ratio"),
            [
                (
                    row["format"],
                    f"{numbers.compact(row['bytes'])}B" if row["bytes"] else "",
                    seconds(row["ioviz"]),
                    memory(row["ioviz"]),
                    row["peer"]["name"],
                    seconds(row["peer"]),
                    memory(row["peer"]),
                    numbers.ratio(row["ratio"]["median"]) if "ratio" in row else "",
                )
                for row in size["formats"]
            ],
            numbers=(1, 2, 3, 5, 6, 7),
        )
        for row in size["formats"]:
            for side in (row["ioviz"], row["peer"]):
                if side["message"]:
                    messages[f"{row['format']}, {side['name']}: {side['message']}"] = None
    if messages:
        print_text("")
    for text in messages:
        print_text(text)
    print_text("")
    print_text(
        "Medians; memory is the peak of a process above what it had after loading a small file. ioviz gives a checked "
        "network, the others a matrix or a graph."
    )
    print_text(f"{document['machine']['processor']}, Python {document['machine']['python']}.")
