"""Where samples and resources are found: in a checkout, and in an installed package."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import ioviz
from ioviz import paths


def test_a_checkout_has_them_beside_the_package():
    assert paths.sample_folder().is_dir()
    assert paths.resource_folder().is_dir()
    assert paths.sample_folder().parent == paths.resource_folder().parent


def test_a_wheel_has_them_inside(tmp_path, monkeypatch):
    package = tmp_path / "ioviz"
    (package / "sample_networks").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.sample_folder() == package / "sample_networks"
    assert paths.resource_folder() == tmp_path / "resources"


def test_samples_are_listed_by_name(tmp_path, monkeypatch):
    folder = tmp_path / "sample_networks"
    folder.mkdir()
    for name in ("b.json", "a.npz", "a.schedule.json", "README.md", "make.py"):
        (folder / name).touch()
    (folder / "c.json").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "ioviz")
    assert paths.sample_names() == ("a", "b")
    assert paths.sample_path("a") == folder / "a.npz"
    with pytest.raises(ioviz.InvalidArgument) as caught:
        paths.sample_path("../b")
    assert str(caught.value) == "Unknown sample network '../b': choose from a, b."


def test_no_samples(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "ioviz")
    assert paths.sample_names() == ()
    with pytest.raises(ioviz.InvalidArgument, match="choose from none installed"):
        paths.sample_path("digits")


def test_every_sample_opens():
    for name in paths.sample_names():
        assert ioviz.load(paths.sample_path(name)).n_connections > 0


def test_the_users_files_follow_the_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("IOVIZ_SETTINGS", str(tmp_path / "window.ini"))
    assert paths.settings_file() == tmp_path / "window.ini"
    assert paths.data_folder() == paths.log_folder() == tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of the freedesktop specification")
def test_the_users_files_are_where_they_have_always_been(tmp_path, monkeypatch):
    monkeypatch.delenv("IOVIZ_SETTINGS", raising=False)
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.settings_file() == tmp_path / ".config/ioviz/window.ini"
    assert paths.data_folder() == tmp_path / ".local/share/ioviz"
    assert paths.log_folder() == tmp_path / ".local/state/ioviz"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "elsewhere"))
    assert paths.settings_file() == tmp_path / "elsewhere/ioviz/window.ini"
    assert list(tmp_path.iterdir()) == []


def test_the_users_files_on_a_mac_are_where_they_have_always_been(monkeypatch):
    monkeypatch.delenv("IOVIZ_SETTINGS", raising=False)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert paths.settings_file() == Path.home() / "Library/Preferences/ioviz/window.ini"
