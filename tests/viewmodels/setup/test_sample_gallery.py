"""The pictures of the sample gallery."""

from __future__ import annotations

import numpy as np
import pytest

from ioviz.paths import sample_path
from ioviz.viewmodels.look.palette import DARK, LIGHT
from ioviz.viewmodels.setup.sample_gallery import sample_tile
from tests.steps import finish


def made(name, theme=LIGHT):
    return finish(sample_tile(sample_path(name), 200, 100, theme))[0]


@pytest.mark.parametrize(("name", "dots"), [("diamond", 4), ("mlp-4x500", 0)])
def test_a_tile_shows_the_network(name, dots):
    tile = made(name)
    assert (tile.name, tile.pixels.shape, len(tile.dots)) == (name, (100, 200), dots)
    assert len(np.unique(tile.pixels)) > 2  # lines or cells, in more than one state
    assert all(0 <= x < 200 and 0 <= y < 100 for x, y in tile.dots.tolist())
    assert "connections" in tile.facts


def test_a_tile_is_in_the_colours_of_its_theme():
    assert made("diamond").pixels[0, 0] != made("diamond", DARK).pixels[0, 0]
