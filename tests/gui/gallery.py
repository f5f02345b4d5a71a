"""Grab every view, in light and dark, at several sizes and moments, into a folder, to look at them.

    QT_QPA_PLATFORM=offscreen python tests/gui/gallery.py FOLDER [PART OF A NAME ...]

With ``QT_SCALE_FACTOR=2`` as on a fine screen. ``--text 1.5`` enlarges the text.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

import ioviz
from ioviz.core.simulation import Trace
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.frame.frame import make_frame, run_example
from ioviz.viewmodels.look.palette import THEMES, Theme
from ioviz.viewmodels.network.place import place

MACHINES = {"digits": 24, "mlp-4x500": 100, "chain-16": 4, "dense-4x4": 4, "diamond": 4, "fft-8": 6, "tree-8": 4}


@cache
def trace_of(sample: str, policy: str = "min", memory: int = 0, order: str = "neuron") -> Trace:
    network = ioviz.load(ioviz.paths.sample_path(sample))
    return ioviz.record_trace(network, order, memory=memory or MACHINES[sample], policy=policy)


def frame_of(trace: Trace, share: float, event: int = 0):
    example = run_example(trace, 3) if trace.network.examples else None
    return make_frame(trace, round(share * trace.n_steps), event, example=example)


def network_views(theme: Theme) -> Iterator[tuple[str, QWidget, tuple[int, int]]]:
    from ioviz.gui.views.network.network_view import NetworkView

    for sample, share, size in [
        ("digits", 0.0, (700, 380)),
        ("digits", 0.37, (700, 380)),
        ("digits", 0.37, (1200, 640)),
        ("digits", 1.0, (700, 380)),
        ("mlp-4x500", 0.37, (700, 380)),
        ("mlp-4x500", 0.37, (1200, 640)),
        ("fft-8", 0.5, (700, 380)),
        ("tree-8", 0.6, (700, 380)),
        ("diamond", 0.5, (700, 380)),
        ("dense-4x4", 0.5, (700, 380)),
        ("chain-16", 0.5, (700, 380)),
    ]:
        trace = trace_of(sample)
        view = NetworkView()
        view.setTheme(theme)
        view.setNetwork(place(trace.network))
        view.setFrame(frame_of(trace, share))
        if share == 0.5:
            view.setHovered(1)
        yield f"network-{sample}-{share}-{size[0]}", view, size
    trace = trace_of("mlp-4x500")
    for kind, factor in (("links", 1), ("matrix", 40)):
        view = NetworkView()
        view.setTheme(theme)
        view.setNetwork(place(trace.network, kind))
        view.setFrame(frame_of(trace, 0.37))
        view.resize(900, 500)
        view.zoom(factor)
        yield f"network-{kind}-zoom{factor}", view, (900, 500)


def memory_views(theme: Theme) -> Iterator[tuple[str, QWidget, tuple[int, int]]]:
    from ioviz.gui.views.memory_view import MemoryView

    for sample, policy, memory, share, size in [
        ("diamond", "min", 4, 0.5, (360, 260)),
        ("digits", "min", 9, 0.37, (360, 260)),
        ("digits", "rr", 24, 0.37, (360, 260)),
        ("digits", "min", 61, 0.37, (360, 260)),
        ("mlp-4x500", "min", 100, 0.37, (360, 260)),
        ("mlp-4x500", "lru", 100, 0.37, (620, 420)),
        ("mlp-4x500", "min", 400, 0.5, (360, 260)),
        ("mlp-4x500", "min", 10_000, 0.5, (360, 260)),
    ]:
        trace = trace_of(sample, policy, memory)
        view = MemoryView()
        view.setTheme(theme)
        view.setFrame(frame_of(trace, share))
        view.setHovered(int(trace.state(round(share * trace.n_steps)).neuron[0]))
        yield f"memory-{sample}-{policy}-{memory}-{size[0]}", view, size


def counter_views(theme: Theme) -> Iterator[tuple[str, QWidget, tuple[int, int]]]:
    from ioviz.core.network import bounds
    from ioviz.gui.views.counters_view import CountersView

    for sample, policy, order, share, width in [
        ("digits", "min", "neuron", 0.0, 360),
        ("digits", "min", "neuron", 0.37, 360),
        ("digits", "rr", "random", 1.0, 360),
        ("mlp-4x500", "min", "neuron", 0.6, 360),
        ("mlp-4x500", "lru", "layer", 1.0, 620),
        ("diamond", "min", "neuron", 0.5, 280),
    ]:
        trace = trace_of(sample, policy, 0, order)
        view = CountersView()
        view.setTheme(theme)
        view.setBounds(bounds(trace.network))
        view.setFrame(frame_of(trace, share))
        yield f"counters-{sample}-{order}-{share}", view, (width, round(146 * style().scale))


def sentence_bars(theme: Theme) -> Iterator[tuple[str, QWidget, tuple[int, int]]]:
    from ioviz.gui.views.sentence_view import SentenceView

    for sample, policy, order, share in [
        ("digits", "min", "neuron", 0.0),
        ("mlp-4x500", "min", "neuron", 0.6),
        ("mlp-4x500", "lru", "layer", 0.701),
        ("diamond", "min", "neuron", 1.0),
    ]:
        trace = trace_of(sample, policy, 0, order)
        view = SentenceView()
        view.setTheme(theme)
        view.setFrame(frame_of(trace, share))
        yield f"sentence-{sample}-{share}", view, (840, round(40 * style().scale))


def timeline_views(theme: Theme) -> Iterator[tuple[str, QWidget, tuple[int, int]]]:
    from ioviz.gui.views.timeline.timeline_view import TimelineView
    from ioviz.viewmodels.timeline.timeline import timeline_data

    for sample, policy, order, share, factor, size in [
        ("digits", "min", "neuron", 0.37, 1, (960, 210)),
        ("digits", "rr", "layer", 0.5, 8, (960, 210)),
        ("mlp-4x500", "min", "neuron", 0.6, 1, (960, 210)),
        ("mlp-4x500", "min", "neuron", 0.6, 200, (1500, 320)),
        ("fft-8", "min", "neuron", 0.5, 1, (960, 210)),
        ("diamond", "min", "neuron", 0.5, 1, (700, 150)),
    ]:
        trace = trace_of(sample, policy, 0, order)
        view = TimelineView()
        view.setTheme(theme)
        view.setTrace(timeline_data(trace))
        view.setFrame(frame_of(trace, share))
        view.zoom(factor)
        if share == 0.5:
            view.setHovered(2)
        yield f"timeline-{sample}-{factor}", view, size


def example_views(theme: Theme) -> Iterator[tuple[str, QWidget, tuple[int, int]]]:
    from ioviz.gui.views.example_view import ExampleView

    trace = trace_of("digits")
    for index in (0, 3):
        for share in (0.0, 0.97, 1.0):
            view = ExampleView()
            view.setTheme(theme)
            step = round(share * trace.n_steps)
            view.setFrame(make_frame(trace, step, example=run_example(trace, index)))
            yield f"example-{index}-{share}", view, (360, round(138 * style().scale))


VIEWS: list[Callable[[Theme], Iterator[tuple[str, QWidget, tuple[int, int]]]]] = [
    network_views,
    memory_views,
    counter_views,
    sentence_bars,
    timeline_views,
    example_views,
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--text", type=float, default=1.0)
    parser.add_argument("--theme", default="")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    for theme in THEMES.values():
        if arguments.theme not in theme.name:
            continue
        style().choose(theme=theme.name, text_scale=arguments.text)
        for views in VIEWS:
            for name, view, size in views(theme):
                if arguments.parts and not any(part in name for part in arguments.parts):
                    continue
                view.resize(*size)
                view.show()
                app.processEvents()
                view.grab().save(str(arguments.folder / f"{name}-{theme.name}.png"))
                view.close()


if __name__ == "__main__":
    main()
