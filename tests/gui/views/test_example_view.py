"""The example: its image, its bars as outputs are written, and the verdict in words and sign."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from ioviz.gui.views.example_view import ExampleView, softmax_shares
from ioviz.viewmodels.look.palette import DARK, LIGHT
from tests.gui.view_tools import count_colour, differ, pixels, sample_frame, sample_trace, show


@pytest.fixture
def view(qtbot):
    view = ExampleView()
    view.setFrame(sample_frame(sample_trace(), 0, example=2))
    show(qtbot, view, 360, 138)
    return view


def test_bars_appear_when_outputs_are_written(view):
    trace = sample_trace()
    written = []
    for step in (0, 900, 930, 950):
        view.setFrame(sample_frame(trace, step, example=2))
        written.append(count_colour(pixels(view), LIGHT.output))
    assert written[0] == 0
    assert written[-1] > 100


def test_the_verdict_is_described(view):
    trace = sample_trace()
    assert view.verdict() == ""
    for index in range(10):
        frame = sample_frame(trace, trace.n_steps, example=index)
        view.setFrame(frame)
        label = trace.network.examples.labels[index]
        predicted = trace.network.examples.classes[
            int(np.argmax(frame.outputs[np.argsort(trace.network.output_slots)]))
        ]
        expected = (
            f"predicted {predicted}, right" if predicted == label else f"predicted {predicted}, wrong: it is {label}"
        )
        assert view.verdict() == view.accessibleDescription() == expected
        assert view.is_right() == (predicted == label)


def test_right_and_wrong_differ_in_shape(view):
    trace = sample_trace()
    view.setFrame(sample_frame(trace, trace.n_steps, example=2))
    pictures = []
    for right in (True, False):
        view.is_right = lambda right=right: right
        pictures.append(pixels(view)[:22, 60:90].min(axis=2) < 160)
    assert (pictures[0] != pictures[1]).any()


def test_arrows_and_keys_ask_for_another(qtbot, view):
    asked = []
    view.exampleRequested.connect(asked.append)
    before, after = view.buttons()
    for box in (before, after):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(box.center().x()), round(box.center().y())))
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert asked == [1, 3, 3, 1]
    view.setFrame(sample_frame(sample_trace(), 0, example=9))
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert asked[-1] == 0


def test_another_example_another_picture(view):
    before = pixels(view)
    view.setFrame(sample_frame(sample_trace(), 0, example=5))
    assert differ(before, pixels(view))[:, :140].any()
    view.setTheme(DARK)
    pixels(view)


@pytest.mark.parametrize("size", [(220, 96), (360, 96), (700, 400)])
def test_sizes(view, size):
    view.setFrame(sample_frame(sample_trace(), 950, example=1))
    view.resize(*size)
    assert count_colour(pixels(view), LIGHT.output) > 20


def test_without_examples_nothing_is_shown(qtbot):
    view = ExampleView()
    view.setFrame(sample_frame(sample_trace("diamond", 4), 1))
    show(qtbot, view, 300, 120)
    pixels(view)
    asked = []
    view.exampleRequested.connect(asked.append)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert asked == []


def test_shares_of_outputs():
    assert np.allclose(softmax_shares(np.array([np.nan, np.nan])), 0)
    shares = softmax_shares(np.array([1000.0, np.nan, 1000.0], np.float32))
    assert np.allclose(shares, [0.5, 0, 0.5])
