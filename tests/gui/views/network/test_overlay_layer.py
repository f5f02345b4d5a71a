"""Overlays on the network: what is coloured, what the legend and the tips say, and back again."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from ioviz.gui.views.network.network_view import NetworkView
from ioviz.viewmodels.explain.overlays import OVERLAY_KINDS, colours, make_overlay
from ioviz.viewmodels.look.palette import DARK, LIGHT
from ioviz.viewmodels.network.place import place
from tests.gui.view_tools import count_colour, differ, network_view, pixels, sample_frame, sample_trace, show, tip_at
from tests.steps import finish
from tests.viewmodels.explain_tools import costs_of


@pytest.fixture(scope="module")
def explained():
    return costs_of(sample_trace())


@pytest.fixture(params=["links", "matrix"])
def view(request, qtbot):
    return network_view(qtbot, request.param, 800, 500)


@pytest.mark.parametrize("kind", [kind.key for kind in OVERLAY_KINDS])
def test_neurons_and_connections_take_its_colours(view, explained, kind):
    before = pixels(view)
    overlay = make_overlay(explained, kind)
    view.setOverlay(overlay)
    after = pixels(view)
    assert differ(before, after).mean() > 0.01
    for number in np.unique(overlay.neuron_class[overlay.neuron_class > 0]).tolist():
        assert count_colour(after, colours(overlay.scale, dark=False)[number - 1]) > 8
    assert count_colour(after, LIGHT.clean) == 0
    view.setFrame(sample_frame(sample_trace(), 320))
    moved = differ(after, pixels(view)).mean()
    assert 0 < moved < (0.2 if overlay.connection is None else 0.05)
    view.setFrame(sample_frame(sample_trace(), 300))
    view.setTheme(DARK)
    assert count_colour(pixels(view), colours(overlay.scale, dark=True)[-1]) > 8
    view.setTheme(LIGHT)
    view.setOverlay(None)
    assert not differ(before, pixels(view)).any()


def test_the_most_expensive_connection_has_its_colour(qtbot, explained):
    overlay = make_overlay(explained, "reuse_most")
    network = sample_trace().network
    view = NetworkView()
    view.setNetwork(place(network, "matrix"))
    view.setFrame(sample_frame(sample_trace(), 0))
    view.setOverlay(overlay)
    show(qtbot, view, 1400, 900)
    expensive = int(np.nanargmax(overlay.connection))
    view.lookAt(connection=expensive)
    picture = pixels(view)
    wanted = colours(overlay.connection_scale, dark=False)[int(overlay.connection_class[expensive]) - 1]
    assert count_colour(picture, wanted) > 500
    middle = view.network_area().center()
    assert view.connection_at(middle) == expensive


def test_tooltips_and_legend_show_the_numbers(view, explained):
    overlay = make_overlay(explained, "rereads")
    view.setOverlay(overlay)
    pixels(view)
    placement = view.placement
    neuron = int(np.argmax(overlay.neuron))
    if placement.kind == "links":
        at = view.to_view(placement.x[neuron], placement.y[neuron])
        assert view.neuron_at(at) == neuron
        assert tip_at(view, at).endswith(overlay.neuron_text(neuron))
    legend = tip_at(view, QPointF(30, 5))
    assert "Neurons, in re-reads: 0; 1;" in legend
    assert "Connections, in re-reads: 0; 1" in legend
    height = view.legend_height()
    view.setOverlay(make_overlay(explained, "uses"))
    assert view.legend_height() <= height
    view.setOverlayMenu(QMenu(view))
    assert view.toolbar.overlay_button.text().startswith("Uses")
    assert view.toolbar.overlay_button.isVisible()


def test_by_a_job_and_for_many_lines_with_a_preview(qtbot, explained):
    """As in the window: the picture comes from a job, and an older one is shown until then."""

    class Later:
        def __init__(self):
            self.waiting = []

        def start(self, lane, work, done, title=""):
            self.waiting.append((work, done))

        def cancel(self, lane):
            self.waiting.clear()

        def run(self):
            work, done = self.waiting.pop(0)
            done(finish(work())[0])

    jobs = Later()
    view = NetworkView()
    view.setJobs(jobs)
    view.setNetwork(place(sample_trace().network, "links"))
    view.setFrame(sample_frame(sample_trace(), 300))
    view.setOverlay(make_overlay(explained, "rereads"))
    show(qtbot, view, 700, 400)
    pixels(view)
    assert view.overlay_layer.cache.waiting
    before = pixels(view)
    assert len(jobs.waiting) == 1  # the same picture is asked for once
    jobs.run()
    assert not view.overlay_layer.cache.waiting
    assert differ(before, pixels(view)).any()
    assert not jobs.waiting
