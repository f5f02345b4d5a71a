"""Frames of films and exported pictures show no buttons, neither widgets nor painted ones."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider

from ioviz.core.formats import load
from ioviz.gui.export.film_stage import FilmStage
from ioviz.gui.toolkit.painted_view import PaintedView
from ioviz.gui.toolkit.snapshot import save_snapshot
from ioviz.gui.views.example_view import ExampleView
from ioviz.gui.views.network.network_view import NetworkView
from ioviz.paths import sample_path
from ioviz.viewmodels.document.document import Intent, resolve
from ioviz.viewmodels.frame.frame import run_example
from ioviz.viewmodels.frame.playback import Position
from ioviz.viewmodels.look.palette import LIGHT
from tests.gui.view_tools import count_colour, pixels, sample_frame, sample_trace, show
from tests.steps import finish


@pytest.fixture
def stage(qtbot):
    network = load(sample_path("digits"))
    document, _ = finish(resolve(Intent(network, 30, title="digits")))
    made = FilmStage(document, 1280, 720, run_example(document.trace, 2))
    yield made
    made.close()


def test_a_frame_shows_no_controls(stage):
    stage.draw(Position(100))
    views = stage.page.findChildren(PaintedView)
    assert {ExampleView, NetworkView} <= {type(view) for view in views}
    assert [view for view in views if view.controls] == []
    for kind in (QAbstractButton, QAbstractSlider):
        assert [widget for widget in stage.page.findChildren(kind) if widget.isVisible()] == []


def test_the_example_draws_no_buttons_without_controls(qtbot):
    view = ExampleView()
    view.setFrame(sample_frame(sample_trace(), 0, example=2))
    show(qtbot, view, 360, 138)
    boxes = [box.toAlignedRect() for box in view.buttons()]
    assert all(count_colour(pixels(view)[_slice(box)], LIGHT.raised) > 50 for box in boxes)
    view.setControls(False)
    assert all(count_colour(pixels(view)[_slice(box)], LIGHT.raised) == 0 for box in boxes)


def test_an_exported_picture_has_none_and_the_window_keeps_them(qtbot, tmp_path):
    view = ExampleView()
    view.setFrame(sample_frame(sample_trace(), 0, example=2))
    show(qtbot, view, 360, 138)
    before = pixels(view)
    save_snapshot(view, tmp_path / "example.png", LIGHT.surface, scale=1)
    image = QImage(str(tmp_path / "example.png")).convertToFormat(QImage.Format.Format_RGB32)
    assert image.pixelColor(358, 3).name() == LIGHT.surface.lower()  # the corner of the right button
    assert view.controls
    assert np.array_equal(pixels(view), before)


def _slice(box):
    return slice(box.top(), box.bottom() + 1), slice(box.left(), box.right() + 1)
