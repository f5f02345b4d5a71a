"""Start-up and frame times of the window: children that drive the real one, next to an empty window of PySide6."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ioviz.cli.output import print_table, print_text
from ioviz.core.errors import IovizError, MissingDependency
from ioviz.viewmodels.text.numbers import count
from tests.benchmarks import ROOT

SAMPLE, MEMORY = "mlp-4x500", 100
SPEEDS = (1_000, 10_000)
SIDE_BY_SIDE = 3
CHAINS = (1, 2)
LONGEST_S = 180
# The empty window has the package too; the real one is started with what `ioviz` imports on its way there.
_EMPTY = "import sys, ioviz.gui; from tests.benchmarks.window.driver import main; sys.exit(main(sys.argv[1:]))"
_WINDOW = f"import ioviz.cli.main, ioviz.cli.window; {_EMPTY}"
_ANSWERS = {
    "empty": ("painted_at",),
    "start": ("painted_at", "ready_at"),
    "play": ("frame_s", "seek_s"),
    "anneal": ("late_s", "stop_s"),
    "size": ("machines", "timeline"),
}
_ROWS = (
    ("frame", "work of a frame"),
    ("paint", "... of it painting"),
    ("interval", "from frame to frame"),
    ("seek", "work of a seek"),
)


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Measure start-up and frames.

    Parameters
    ----------
    quick : bool
        3 starts, 3 seconds of playing and 3 stops instead of 9, 8 and 20.

    Returns
    -------
    dict
        Seconds. `empty`, `first_paint`, `ready_to_play`: median, least, greatest over the starts, taken in turn;
        `first_paint_ratio`; `frames`: for each speed the work of a frame (making and painting it, median and 99th
        percentile), the interval between two, and the work of a seek; then the same of three columns side by side;
        `anneal`: for 1 and 2 chains how late the event loop is while a run goes on, and the time from Stop to a
        stopped run with its best schedule.

    Raises
    ------
    MissingDependency
        If no window can be opened here at all.
    IovizError
        If the window did not say what it should.
    """
    starts, seconds, stops = (3, 3.0, 3) if quick else (9, 8.0, 20)
    with tempfile.TemporaryDirectory() as folder:
        # The first of each is warm-up: files come from the disk, kernels are compiled.
        child(Path(folder), "empty")
        child(Path(folder), "start")
        taken: dict[str, list[float]] = {"empty": [], "first_paint": [], "ready_to_play": []}
        for _ in range(starts):
            taken["empty"].append(child(Path(folder), "empty")["painted_at"])
            found = child(Path(folder), "start")
            taken["first_paint"].append(found["painted_at"])
            taken["ready_to_play"].append(found["ready_at"])
        frames = [_frames(Path(folder), speed, seconds) for speed in SPEEDS]
        frames.append(_frames(Path(folder), SPEEDS[0], seconds, SIDE_BY_SIDE))
        annealing = [_annealing(Path(folder), chains, stops) for chains in CHAINS]
    document: dict[str, Any] = {name: _spread(values) for name, values in taken.items()}
    document["first_paint_ratio"] = document["first_paint"]["median"] / document["empty"]["median"]
    document["starts"] = starts
    document["frames"] = frames
    document["anneal"] = annealing
    return document


def _frames(folder: Path, speed: int, seconds: float, columns: int = 1) -> dict[str, Any]:
    found = child(folder, "play", SAMPLE, str(MEMORY), str(speed), str(seconds), str(columns))
    return {
        "network": SAMPLE,
        "memory": MEMORY,
        "speed": speed,
        "columns": columns,
        "frames": len(found["frame_s"]),
        "steps_played": found["steps_played"],
        "frame": percentiles(found["frame_s"]),
        "paint": percentiles(found["paint_s"]),
        "interval": percentiles(found["interval_s"]),
        "seek": percentiles(found["seek_s"]),
    }


def _annealing(folder: Path, chains: int, stops: int, seconds: float = 1.0) -> dict[str, Any]:
    found = child(folder, "anneal", SAMPLE, str(MEMORY), str(chains), str(stops), str(seconds))
    late, stop = percentiles(found["late_s"]), percentiles(found["stop_s"])
    return {"network": SAMPLE, "memory": MEMORY, "chains": chains, "stops": len(found["stop_s"]),
            "late": late, "stop": stop}  # fmt: skip


def child(folder: Path, *words: str, longest_s: int = LONGEST_S) -> dict[str, Any]:
    """Run one measurement; times of the day become seconds since the process was started."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "IOVIZ_SETTINGS": str(folder / "window.ini")}
    started = time.time()
    try:
        done = subprocess.run(
            [sys.executable, "-c", _EMPTY if words[0] == "empty" else _WINDOW, *words],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=longest_s,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise IovizError(f"The window did not answer within {longest_s} seconds ({words[0]}).") from None
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        output = (done.stderr.strip().splitlines() or ["no output"])[-1]
        if "libGL" in output or "PySide6" in output or ".so" in output:
            raise MissingDependency(f"No window can be opened here: {output}")
        raise IovizError(f"The window could not be measured ({words[0]}): {output}")
    answer: dict[str, Any] = json.loads(lines[-1])
    wanted = _ANSWERS[words[0]]
    if any(not answer.get(key) for key in wanted):
        raise IovizError(f"The window could not be measured ({words[0]}): it never came to {wanted[-1]}.")
    return {key: value - started if key.endswith("_at") else value for key, value in answer.items()}


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "least": min(values), "greatest": max(values)}


def percentiles(values: list[float]) -> dict[str, float]:
    """Median and 99th percentile (the least value that 99 % do not exceed)."""
    ranked = sorted(values)
    return {
        "median": statistics.median(ranked),
        "p99": ranked[-(-99 * len(ranked) // 100) - 1],
        "greatest": ranked[-1],
    }


def show(document: dict[str, Any]) -> None:
    """Print the figures as tables."""
    print_text("")
    names = {"empty": "empty window of PySide6", "first_paint": "first paint", "ready_to_play": "ready to play digits"}
    rows = [
        (text, *(f"{1000 * document[key][column]:.0f} ms" for column in ("median", "least", "greatest")))
        for key, text in names.items()
    ]
    print_table(f"Start-up, {document['starts']} starts each", ("", "median", "least", "greatest"), rows)
    print_text(f"First paint: {document['first_paint_ratio']:.2f} times that of an empty window.")
    print_text("")
    rows = []
    for found in document["frames"]:
        for key, text in _ROWS:
            times = (f"{1000 * found[key][column]:.1f} ms" for column in ("median", "p99", "greatest"))
            columns = f", {found['columns']} columns" if found["columns"] > 1 else ""
            rows.append((f"{text}, {count(found['speed'])} connections/s{columns}", *times))
    title = f"Explore while it plays {SAMPLE} at M = {MEMORY}, 1600 x 1000"
    print_table(title, ("", "median", "99th percentile", "greatest"), rows)
    if not document.get("anneal"):
        return
    print_text("")
    rows = []
    for found in document["anneal"]:
        chains = "1 chain" if found["chains"] == 1 else f"{found['chains']} chains"
        for key, text in (("late", "the event loop is late"), ("stop", f"Stop, of {found['stops']} runs")):
            times = (f"{1000 * found[key][column]:.1f} ms" for column in ("median", "p99", "greatest"))
            rows.append((f"{text}, {chains}", *times))
    print_table(f"Anneal tab, {SAMPLE} at M = {MEMORY}", ("", "median", "99th percentile", "greatest"), rows)
