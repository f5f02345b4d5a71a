"""The table of actions is complete, and everything made from it is."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ioviz.gui.actions.actions import key_text, plain
from ioviz.gui.actions.command_palette import score
from ioviz.gui.actions.table import ACTIONS, BY_ID, MENUS
from ioviz.paths import resource_folder


def test_every_action_has_a_menu_a_key_and_a_tooltip():
    menus = {plain(title) for title in MENUS}
    for spec in ACTIONS:
        assert spec.menu.split("/")[0] in menus, spec.id
        assert spec.keys, spec.id
        assert all(not QKeySequence(key).isEmpty() for key in spec.keys), spec.id
        assert key_text(spec), spec.id
        assert len(spec.tip) > 8, spec.id
        assert not spec.tip.endswith("."), spec.id


def test_ids_and_keys_are_unique():
    assert len(BY_ID) == len(ACTIONS)
    keys = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_mnemonics_of_a_menu_are_unique():
    letters = Counter()
    for spec in ACTIONS:
        at = spec.text.find("&")
        if at >= 0:
            letters[spec.menu, spec.text[at + 1].lower()] += 1
    for menu in {spec.menu for spec in ACTIONS if "/" in spec.menu}:
        top, sub = menu.split("/")
        letters[top, sub[sub.find("&") + 1].lower()] += 1
    letters["File", "r"] += 1  # Open recent
    assert [entry for entry, times in letters.items() if times > 1] == []


def test_every_icon_is_there_and_takes_the_theme_colour():
    for spec in ACTIONS:
        if spec.icon:
            text = (resource_folder() / "icons" / f"{spec.icon}.svg").read_text(encoding="utf-8")
            assert "currentColor" in text, spec.icon


def test_the_window_has_every_action_in_a_menu(window):
    found = set()

    def walk(menu: QMenu) -> None:
        for action in menu.actions():
            if action.menu() is not None:
                walk(action.menu())
            found.add(action.objectName())

    for action in window.menus.actions():
        walk(action.menu())
    assert set(BY_ID) <= found


def test_tooltips_tell_the_key(window):
    for spec in ACTIONS:
        assert key_text(spec) in window.actions_[spec.id].toolTip()


def test_no_menu_is_empty(window):
    for action in window.menus.actions():
        assert action.menu().actions(), action.text()


def test_search_finds_by_words_and_by_letters():
    assert score("open", "Open network") == 0
    assert score("net", "Open network") < score("onw", "Open network")
    assert score("xyz", "Open network") is None
    assert score("", "anything") == 0
