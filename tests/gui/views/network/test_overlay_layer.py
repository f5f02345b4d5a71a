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
from tests.gui.view_tools import count_colour, differ, pixels, sample_frame, sample_trace, show, tip_at
from tests.steps import finish
from tests.viewmodels.explain_tools import costs_of


@pytest.fixture(scope="module")
def explained():
    return costs_of(sample_trace())


@pytest.fixture(params=["links", "matrix"])
def view(request, qtbot):
    trace = sample_trace()
    view = NetworkView()
    view.setNetwork(place(trace.network, request.param))
    view.setFrame(sample_frame(trace, 300))
    show(qtbot, view, 800, 500)
    return view


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


def test_the_most_expensive_connection_has_the_last_colour(qtbot, explained):
    overlay = make_overlay(explained, "reuse_most")
    network = sample_trace().network
    view = NetworkView()
    view.setNetwork(place(network, "matrix"))
    view.setFrame(sample_frame(sample_trace(), 0))
    view.setOverlay(overlay)
    show(qtbot, view, 1400, 900)
    dear = int(np.nanargmax(overlay.connection))
    view.lookAt(connection=dear)
    picture = pixels(view)
    wanted = colours(overlay.connection_scale, dark=False)[int(overlay.connection_class[dear]) - 1]
    assert count_colour(picture, wanted) > 500
    middle = view._room().center()
    assert view._connection_at(middle) == dear


def test_tips_and_legend_tell_the_numbers(view, explained):
    overlay = make_overlay(explained, "rereads")
    view.setOverlay(overlay)
    pixels(view)
    placement = view._placement
    neuron = int(np.argmax(overlay.neuron))
    if placement.kind == "links":
        at = QPointF(placement.x[neuron] * view._scale + view._left, placement.y[neuron] * view._scale + view._top)
        assert view._neuron_at(at) == neuron
        assert tip_at(view, at).endswith(overlay.neuron_text(neuron))
    legend = tip_at(view, QPointF(30, 5))
    assert "Neurons, in re-reads: 0; 1;" in legend
    assert "Connections, in re-reads: 0; 1" in legend
    height = view._legend_height()
    view.setOverlay(make_overlay(explained, "uses"))
    assert view._legend_height() <= height
    view.setOverlayMenu(QMenu(view))
    assert view._chips._overlay.text().startswith("Uses")
    assert view._chips._overlay.isVisible()


def test_by_a_job_and_for_many_lines_with_a_preview(qtbot, explained):
    """As in the window: the picture comes from a job, and an older one is shown until then."""

    class Later:
        def __init__(self):
            self.waiting = []

        def start(self, lane, work, done):
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
    assert view._overlay.cache.waiting
    before = pixels(view)
    assert len(jobs.waiting) == 1  # the same picture is asked for once
    jobs.run()
    assert not view._overlay.cache.waiting
    assert differ(before, pixels(view)).any()
    assert not jobs.waiting
