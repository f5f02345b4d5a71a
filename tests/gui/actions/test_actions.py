"""The records of the actions are complete, and everything made from them is."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QMenu

from ioviz.gui.actions.actions import Actions, key_text, plain
from ioviz.gui.actions.command_palette import score
from ioviz.gui.actions.record import Action
from ioviz.gui.explain.controller import OVERLAYS
from ioviz.gui.explain.explain_column import PARTS
from ioviz.gui.shell.action_table import ACTIONS, MENUS
from ioviz.gui.shell.workspace import Tab
from ioviz.paths import resource_folder
from ioviz.viewmodels.document.document import MADE_FOR_M, ORDERS, POLICIES
from ioviz.viewmodels.frame.playback import JUMPS
from tests.gui.drivers import open_dialog

IDS = {record.id for record in ACTIONS}


def test_every_action_has_a_menu_a_key_and_a_tooltip():
    menus = {plain(title) for title in MENUS}
    for record in ACTIONS:
        assert record.menu.split("/")[0] in menus, record.id
        assert all(not QKeySequence(key).isEmpty() for key in record.keys), record.id
        assert key_text(record), record.id
        assert len(record.tip) > 8, record.id
        assert not record.tip.endswith("."), record.id


def test_ids_and_keys_are_unique():
    assert len(IDS) == len(ACTIONS)
    keys = Counter(QKeySequence(key).toString() for record in ACTIONS for key in record.keys)
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("order", (*ORDERS, *MADE_FOR_M)),
        ("policy", POLICIES),
        ("next", JUMPS),
        ("previous", JUMPS),
        ("overlay", OVERLAYS),
        ("explain", tuple(key for key, _text, _tip in PARTS)),
    ],
)
def test_everything_that_can_be_chosen_has_an_action(prefix, names):
    assert {f"{prefix}_{name}" for name in names} <= IDS


def test_every_tab_has_an_action():
    assert {tab.value for tab in Tab} <= IDS


def test_mnemonics_of_a_menu_are_unique():
    letters = Counter()
    for record in ACTIONS:
        at = record.text.find("&")
        if at >= 0:
            letters[record.menu, record.text[at + 1].lower()] += 1
    for menu in {record.menu for record in ACTIONS if "/" in record.menu}:
        top, sub = menu.split("/")
        letters[top, sub[sub.find("&") + 1].lower()] += 1
    letters["File", "r"] += 1  # Open recent
    assert [entry for entry, times in letters.items() if times > 1] == []


def test_every_icon_is_there_and_takes_the_theme_colour():
    for record in ACTIONS:
        if record.icon:
            text = (resource_folder() / "icons" / f"{record.icon}.svg").read_text(encoding="utf-8")
            assert "currentColor" in text, record.icon


def test_a_record_has_exactly_one_callback():
    with pytest.raises(ValueError, match="exactly one"):
        Action("id", "Text", "File", "A", "What it does")
    with pytest.raises(ValueError, match="exactly one"):
        Action("id", "Text", "File", "A", "What it does", run=print, toggle=print)


def test_callbacks_get_what_they_act_on_and_whether_it_is_on(qtbot):
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    done: list[object] = []
    records = (
        Action("run", "&Run", "File", "A", "It runs", repeats=True, run=lambda w: w.append("run")),
        Action("on", "&On", "File", "B", "It is on or off", needs="there", toggle=lambda w, on: w.append(on)),
        Action("one", "O&ne", "File", "C", "One of several", group="g", run=lambda w: w.append("one")),
    )
    actions = Actions(window, records, lambda: done)
    actions["on"].trigger()
    assert done == []  # what it needs is not there
    actions.set_state(there=True)
    for id in ("run", "on", "on", "one"):
        actions[id].trigger()
    assert done == ["run", True, False, "one"]
    actions.check("on", True)
    assert done[4:] == []  # shown, not run
    assert [actions[id].isCheckable() for id in ("run", "on", "one")] == [False, True, True]
    assert [actions[id].autoRepeat() for id in ("run", "on", "one")] == [True, False, False]
    assert actions.record("one") is records[2]
    assert "two" not in actions


def test_the_window_has_every_action_in_a_menu(window):
    found = set()

    def walk(menu: QMenu) -> None:
        for action in menu.actions():
            if action.menu() is not None:
                walk(action.menu())
            found.add(action.objectName())

    for action in window.menus.actions():
        walk(action.menu())
    assert found >= IDS


def test_tooltips_show_the_key(window):
    for record in ACTIONS:
        assert key_text(record) in window.actions_[record.id].toolTip()


def test_the_page_of_keys_has_every_action(window):
    texts = Counter(one.text() for one in open_dialog(window, "keys").findChildren(QLabel))
    for record in ACTIONS:
        assert texts[plain(record.text)], record.id
        assert texts[key_text(record)], record.id


def test_no_menu_is_empty(window):
    for action in window.menus.actions():
        assert action.menu().actions(), action.text()


def test_search_finds_by_words_and_by_letters():
    assert score("open", "Open network") == 0
    assert score("net", "Open network") < score("onw", "Open network")
    assert score("xyz", "Open network") is None
    assert score("", "anything") == 0
