"""The dialog that generates networks: its preview is that of its form, or says that it is not."""

from __future__ import annotations

import threading

import pytest

from ioviz.gui.setup import generate_dialog
from ioviz.gui.setup.preview_dialog import COMPUTING_PREVIEW, NONE
from ioviz.gui.toolkit.marks import OUTDATED
from tests.gui.conftest import READY_MS
from tests.gui.drivers import open_dialog


@pytest.fixture
def dialog(qtbot, window):
    dialog = open_dialog(window, "generate")
    qtbot.waitUntil(lambda: dialog.accept_button.isEnabled(), timeout=READY_MS)
    return dialog


@pytest.fixture
def gate(monkeypatch):
    """Holds the jobs of the preview while it is not set."""
    gate, preview = threading.Event(), generate_dialog.preview

    def held(*args):
        gate.wait(60)
        return preview(*args)

    monkeypatch.setattr(generate_dialog, "preview", held)
    yield gate
    gate.set()


def facts(dialog) -> list[str]:
    return [value.text() for value in dialog.values.values()]


def marked(dialog) -> bool:
    return all(bool(value.property(OUTDATED)) for value in dialog.values.values())


def test_no_preview_of_another_family(qtbot, dialog, gate):
    before = facts(dialog)
    for index in range(1, dialog._family.count()):
        gate.clear()
        dialog._family.setCurrentIndex(index)
        assert set(facts(dialog)) == {NONE}
        assert dialog._network.placement is None
        assert "Computing" in dialog.message.text()
        assert not dialog.accept_button.isEnabled()
        gate.set()
        qtbot.waitUntil(lambda: set(facts(dialog)) != {NONE}, timeout=READY_MS)
        assert not marked(dialog)
        assert "Computing" not in dialog.message.text()
    assert facts(dialog) != before


def test_a_preview_of_other_parameters_is_marked(qtbot, dialog, gate):
    before = facts(dialog)
    gate.clear()
    spin = next(one for one in dialog.findChildren(generate_dialog.CountSpinBox) if one.isVisible())
    spin.setValue(spin.value() + 1)
    assert facts(dialog) == before
    assert marked(dialog)
    assert dialog.message.text() == COMPUTING_PREVIEW
    assert not dialog.accept_button.isEnabled()
    gate.set()
    qtbot.waitUntil(lambda: dialog.accept_button.isEnabled(), timeout=READY_MS)
    assert facts(dialog) != before
    assert not marked(dialog)
    assert dialog.message.text() == ""
