"""Rasters of all connections: built in chunks or followed step by step, the pixels are the same."""

from __future__ import annotations

import numpy as np
import pytest

from ioviz.core.schedule import order
from ioviz.viewmodels.frame.timing import make_timing
from ioviz.viewmodels.look.palette import DARK, LIGHT, rgb
from ioviz.viewmodels.network import raster as raster_module
from ioviz.viewmodels.network.place import place
from ioviz.viewmodels.network.raster import Camera, ConnectionRaster, TooManyChanges
from tests.steps import finish
from tests.viewmodels.networks import layered

CAMERA = Camera(12.0, 60.0, 50.0, 160, 100)


def built(placement, timing, step, theme=LIGHT, camera=CAMERA, stride=1):
    made, seen = finish(ConnectionRaster(placement, timing, camera, 1.0).build(step, theme, stride))
    shares = [progress.share for progress in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    return made


@pytest.fixture(params=["links", "matrix"])
def subject(request):
    network = layered([12, 9, 5], 0.5, 4)
    camera = CAMERA if request.param == "links" else Camera(60.0, 5.0, 5.0, 160, 100)
    return place(network, request.param), make_timing(order(network, "random")), camera


def test_following_equals_building(subject):
    placement, timing, camera = subject
    followed = built(placement, timing, 0, camera=camera)
    for step in (1, 2, 30, 7, timing.n_steps, 0, 50):
        followed.follow(step)
        fresh = built(placement, timing, step, camera=camera)
        # Inks are equal; how strongly one covers is chosen at the build, from how deep they lie then.
        assert np.array_equal(followed._ink, fresh._ink)
        followed.recolour(LIGHT)
        fresh.recolour(LIGHT)
        assert np.array_equal(followed.pixels, fresh.pixels)


def test_only_the_box_changes(subject):
    placement, timing, camera = subject
    raster = built(placement, timing, 10, camera=camera)
    before = raster.pixels.copy()
    left, top, right, bottom = raster.follow(13)
    changed = raster.pixels != before
    assert changed.any()
    changed[top:bottom, left:right] = False
    assert not changed.any()
    assert raster.follow(13) is None


def test_chunks_do_not_matter(subject, monkeypatch):
    placement, timing, camera = subject
    whole = built(placement, timing, 20, camera=camera)
    monkeypatch.setattr(raster_module, "CHUNK_LINES", 7)
    monkeypatch.setattr(raster_module, "CHUNK_CELLS", 7)
    parts = built(placement, timing, 20, camera=camera)
    assert np.array_equal(whole.pixels, parts.pixels)


def test_a_preview_has_some_of_the_connections_and_says_so(subject):
    placement, timing, camera = subject
    rough, whole = built(placement, timing, 20, camera=camera, stride=3), built(placement, timing, 20, camera=camera)
    assert rough.rough
    assert not whole.rough
    assert 0 < rough._ink.sum() < whole._ink.sum()


def test_too_much_to_follow_changes_nothing(subject, monkeypatch):
    placement, timing, camera = subject
    monkeypatch.setattr(raster_module, "MOST_LINES_TO_FOLLOW", 5)
    monkeypatch.setattr(raster_module, "MOST_CELLS_TO_FOLLOW", 5)
    raster = built(placement, timing, 0, camera=camera)
    before = raster.pixels.copy()
    with pytest.raises(TooManyChanges):
        raster.follow(30)
    assert raster.step == 0
    assert np.array_equal(before, raster.pixels)


def test_themes(subject):
    placement, timing, camera = subject
    raster = built(placement, timing, 20, camera=camera)
    red, green, blue = rgb(LIGHT.surface)
    assert raster.pixels[-1, -1] == 0xFF000000 | red << 16 | green << 8 | blue
    raster.recolour(DARK)
    assert np.array_equal(raster.pixels, built(placement, timing, 20, DARK, camera).pixels)
