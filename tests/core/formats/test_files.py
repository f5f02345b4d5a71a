"""Opening and replacing files: what is no file is refused, and an old file is never lost."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import time

import pytest

import ioviz
from ioviz.core.formats import Limits, files, json_text
from tests.core.formats.samples import assert_same_network, full_network

unix = pytest.mark.skipif(sys.platform == "win32", reason="no such files there")


def refused(path, sentence):
    with pytest.raises(ioviz.FileFormatError) as caught:
        ioviz.load(path)
    assert str(caught.value) == sentence


def test_missing(tmp_path):
    refused(tmp_path / "no.json", f"{tmp_path}/no.json cannot be read: no such file.")


def test_folder(tmp_path):
    refused(tmp_path, f"{tmp_path} is a folder without a file that holds a layer of a network.")
    (tmp_path / "x.json").mkdir()
    with pytest.raises(ioviz.FileFormatError, match="is a folder, not a file"):
        ioviz.save(full_network(), tmp_path / "x.json")


@unix
def test_pipes_and_devices_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "x.json")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        for path in (tmp_path / "x.json", tmp_path / "s", "/dev/zero"):
            refused(path, f"{path} is not a regular file but a pipe, a socket or a device.")
    with pytest.raises(ioviz.FileFormatError, match="is not a regular file"):
        ioviz.save(full_network(), tmp_path / "x.json")


@pytest.mark.parametrize("path", ["", "a\0b", None, 3, b"x.json"])
def test_no_path(path):
    with pytest.raises(ioviz.FileFormatError, match="is not a valid path"):
        ioviz.load(path)


def test_name_too_long(tmp_path):
    with pytest.raises(ioviz.FileFormatError, match="cannot be read: file name too long"):
        ioviz.load(tmp_path / ("x" * 300))


@pytest.mark.parametrize("name", ["x", "x.txt", "x.json.bak", "x.schedule.json"])
def test_ending_of_a_network(tmp_path, name):
    with pytest.raises(ioviz.InvalidArgument, match=r"The name of a network file ends in .*\.json"):
        ioviz.save(full_network(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_ending_of_a_schedule(tmp_path):
    schedule = ioviz.order(full_network())
    with pytest.raises(ioviz.InvalidArgument, match=r"The name of a schedule file ends in \.schedule\.json or"):
        ioviz.save(schedule, tmp_path / "x.json")


def test_what_cannot_be_saved(tmp_path):
    with pytest.raises(ioviz.InvalidArgument, match="Only a network or a schedule can be saved, not dict"):
        ioviz.save({}, tmp_path / "x.json")


def test_no_folder(tmp_path):
    with pytest.raises(ioviz.FileFormatError) as caught:
        ioviz.save(full_network(), tmp_path / "no" / "x.json")
    assert str(caught.value) == f"{tmp_path}/no/x.json cannot be written: no such folder: {tmp_path}/no."


@unix
def test_permissions_are_kept(tmp_path):
    path = tmp_path / "x.json"
    path.write_text("old")
    path.chmod(0o640)
    ioviz.save(full_network(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    fresh = tmp_path / "y.json"
    ioviz.save(full_network(), fresh)
    (tmp_path / "plain").touch()
    assert fresh.stat().st_mode == (tmp_path / "plain").stat().st_mode


@unix
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    link, real = tmp_path / "x.json", tmp_path / "real" / "y.json"
    real.write_text("old")
    link.symlink_to(real)
    ioviz.save(full_network(), link)
    assert link.is_symlink()
    assert_same_network(full_network(), ioviz.load(real))


@unix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="nothing is protected from root")
def test_protected(tmp_path):
    path = tmp_path / "x.json"
    path.write_text("old")
    path.chmod(0o400)
    with pytest.raises(ioviz.FileFormatError, match="it is write-protected"):
        ioviz.save(full_network(), path)
    path.chmod(0)
    with pytest.raises(ioviz.FileFormatError, match="permission is denied"):
        ioviz.load(path)


@pytest.mark.parametrize("failing", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, failing, error):
    path = tmp_path / "x.npz"
    path.write_bytes(b"old")

    def fail(*_):
        raise error

    monkeypatch.setattr(files.os, failing, fail)
    wanted = ioviz.FileFormatError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(wanted) as caught:
        ioviz.save(full_network(), path)
    if wanted is ioviz.FileFormatError:
        assert str(caught.value) == f"{path} cannot be written: no space left on device."
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.npz"]


def test_too_large_for_json(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(json_text, "DEFAULT_LIMITS", Limits(json_bytes=100))
    with pytest.raises(ioviz.LimitExceeded, match=r"save it as \.npz instead"):
        ioviz.save(full_network(), path)
    assert path.read_bytes() == b"old"


KILLED = """
import sys, ioviz
a, b = (ioviz.generate("dense", a=40, b=40, seed=seed) for seed in (1, 2))
path = sys.argv[1]
ioviz.save(a, path)
print("go", flush=True)
while True:
    ioviz.save(b, path)
    ioviz.save(a, path)
"""


@unix
@pytest.mark.slow
@pytest.mark.parametrize("ending", ["json", "npz"])
def test_killed_at_any_moment_no_file_is_broken(tmp_path, ending):
    path = tmp_path / f"x.{ending}"
    for kill in range(int(os.environ.get("IOVIZ_KILLS", "6"))):
        with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"go\n"
            time.sleep(0.002 + 0.0137 * (kill % 16))
            process.kill()
        assert ioviz.load(path).n_connections == 1600
