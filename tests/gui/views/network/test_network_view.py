"""The network view: what moves is drawn where it is, hovered neurons are signalled, setters stay silent."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.views.network.link_painter import LinkPainter
from ioviz.gui.views.network.network_view import NetworkView
from ioviz.gui.views.network.overlay_layer import PainterLook
from ioviz.viewmodels.look.palette import DARK, LIGHT
from ioviz.viewmodels.network.place import place
from ioviz.viewmodels.network.raster import Camera
from tests.gui.view_tools import (
    count_colour,
    differ,
    leave,
    move_to,
    network_view,
    pixels,
    sample_frame,
    sample_trace,
    show,
)


@pytest.fixture(params=["links", "matrix"])
def view(request, qtbot):
    return network_view(qtbot, request.param, example=0)


def centre_of(view, neuron):
    """Where a neuron is, in pixels of the view."""
    placement = view.placement
    if placement.kind == "links":
        x, y = float(placement.x[neuron]), float(placement.y[neuron])
    else:
        block = next(b for b in placement.blocks if neuron in b.sources)
        x = block.x + (placement.rank[neuron] + 0.5) * block.cell_width
        y = block.y - placement.margin / 4
    at = view.to_view(x, y)
    return at.x(), at.y()


def test_a_frame_changes_pixels_and_setters_emit_nothing(qtbot, view):
    emitted = []
    for signal in (view.neuronHovered, view.neuronClicked, view.connectionClicked):
        signal.connect(emitted.append)
    before = pixels(view)
    assert count_colour(before, LIGHT.current) > 20
    assert count_colour(before, LIGHT.clean) > 20
    view.setFrame(sample_frame(sample_trace(), 301, example=0))
    after = pixels(view)
    changed = differ(before, after)
    assert 20 < changed.sum() < 0.5 * changed.size
    view.setFrame(sample_frame(sample_trace(), 300, example=0))
    assert not differ(before, pixels(view)).any(), "going back gives the same picture"
    view.setHovered(3)
    assert differ(before, pixels(view)).any()
    view.setHovered(None)
    assert not differ(before, pixels(view)).any()
    view.setTheme(DARK)
    assert differ(before, pixels(view)).mean() > 0.9
    view.setTheme(LIGHT)
    assert not differ(before, pixels(view)).any()
    assert emitted == []


def test_seeking_far_equals_stepping_there(view):
    trace = sample_trace()
    for step in range(300, 420, 7):
        view.setFrame(sample_frame(trace, step, example=0))
        pixels(view)
    view.setFrame(sample_frame(trace, 777, example=0))
    stepped = pixels(view)
    fresh = NetworkView()
    fresh.resize(view.size())
    fresh.setNetwork(view.placement)
    fresh.setFrame(sample_frame(trace, 777, example=0))
    assert not differ(stepped, pixels(fresh)).any()
    fresh.deleteLater()


def test_pointing_and_clicking(qtbot, view):
    hovered, clicked = [], []
    view.neuronHovered.connect(hovered.append)
    view.neuronClicked.connect(clicked.append)
    for neuron in (5, 60):
        x, y = centre_of(view, neuron)
        move_to(view, x, y)
        assert hovered[-1] == neuron
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
        assert clicked[-1] == neuron
    move_to(view, 1, view.height() - 1)
    assert hovered[-1] is None
    leave(view)
    assert hovered.count(None) == 1


def test_a_cell_of_a_matrix_is_a_connection(qtbot):
    trace = sample_trace()
    view = NetworkView()
    placement = place(trace.network, "matrix")
    view.setNetwork(placement)
    view.setFrame(sample_frame(trace, 10))
    show(qtbot, view, 700, 400)
    clicked = []
    view.connectionClicked.connect(clicked.append)
    connection = 321
    block = placement.blocks[placement.block[connection]]
    u, v = trace.network.source[connection], trace.network.target[connection]
    x = block.x + (placement.rank[u] + 0.5) * block.cell_width
    y = block.y + (placement.rank[v] + 0.5) * block.cell_height
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.to_view(x, y).toPoint())
    assert clicked == [connection]


def test_zoom_pan_and_fit(qtbot, view):
    before = pixels(view)
    at = QPointF(350, 220)
    world = view.world_at(at)
    view.zoom(2.5, at)
    assert view.world_at(at) == pytest.approx(world)
    assert differ(before, pixels(view)).mean() > 0.02
    view.pan(QPointF(40, -10))
    assert view.world_at(at + QPointF(40, -10)) == pytest.approx(world)
    for _ in range(60):
        view.zoom(0.9)
        view.zoom(2.0)
    largest = view.scale
    view.zoom(2.0)
    assert view.scale == largest, "zooming in ends"
    pixels(view)
    for _ in range(80):
        view.zoom(0.5)
    assert view.scale > 0
    pixels(view)
    qtbot.keyClick(view, Qt.Key.Key_0)
    view.setFrame(sample_frame(sample_trace(), 300, example=0))
    view.toolbar.fit_button.hide()
    assert not differ(before, pixels(view)).any()


def test_dragging_pans_and_does_not_click(qtbot, view):
    clicked = []
    view.neuronClicked.connect(clicked.append)
    x, y = centre_of(view, 5)
    start = QPoint(round(x), round(y))
    left = view.to_view(0, 0).x()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, start + QPoint(30, 0))
    QApplication.processEvents()
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(30, 0))
    assert clicked == []
    assert view.to_view(0, 0).x() == pytest.approx(left + 30, abs=1)


def test_lines_and_matrices_can_be_switched(qtbot, view):
    before = view.placement.kind
    picture = pixels(view)
    view.switchKind()
    assert view.placement.kind != before
    assert differ(picture, pixels(view)).mean() > 0.05
    view.switchKind()
    assert view.placement.kind == before
    assert not differ(picture, pixels(view)).any()


def test_rasters_come_from_a_job(qtbot):
    trace = sample_trace()
    jobs = Jobs()
    view = NetworkView()
    view.setJobs(jobs)
    view.setNetwork(place(trace.network))
    view.setFrame(sample_frame(trace, 300))
    show(qtbot, view, 500, 300)
    qtbot.waitUntil(lambda: jobs.idle and not view.rasters.waiting, timeout=60_000)
    by_job = pixels(view)
    view.setFrame(sample_frame(trace, 310))
    stepped = pixels(view)
    assert differ(by_job, stepped).any()
    at_once = NetworkView()
    at_once.resize(view.size())
    at_once.setNetwork(view.placement)
    at_once.setFrame(sample_frame(trace, 310))
    assert not differ(stepped, pixels(at_once)).any()
    at_once.deleteLater()
    assert jobs.close()


@pytest.mark.parametrize("scale", [14.2, 15.88, 17.4])
def test_neurons_drawn_little_by_little_are_those_drawn_at_once(qapp, scale):
    """Neighbours lie so close that wiping one takes the rim of another, unless that is drawn again."""
    trace = sample_trace()
    camera = Camera(scale, 54.18, 179.93, 500, 300)
    look = PainterLook(camera, LIGHT, QFont(), 1.0, 1.0, 64.0)
    stepped, at_once = (LinkPainter(place(trace.network), look) for _ in range(2))
    for step in (300, 310):
        stepped.advance(sample_frame(trace, step))
    at_once.advance(sample_frame(trace, step))
    assert stepped.layer == at_once.layer


def test_another_network_and_none(qtbot, view):
    other = sample_trace("fft-8", 6)
    view.setFrame(sample_frame(other, 3))  # not of this network: not shown
    assert view.frame.network is not other.network
    view.setNetwork(place(other.network))
    view.setFrame(sample_frame(other, 3))
    assert count_colour(pixels(view), LIGHT.current) > 20
    view.setNetwork(None)
    picture = pixels(view)
    assert np.all(picture == picture[-1, -1])


@pytest.mark.parametrize("name", ["diamond", "dense-4x4", "chain-16", "tree-8", "fft-8"])
def test_every_step_and_event_of_the_small_samples(qtbot, name):
    trace = sample_trace(name, 4)
    view = NetworkView()
    view.setNetwork(place(trace.network))
    show(qtbot, view, 420, 260)
    seen = set()
    for step in range(trace.n_steps + 1):
        for event in range(len(trace.events(step)) + 1):
            view.setFrame(sample_frame(trace, step, event))
            seen.add(pixels(view).tobytes())
    assert len(seen) > trace.n_steps


def test_tiny_and_narrow(qtbot, view):
    for size in ((220, 160), (221, 900), (1500, 161)):
        view.resize(*size)
        assert pixels(view).shape[:2] == (size[1], size[0])
