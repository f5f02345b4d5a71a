"""The plain way to show the same things, to compare with: pyqtgraph's `GraphItem`, and bars for the residency."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from ioviz.viewmodels.network.placement import Placement
    from ioviz.viewmodels.timeline.timeline import TimelineData

MOST_LINES = 2_000_000
MOST_BARS = 2_000_000
"""More than that takes the plain way minutes, and most of the memory."""

LONGEST_S = 6.0  # no new repetition after so long


def measure_plain(placement: Placement, timeline: TimelineData, size: tuple[int, int]) -> dict[str, Any]:
    """Measure frames of a `GraphItem` with all connections in one colour, and of bars on a timeline.

    Returns
    -------
    dict
        Seconds of each frame: `graph_s` while playing, `graph_zoom_s`, `bars_s`, `bars_zoom_s`; empty where the
        plain way is not tried.
    """
    import pyqtgraph as pg

    pg.setConfigOptions(antialias=False)
    network = placement.network
    found: dict[str, Any] = {"graph_s": [], "graph_zoom_s": [], "bars_s": [], "bars_zoom_s": []}
    if network.n_connections <= MOST_LINES:
        found.update(_graph(pg, network, size))
    if timeline.clean.start.size + timeline.dirty.start.size <= MOST_BARS:
        found.update(_bars(pg, timeline, size))
    return found


def _graph(pg: Any, network: Any, size: tuple[int, int]) -> dict[str, list[float]]:
    from ioviz.viewmodels.network.place import place

    links = place(network, "links")
    position = np.column_stack([links.x, -links.y])  # type: ignore[union-attr]
    ends = np.column_stack([network.source, network.target])
    pen = pg.mkPen(90, 90, 90, 60)  # one colour for all: with a pen for each it takes fifteen times as long
    plot = pg.PlotWidget()
    plot.resize(*size)
    item = pg.GraphItem()
    plot.addItem(item)
    _expose(plot)

    def frame(k: int) -> None:
        item.setData(pos=position, adj=ends, pen=pen, size=4, symbolPen=None, pxMode=True)
        plot.viewport().repaint()

    def zoomed(k: int) -> None:
        plot.plotItem.vb.scaleBy((0.9, 0.9))
        plot.viewport().repaint()

    frame(0)
    answer = {"graph_s": _repeat(frame), "graph_zoom_s": _repeat(zoomed)}
    plot.close()
    return answer


def _bars(pg: Any, timeline: TimelineData, size: tuple[int, int]) -> dict[str, list[float]]:
    plot = pg.PlotWidget()
    plot.resize(size[0], max(120, size[1] // 2))
    for stays, colour in ((timeline.clean, "#56B4E9"), (timeline.dirty, "#E69F00")):
        neuron = np.repeat(np.arange(timeline.rows.size), np.diff(stays.indptr))
        row = timeline.row_of[neuron].astype(float)
        plot.addItem(
            pg.BarGraphItem(
                x0=stays.start.astype(float),
                x1=stays.end.astype(float),
                y0=row,
                height=np.full(row.size, 0.9),
                brush=colour,
                pen=None,
            )
        )
    _expose(plot)
    line = pg.InfiniteLine(0)
    plot.addItem(line)

    def frame(k: int) -> None:
        line.setValue(k)
        plot.viewport().repaint()

    def zoomed(k: int) -> None:
        plot.plotItem.vb.scaleBy((0.9, 1.0))
        plot.viewport().repaint()

    frame(0)
    answer = {"bars_s": _repeat(frame), "bars_zoom_s": _repeat(zoomed)}
    plot.close()
    return answer


def _expose(plot: Any) -> None:
    """A widget is painted only from then on."""
    from PySide6.QtWidgets import QApplication

    plot.show()
    for _ in range(3):
        QApplication.processEvents()


def _repeat(frame: Any, times: int = 20) -> list[float]:
    taken: list[float] = []
    begun = time.monotonic()
    for k in range(times):
        start = time.perf_counter()
        frame(k + 1)
        taken.append(time.perf_counter() - start)
        if time.monotonic() - begun > LONGEST_S:
            break
    return taken
