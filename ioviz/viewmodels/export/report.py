"""A report on a document: one self-contained HTML page."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ioviz.core.errors import IovizError
from ioviz.core.names import CONSTRUCTIVE_ORDERS, MANUAL
from ioviz.viewmodels.document.provenance import provenance
from ioviz.viewmodels.export.curve_svg import curve_svg
from ioviz.viewmodels.setup.memory_curves import order_curves
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Simulation
    from ioviz.viewmodels.document.document import Document

COMPARED = ("neuron", "layer", "tiled", "greedy")
_MOST_FOR_CONSTRUCTED = 2_000_000  # connections: a constructive order of a larger network takes minutes
_IMAGE_SIZE = (900, 420)

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #14181d; background: #fff; max-width: 920px; margin: 32px auto;
  padding: 0 16px; }
h1 { font-size: 26px; margin-bottom: 0; } h2 { font-size: 18px; margin-top: 32px; }
.soft { color: #56606b; } img, svg { max-width: 100%; } th { border-bottom: 1px solid #c6ced8; }
tr:nth-child(even) td { background: #f6f7f9; }
@media (prefers-color-scheme: dark) { body { color: #e6e9ed; background: #14181d; } .soft { color: #9aa5b1; }
  tr:nth-child(even) td { background: #1c2127; } }
"""


def write_report(document: Document, path: Path) -> Generator[Progress, None, Path]:
    """Write the report of a document and return its path.

    Raises
    ------
    FileFormatError
        If it cannot be written; an old file stays as it is.
    """
    from ioviz.core.formats.files import replacing

    text = yield from report_html(document)
    with replacing(path) as file:
        file.write(text.encode())
    return path


def report_html(document: Document) -> Generator[Progress, None, str]:
    """Make the page: network, machine, schedules, counters, bounds, curves, images, computer."""
    from ioviz import __version__
    from ioviz.core.benchmark.machine import describe_machine
    from ioviz.core.network.html import png_uri, table
    from ioviz.core.simulation.html import coloured
    from ioviz.core.simulation.residency import residency_picture

    intent = document.intent
    yield Progress("Counting schedules")
    schedules = _schedules(document)
    simulations = []
    for number, (title, schedule) in enumerate(schedules):
        yield Progress(f"Counting {title}", number / len(schedules) / 2)
        simulations.append(_count(document, schedule))
    yield Progress("Memory curves", 0.5)
    # Evictions of a schedule are for one M: its curve is counted under MIN.
    curves = yield from order_curves(schedules, "min" if intent.policy == "manual" else intent.policy)
    yield Progress("Drawing", 0.9)
    title = intent.title or document.network.name or "Network"
    policy = "its own evictions" if intent.policy == MANUAL else intent.policy.upper()
    origin = f" {escape(provenance(intent))}" if intent.from_schedule else ""
    limits = document.bounds
    today = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    network_png = png_uri(_network_pixels(document))
    residency_png = png_uri(coloured(residency_picture(document.trace, width=900, height=360), 360))
    machine = describe_machine()
    computer = [("CPU", machine.cpu), ("cores", machine.cores), ("system", machine.os), ("Python", machine.python)]
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="soft">{escape(document.network.description)}<br>ioviz {escape(__version__)}, {today}</p>',
        f"<p><b>{numbers.count(document.trace.counts.ios)} I/Os</b> in the order "
        f"<b>{escape(document.schedule.name)}</b> with M = {numbers.count(intent.memory)} under {policy}: "
        f"{document.trace.counts.ios / limits.lower:.3f} times the lower bound.{origin}</p>",
        "<h2>Network</h2>",
        table(_network_rows(document), texts=True),
        f'<p><img src="{network_png}" alt="The connections of the network"></p>',
        "<h2>Schedules</h2>",
        f'<p class="soft">M = {numbers.count(intent.memory)}, {policy}. Lower bound {numbers.count(limits.lower)} '
        f"(reads {numbers.count(limits.reads_lower)}, writes {numbers.count(limits.writes_lower)}), upper bound "
        f"{numbers.count(limits.upper)}.</p>",
        table(_schedule_rows(schedules, simulations, limits.lower), _SCHEDULE_HEAD),
        "<h2>I/Os at every size of fast memory</h2>",
        curve_svg(curves, limits.lower, limits.upper, memory=intent.memory),
        "<h2>Fast memory over time</h2>",
        '<p class="soft">A row for each neuron, inputs on top; blue where it is in fast memory; connections from left '
        "to right.</p>",
        f'<p><img src="{residency_png}" alt="Residency"></p>',
        "<h2>Computer</h2>",
        table(computer, texts=True),
        '<p class="soft">The I/O model and the bounds: Gleinig, Ben-Nun, Hoefler, A Theory of I/O-Efficient Sparse '
        "Neural Network Inference, arXiv 2301.01048.</p>",
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}: I/O report</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


_SCHEDULE_HEAD = (
    "order", "reads", "writes", "weights", "first reads", "re-reads", "evictions written", "outputs", "I/Os", "× LB",
    "live memory",
)  # fmt: skip


def _schedules(document: Document) -> list[tuple[str, Schedule]]:
    """Return the schedule shown, and those of the usual orders for comparison."""
    from ioviz.core.schedule import order

    found = [(f"{document.schedule.name} (shown)", document.schedule)]
    for kind in COMPARED:
        constructed = kind in CONSTRUCTIVE_ORDERS
        own = kind == document.schedule.name and not document.intent.from_schedule
        if own or (constructed and document.network.n_connections > _MOST_FOR_CONSTRUCTED):
            continue
        settings = {"memory": document.intent.memory} if constructed else {}
        try:
            found.append((kind, order(document.network, kind, **settings)))
        except IovizError:
            continue  # an order may not exist for every network
    return found


def _count(document: Document, schedule: Schedule) -> Simulation:
    from ioviz.core.simulation import simulate

    intent = document.intent
    policy = "min" if intent.policy == "manual" and schedule is not document.schedule else intent.policy
    return simulate(document.network, schedule, memory=intent.memory, policy=policy)


def _network_rows(document: Document) -> list[tuple[str, str]]:
    facts, network = document.statistics, document.network
    rows = [
        ("neurons N", numbers.count(facts.neurons)),
        ("connections W", numbers.count(facts.connections)),
        ("inputs I, outputs S", f"{numbers.count(facts.inputs)}, {numbers.count(facts.outputs)}"),
        ("depth", numbers.count(facts.depth)),
        ("live memory of the order shown", numbers.count(document.live_memory)),
    ]
    if not network.trim_report.empty:
        rows.append(("trimmed", network.trim_report.sentence()))
    if network.origin:
        rows.append(("origin", network.origin))
    return rows


def _schedule_rows(
    schedules: Sequence[tuple[str, Schedule]], simulations: Sequence[Simulation], lower: int
) -> list[tuple[Any, ...]]:
    rows = []
    for (title, schedule), simulation in zip(schedules, simulations, strict=True):
        c = simulation.counts
        counted = (c.reads, c.writes, c.weight_reads, c.first_reads, c.rereads, c.evict_writes, c.output_writes, c.ios)
        ratio = f"{c.ios / lower:.3f}"
        rows.append((title, *map(numbers.count, counted), ratio, numbers.count(schedule.live_memory)))
    return rows


def _network_pixels(document: Document) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return all connections as the window draws them at step 0; uint8[height, width, 3]."""
    from ioviz.viewmodels.look.palette import LIGHT
    from ioviz.viewmodels.network.raster import Camera, ConnectionRaster

    camera = Camera.fitting(document.placement.bounds, *_IMAGE_SIZE, margin=8)
    raster = ConnectionRaster(document.placement, document.timing, camera, thickness=1.2)
    for _ in raster.build(0, LIGHT):
        pass
    shifts = np.array([16, 8, 0], np.uint32)
    return (raster.pixels[..., None] >> shifts & 255).astype(np.uint8)
