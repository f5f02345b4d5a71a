"""The fast-memory view: a cell for each slot, whatever there is room for."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QApplication

from ioviz.gui.views.memory_view import MemoryView
from ioviz.viewmodels.frame.frame import FREE
from ioviz.viewmodels.look.palette import DARK, LIGHT
from tests.gui.view_tools import count_colour, differ, leave, move_to, pixels, sample_frame, sample_trace, show


@pytest.fixture(params=[3, 16, 97])
def trace(request):
    return sample_trace(memory=request.param)


@pytest.fixture
def view(qtbot, trace):
    view = MemoryView()
    view.setFrame(sample_frame(trace, 300))
    show(qtbot, view, 380, 240)
    view.flash.stop()
    return view


def test_cells_lie_apart_and_are_found(view, trace):
    frame = view.frame
    boxes = [view.cell_box(slot) for slot in range(frame.n_slots)]
    for slot, box in enumerate(boxes):
        assert view.slot_at(box.center()) == slot
        assert view.rect().contains(box.toAlignedRect().adjusted(1, 1, -1, -1))
        for other in boxes[:slot]:
            assert not box.intersects(other)
    assert view.slot_at(QPointF(5, 2)) is None


def test_states_have_their_colours(view, trace):
    picture = pixels(view)
    frame = view.frame
    for slot in range(frame.n_slots):
        box = view.cell_box(slot)
        inside = picture[round(box.top() + box.height() * 0.3), round(box.left() + 3)]
        colour = None if frame.neuron[slot] == FREE else LIGHT.dirty if frame.dirty[slot] else LIGHT.clean
        if colour is not None:
            assert tuple(inside) == tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))


class Painted(QObject):
    """Remembers what of a view was painted."""

    def __init__(self, view):
        super().__init__(view)
        self.region = QRegion()
        view.installEventFilter(self)

    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.Paint:
            self.region = self.region.united(event.region())
        return False


@pytest.mark.parametrize("size", [(380, 240), (200, 110)])
def test_what_looks_different_is_painted(qtbot, view, trace, size):
    emitted = []
    for signal in (view.neuronHovered, view.neuronClicked):
        signal.connect(emitted.append)
    view.resize(*size)
    before = pixels(view)
    for step, example in ((301, None), (302, None), (303, 0), (304, 0), (600, 0), (601, 1), (0, 1), (950, None)):
        QApplication.processEvents()
        painted = Painted(view)
        view.since_full_paint.invalidate()
        view.setFrame(sample_frame(trace, step, example=example))
        view.flash.stop()
        QApplication.processEvents()
        view.removeEventFilter(painted)
        after = pixels(view)
        for y, x in zip(*np.nonzero(differ(before, after)), strict=True):
            assert painted.region.contains(QPoint(int(x), int(y))), (step, x, y)
        before = after
    assert emitted == []


def test_many_cells_are_not_all_painted_every_frame(qtbot):
    trace = sample_trace("mlp-4x500", 700)
    view = MemoryView()
    view.setFrame(sample_frame(trace, 30_000))
    show(qtbot, view, 900, 700)
    assert not view.shows_image
    view.setFrame(sample_frame(trace, 30_001))
    QApplication.processEvents()
    painted = Painted(view)
    view.since_full_paint.start()
    view.setFrame(sample_frame(trace, 30_002))
    view.flash.stop()
    QApplication.processEvents()
    area = sum(rect.width() * rect.height() for rect in painted.region)
    assert 0 < area < 0.2 * view.width() * view.height()


def test_hover_highlights_the_cell(view, trace):
    before = pixels(view)
    neuron = int(view.frame.neuron[view.frame.neuron != FREE][-1])
    view.setHovered(neuron)
    changed = differ(before, pixels(view))
    box = view.cell_box(view.frame.slot_of(neuron))
    rows, columns = np.nonzero(changed)
    assert rows.size
    assert box.adjusted(-6, -6, 6, 6).contains(QPointF(columns.mean(), rows.mean()))
    view.setHovered(None)
    assert not differ(before, pixels(view)).any()


def test_pointing_and_clicking(qtbot, view, trace):
    hovered, clicked = [], []
    view.neuronHovered.connect(hovered.append)
    view.neuronClicked.connect(clicked.append)
    slot = int(np.flatnonzero(view.frame.neuron != FREE)[-1])
    at = view.cell_box(slot).center()
    move_to(view, at.x(), at.y())
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(at.x()), round(at.y())))
    assert hovered == clicked == [view.frame.neuron[slot]]
    leave(view)
    assert hovered[-1] is None


def test_what_came_in_flashes_for_a_moment(qtbot, trace):
    step = next(k for k in range(100, 900) if sum(e.is_neuron_read for e in trace.events(k)))
    view = MemoryView()
    view.setFrame(sample_frame(trace, step))
    show(qtbot, view, 380, 240)
    view.setFrame(sample_frame(trace, step + 1))
    assert view.flash.state() == view.flash.State.Running
    view.flash.setCurrentTime(10)
    bright = pixels(view)
    view.flash.stop()
    assert differ(bright, pixels(view)).any()
    view.setFrame(sample_frame(trace, step + 50))  # playing fast: nothing flashes
    assert view.flash.state() == view.flash.State.Stopped


def test_thousands_are_one_image(qtbot):
    trace = sample_trace("mlp-4x500", 10_000)
    view = MemoryView()
    view.setFrame(sample_frame(trace, 30_000))
    show(qtbot, view, 300, 200)
    assert view.shows_image
    picture = pixels(view)
    assert count_colour(picture, LIGHT.dirty) > 1000
    view.setFrame(sample_frame(trace, 30_100))
    assert differ(picture, pixels(view)).any()
    view.setTheme(DARK)
    assert differ(picture, pixels(view)).mean() > 0.5


def test_round_robin_has_a_hand(qtbot):
    trace = sample_trace(memory=16, policy="rr")
    view = MemoryView()
    view.setFrame(sample_frame(trace, 300))
    show(qtbot, view, 380, 240)
    frame = view.frame
    assert frame.hand is not None
    corner = view.cell_box(frame.hand).topLeft()
    assert tuple(pixels(view)[round(corner.y()) + 2, round(corner.x()) + 2]) == tuple(
        int(LIGHT.text[k : k + 2], 16) for k in (1, 3, 5)
    )


def test_no_frame(qtbot):
    view = MemoryView()
    show(qtbot, view, 300, 150)
    pixels(view)
    assert view.slot_at(QPointF(50, 50)) is None
