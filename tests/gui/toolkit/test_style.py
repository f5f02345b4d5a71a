"""Theme and sizes: everything in the style sheet resolves, the system is followed, text grows within its ends."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from ioviz.gui.toolkit import icons
from ioviz.gui.toolkit import style as module
from ioviz.gui.toolkit.style import FAMILY, SCALES, style


@pytest.fixture(autouse=True)
def as_before(qapp):
    yield
    style().choose(theme="light", text_scale=1.0, presentation=False)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_in_the_sheet_is_left_open(theme):
    style().choose(theme=theme)
    sheet = QApplication.instance().styleSheet()
    assert "@" not in sheet
    assert style().theme.name == theme
    for url in re.findall(r"url\(([^)]+)\)", sheet):
        with open(url, encoding="utf-8") as file:
            assert "<svg" in file.read()


def test_the_typeface_is_ours(qapp):
    style()
    assert FAMILY in QFontDatabase.families()
    assert qapp.font().family() == FAMILY


def test_text_grows_and_has_ends():
    for _ in range(20):
        style().shift_text(+1)
    assert style().text_scale == SCALES[-1]
    for _ in range(20):
        style().shift_text(-1)
    assert style().text_scale == SCALES[0]
    style().choose(text_scale=1.5)
    assert style().px(8) == 12


def test_presentation_is_larger():
    small = style().font().pixelSize()
    style().choose(presentation=True)
    assert style().font().pixelSize() >= 1.4 * small


def test_changed_is_emitted_once_and_only_if_something_changed(qtbot):
    style().choose(theme="light")
    emitted = []
    style().changed.connect(lambda: emitted.append(1))
    style().choose(theme="light")
    assert emitted == []
    style().choose(theme="dark")
    assert emitted == [1]


def test_unknown_choices_are_no_choices():
    style().choose(theme="pink", text_scale=99.0)
    assert style().choice in ("system", "light", "dark")
    assert style().text_scale == SCALES[-1]


def test_the_system_is_followed(qapp, monkeypatch):
    style().choose(theme="system")
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        dark = scheme == Qt.ColorScheme.Dark
        monkeypatch.setattr(module, "_system_is_dark", lambda dark=dark: dark)
        qapp.styleHints().colorSchemeChanged.emit(scheme)
        assert style().theme.dark == dark
    style().choose(theme="dark")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert style().theme.dark  # the choice of a person counts more


def test_icons_are_tinted():
    red = icons.pixmap("close", "#FF0000", 24).toImage()
    colours = {red.pixelColor(x, y).red() for x in range(24) for y in range(24) if red.pixelColor(x, y).alpha() > 200}
    assert colours == {255}
