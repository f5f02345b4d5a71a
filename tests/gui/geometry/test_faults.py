"""The geometry test can fail: each kind of fault is planted and found, and sound widgets have none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from ioviz.gui.toolkit.painted_view import LEFT, PaintedView
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.toolkit.widgets import ElidedLabel, FittingLabel
from tests.gui.geometry.drawn import drawn_texts
from tests.gui.geometry.faults import faults
from tests.gui.view_tools import show

NUMBER = "5\u202f400\u202f000 I/Os"


class Painted(PaintedView):
    """Draws what a test asks for."""

    def __init__(self, draw) -> None:
        super().__init__()
        self._draw = draw

    def paintEvent(self, _event: object) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            self._draw(self, painter)


def kinds(widget: QWidget, names: tuple[str, ...] = ()) -> set[str]:
    return {fault.partition(":")[0] for fault in faults(widget, names)}


@pytest.fixture
def whole(qtbot) -> QWidget:
    """A widget of two labels that fit."""
    widget = QWidget()
    column = QVBoxLayout(widget)
    for text in (NUMBER, "reads and writes"):
        column.addWidget(QLabel(text))
    show(qtbot, widget, 300, 120)
    return widget


def test_a_sound_widget_has_no_faults(whole):
    assert {text.text for text in drawn_texts(whole)} == {NUMBER, "reads and writes"}
    assert kinds(whole) == set()


def test_a_label_that_is_too_narrow_is_found(whole):
    whole.findChildren(QLabel)[0].setFixedWidth(40)
    QApplication.processEvents()
    assert kinds(whole) == {"cut in width"}


def test_a_label_that_is_too_low_is_found(whole):
    whole.findChildren(QLabel)[0].setFixedHeight(3)
    QApplication.processEvents()
    assert kinds(whole) == {"cut in height"}


def test_a_label_over_another_one_is_found(whole):
    first, second = whole.findChildren(QLabel)
    second.setGeometry(first.geometry().translated(0, 3))
    assert kinds(whole) == {"over each other"}


def test_a_widget_outside_of_its_parent_is_found(whole):
    whole.findChildren(QLabel)[1].move(QPoint(0, 110))
    assert "outside" in kinds(whole)


def test_an_elided_number_is_found_and_a_name_is_not(qtbot):
    label = ElidedLabel()
    label.setText(NUMBER)
    show(qtbot, label, 50, 20)
    assert kinds(label) == {"elided"}
    label.setText("a name that somebody chose")
    assert kinds(label) == {"elided"}
    assert kinds(label, ("a name that somebody chose",)) == set()


def test_texts_of_the_program_wrap(qtbot):
    label = FittingLabel()
    label.setTexts(("a sentence of the program that is long", "a long sentence"))
    show(qtbot, label, 60, 60)
    assert {text.text.strip() for text in drawn_texts(label)} == {"a long", "sentence"}
    assert kinds(label) == set()


@pytest.mark.parametrize(
    ("box", "size", "kind"),
    [
        (QRectF(5, 5, 200, 20), 12, None),
        (QRectF(5, 5, 40, 20), 12, "cut in width"),
        (QRectF(180, 5, 200, 20), 12, "cut in width"),
        (QRectF(5, 90, 200, 20), 12, "cut in height"),
        (QRectF(5, 5, 200, 20), 7, "smaller than 9.5 pixels"),
    ],
)
def test_a_painted_text_is_read(qtbot, box, size, kind):
    view = Painted(lambda self, painter: self.draw_text(painter, box, NUMBER, size))
    show(qtbot, view, 250, 100)
    assert kinds(view) == ({kind} if kind else set())


def test_a_text_in_an_image_is_read(qtbot):
    def draw(view: PaintedView, painter: QPainter) -> None:
        image = QImage(view.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        with painting(image) as onto:
            onto.setFont(view.text_font(12))
            onto.drawText(QRectF(5, 5, 200, 20), LEFT, "a title")
        painter.drawImage(0, 0, image)
        view.draw_text(painter, QRectF(5, 8, 200, 20), "over it", 12)

    view = Painted(draw)
    show(qtbot, view, 250, 100)
    assert kinds(view) == {"over each other"}


def test_a_text_under_a_surface_is_found(qtbot):
    def draw(view: PaintedView, painter: QPainter) -> None:
        view.draw_text(painter, QRectF(5, 5, 200, 20), "a title", 12)
        painter.fillRect(QRectF(0, 0, 30, 30), Qt.GlobalColor.red)

    view = Painted(draw)
    show(qtbot, view, 250, 100)
    assert kinds(view) == {"covered"}


@pytest.mark.parametrize("space", ["\u202f", "\u2009", " "])
def test_a_number_over_two_lines_is_found(qtbot, space):
    label = QLabel(f"5{space}400{space}\n000 I/Os")
    show(qtbot, label, 300, 60)
    assert kinds(label) == {"a number over two lines"}
