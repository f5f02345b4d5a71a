"""Every view, tab and dialog at every size, text size and theme: no text is cut, elided, covered or over another one.

Pictures are kept in the folder that the variable IOVIZ_PICTURES names, for a person to look at::

    IOVIZ_PICTURES=/tmp/pictures pytest -n0 -m "slow or not slow" tests/gui/geometry

``python -m tests.gui.geometry FOLDER --look 1280x800-150`` does the same for chosen stages and looks, and lists all
faults instead of failing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ioviz.gui.shell.action_table import ACTIONS
from tests.gui.geometry.stages import DIALOGS, DOCUMENTS, LOOKS, Look, walk_on

FILE_DIALOGS = {
    "open", "open_folder", "save_network", "save_schedule", "open_schedule", "open_result", "export_trace",
    "export_residency", "export_report", "anneal_export", "bench_export",
}  # fmt: skip
BARS = {"commands", "find", "memory_edit"}  # they open no dialog
QUICK = {
    "digits": (
        (Look((1024, 700), 1.5), ("explore", "explain-why", "compare-4", "anneal", "bench-bars", "dialog-facts")),
        (Look((1280, 800), presentation=True, theme="dark"), ("explore", "anneal", "bench-poster")),
    ),
    "by-hand": ((Look((1280, 800)), ("hand-both", "hand-ask", "hand-explain")),),
    "large": ((Look((1280, 800)), ("large", "large-memory", "large-facts")),),
}
"""What the fast tests look at: the sizes and stages that had most faults."""


def found_in(window, tmp_path: Path, document: str, looks, stages=None) -> list[str]:
    """Go through the stages of a document in some looks; return the faults."""
    folder, found = os.environ.get("IOVIZ_PICTURES"), []
    with walk_on(window, document, tmp_path) as walk:
        for look in looks:
            walk.look(look)
            for name, enter, leave in DOCUMENTS[document][2]():
                if stages is not None and name not in stages:
                    continue
                enter(walk)
                found += [f"{name} {look}: {fault}" for fault in walk.faults()]
                if folder:
                    walk.keep_picture(Path(folder), f"{name}-{look}")
                walk.leave()
                leave(walk)
        walk.look(Look((1280, 800)))
    return found


@pytest.mark.parametrize("document", QUICK)
def test_every_text_is_whole_in_the_hardest_looks(make_window, tmp_path, document):
    window = make_window(None, wait=False)
    for look, stages in QUICK[document][:1]:
        assert found_in(window, tmp_path, document, [look], stages) == []


def test_every_text_is_whole_in_presentation_mode(make_window, tmp_path):
    look, stages = QUICK["digits"][1]
    assert found_in(make_window(None, wait=False), tmp_path, "digits", [look], stages) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("presentation", [False, True], ids=["window", "presentation"])
@pytest.mark.parametrize("text", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_text_is_whole(make_window, tmp_path, document, text, presentation):
    looks = [look for look in LOOKS if (look.text, look.presentation) == (text, presentation)]
    assert len(looks) == 6
    assert found_in(make_window(None, wait=False), tmp_path, document, looks) == []


def test_every_dialog_has_a_stage():
    opening = {action.id for action in ACTIONS if action.text.endswith("…")}
    assert opening - FILE_DIALOGS - BARS <= set(DIALOGS)
