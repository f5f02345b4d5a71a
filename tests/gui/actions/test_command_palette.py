"""Command search finds settings and help pages by the words that people know, and says when it finds nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView

from ioviz.gui.actions.command_palette import word_score
from ioviz.gui.help.pages_panel import all_pages
from tests.gui.conftest import settle
from tests.gui.drivers import open_dialog


@pytest.fixture
def palette(window):
    found = open_dialog(window, "commands")
    yield found
    if "commands" in window.dialogs.opened:
        found.close()


def _found(palette) -> list[str]:
    model = palette.findChild(QListView).model()
    return [model.index(row).data() for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("belady", {"Policy: MIN", "Help: Eviction policies"}),
        ("font", {"Text larger", "Text smaller"}),
        ("lower bound", {"Facts", "Help: The bounds", "Help: The counters", "Help: The whole schedule"}),
        ("dark", {"Dark theme", "Other theme"}),
        ("round robin", {"Policy: RR", "Help: Eviction policies"}),
        ("cache", {"Policy: LRU", "More memory"}),
        ("video", {"Animation"}),
        ("screenshot", {"Picture"}),
        ("shortcuts", {"Keys"}),
        ("projector", {"Presentation mode"}),
        ("simulated annealing", {"Start"}),
        ("fourier", {"Sample: fft-8"}),
        ("live memory", {"As much as needed", "Help: The bounds"}),
        ("vermilion", {"Help: The network"}),
        ("I/Os", {"Help: The bounds"}),
    ],
)
def test_it_finds_what_is_known_by_another_word(qtbot, palette, words, expected):
    qtbot.keyClicks(palette.field, words)
    first = _found(palette)[: 12 + len(expected)]
    assert expected <= set(first)


def test_names_come_before_words(qtbot, palette):
    qtbot.keyClicks(palette.field, "facts")
    assert _found(palette)[0] == "Facts"


def test_an_empty_result_says_so(qtbot, palette, window):
    assert palette.nothing.isHidden()
    qtbot.keyClicks(palette.field, "xylophone")
    assert _found(palette) == []
    assert "“xylophone”" in palette.nothing.text()
    assert palette.nothing.isVisible()
    assert not palette.findChild(QListView).isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert "commands" in window.dialogs.opened  # there is nothing to run
    for _ in "xylophone":
        qtbot.keyClick(palette.field, Qt.Key.Key_Backspace)
    assert palette.nothing.isHidden()
    assert len(_found(palette)) > 100


def test_a_page_of_help_is_opened(qtbot, palette, window):
    qtbot.keyClicks(palette.field, "help: the bounds")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    panel = window.commands.pages
    assert not panel.isHidden()
    assert "3 of 3" in panel._count.text()
    qtbot.waitUntil(lambda: "commands" not in window.dialogs.opened)
    QApplication.processEvents()


def test_every_page_is_found_by_its_title(palette, window):
    titles = {f"Help: {page.title}" for page in all_pages()}
    assert titles <= set(_found(palette))


def test_words_are_matched_at_their_beginnings():
    assert word_score("bound lower", "the lower bound") == 60
    assert word_score("lower bo", "the **lower bound**, and") == 30
    assert word_score("ower", "the lower bound") is None
    assert word_score("", "the lower bound") is None
    assert word_score("I/O", "counts every I/\u2060O on the way") == 30
