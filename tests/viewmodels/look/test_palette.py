"""Colours: what must be readable is, and the helpers are right."""

from __future__ import annotations

import dataclasses

import pytest

from ioviz.viewmodels.look import palette
from ioviz.viewmodels.look.palette import DARK, LIGHT, Theme

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
STATES = ("input", "output", "clean", "dirty", "current", "bound", "gone")


@THEMES
def test_text_reads_on_every_surface(theme: Theme) -> None:
    for surface in (theme.window, theme.surface, theme.raised, theme.selection):
        assert palette.contrast(theme.text, surface) >= 10
    for surface in (theme.window, theme.surface, theme.raised):
        assert palette.contrast(theme.muted, surface) >= 4.5
    assert palette.contrast(theme.accent_text, theme.accent) >= 4.5


@THEMES
@pytest.mark.parametrize("state", STATES)
def test_inks_read_on_the_surface(theme: Theme, state: str) -> None:
    assert palette.contrast(getattr(theme, state + "_ink"), theme.surface) >= 4.5


@THEMES
@pytest.mark.parametrize("state", ["input", "output", "clean", "dirty", "current"])
def test_text_reads_on_the_fills(theme: Theme, state: str) -> None:
    assert palette.contrast(theme.on_fill, getattr(theme, state)) >= 4.5


@THEMES
def test_fills_are_those_of_okabe_and_ito(theme: Theme) -> None:
    assert theme.input == "#009E73"
    assert theme.output == "#CC79A7"
    assert theme.clean == "#56B4E9"
    assert theme.dirty == "#E69F00"
    assert theme.current == "#D55E00"
    assert theme.bound == "#0072B2"


@THEMES
def test_every_colour_is_six_digits(theme: Theme) -> None:
    for field in dataclasses.fields(theme):
        value = getattr(theme, field.name)
        if field.name not in ("name", "dark"):
            assert value.startswith("#")
            assert len(value) == 7
            palette.rgb(value)


def test_helpers() -> None:
    assert palette.rgb("#0172FF") == (1, 0x72, 255)
    assert palette.mix("#000000", "#FFFFFF", 0.5) == "#808080"
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert palette.contrast("#777777", "#777777") == 1
