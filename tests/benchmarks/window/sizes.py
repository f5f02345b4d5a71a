"""Frames of Explore at any size of network: the real window next to the plain pyqtgraph way, in one run each."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from ioviz.cli.output import print_table, print_text
from ioviz.viewmodels.text.numbers import count, data
from tests.benchmarks.window.baseline import child, percentiles

ALL = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
MEMORIES = (10, 100, 10_000)
LEAST, MOST = 10, 50_000_000
LONGEST_S = 1_800


def sizes(text: str) -> tuple[int, ...]:
    """Parse `--sizes`: numbers of connections with commas between, or "all"."""
    if text == "all":
        return ALL
    try:
        found = tuple(int(float(word)) for word in text.split(","))
    except (ValueError, OverflowError):
        found = ()
    if not found or not all(LEAST <= size <= MOST for size in found):
        raise argparse.ArgumentTypeError(
            f'the sizes are numbers of connections such as 1000,1e6, from {LEAST} to {MOST:,} each, or "all", '
            f"not {text!r}"
        )
    return found


def measure(chosen: tuple[int, ...], *, quick: bool = False) -> list[dict[str, Any]]:
    """Measure the window at each size.

    Parameters
    ----------
    chosen : tuple of int
        Connections of the layered networks (four layers, density 0.1) that are opened.
    quick : bool
        One second of playing and M = 100 only.

    Returns
    -------
    list of dict
        For each size: seconds, and those of a processor ("busy"), as median, 99th percentile and greatest of the
        frames of playing and seeks under each M, of zoom and pan in each view, and of the timeline whole and zoomed;
        the plain way (None where that was not tried); seconds until the picture is sharp; opening, how late the event
        loop was meanwhile, and the greatest memory of the process in bytes.

    Raises
    ------
    MissingDependency, IovizError
        As `tests.benchmarks.window.baseline.measure`.
    """
    memories = (100,) if quick else MEMORIES
    found = []
    with tempfile.TemporaryDirectory() as folder:
        child(Path(folder), "size", "1000", "100", "0.2", "alone")  # warm-up: kernels are compiled
        for size in chosen:
            words = (str(size), ",".join(map(str, memories)), "1" if quick else "4", "plain")
            found.append(_summary(child(Path(folder), "size", *words, longest_s=LONGEST_S)))
    return found


def _summary(answer: dict[str, Any]) -> dict[str, Any]:
    """The lists of seconds as percentiles."""

    def shorten(value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(x, float) for x in value):
            return {**percentiles(value), "count": len(value)} if value else None
        if isinstance(value, list):
            return [shorten(entry) for entry in value]
        return {key: shorten(entry) for key, entry in value.items()} if isinstance(value, dict) else value

    return {key: shorten(value) for key, value in answer.items()}


def show(document: list[dict[str, Any]]) -> None:
    """Print the figures as tables."""
    print_text("")
    rows = [
        (
            count(found["n_connections"]),
            count(found["n_neurons"]),
            f"{found['open_s']:.2f} s",
            f"{1000 * found['open_late_s']:.0f} ms",
            data(found["peak_bytes"]),
        )
        for found in document
    ]
    names = ("connections", "neurons", "made and open", "event loop late", "memory")
    print_table("Opening; how late the event loop was at worst meanwhile; greatest memory of the process", names, rows)
    columns = ("connections", "", "median", "99th percentile", "of a processor", "plain pyqtgraph")
    print_text("")
    print_table(
        "Frames, 1600 x 1000; views and timeline at M = 100",
        columns,
        [row for found in document for row in _rows(found)],
    )
    print_text(
        "Of a processor: the 99th percentile of what the frame's thread was given, which other programs hardly change."
    )
    print_text("The plain way: GraphItem with all connections in one colour; BarGraphItem for the residency. Medians.")


def _rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    size, plain = count(found["n_connections"]), found.get("plain") or {}
    rows: list[tuple[str, ...]] = []

    def add(text: str, frames: dict[str, Any], beside: str) -> None:
        times, busy, other = frames["seconds"], frames["busy"], plain.get(beside)
        if times is not None:
            least = _ms(other["median"]) if other else "not tried"
            rows.append((size, text, _ms(times["median"]), _ms(times["p99"]), _ms(busy["p99"]), least))

    for machine in found["machines"]:
        add(f"play, M = {count(machine['memory'])}", machine["play"], "graph_s")
    for machine in found["machines"]:
        add(f"seek, M = {count(machine['memory'])}", machine["seek"], "graph_s")
    for view in found["views"]:
        name = "lines" if view["kind"] == "links" else "matrices"
        add(f"zoom, {name}", view["zoom"], "graph_zoom_s")
        add(f"pan, {name}", view["pan"], "graph_zoom_s")
        rows.append((size, f"first sharp picture, {name}", _ms(view["first_sharp_s"]), "", "", ""))
    add("timeline whole", found["timeline"]["whole"], "bars_s")
    add("timeline zoomed", found["timeline"]["zoomed"], "bars_zoom_s")
    return rows


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"
