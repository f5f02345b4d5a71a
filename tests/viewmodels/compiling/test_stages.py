"""Stages of compiling: marks, the lock of the process that compiles, and waiting for one of them."""

import subprocess
import sys
import threading

import pytest

from ioviz.core.kernels import cache_folder
from ioviz.viewmodels.compiling import stages

HOLD = """
import sys, time
from pathlib import Path
from ioviz.core.kernels.file_lock import FileLock
lock = FileLock(Path(sys.argv[1]))
assert lock.try_now()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Keep marks and locks in a folder of the test."""
    monkeypatch.setattr(cache_folder, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(stages, "POLL_SECONDS", 0.01)
    return tmp_path


@pytest.fixture
def compiling(folder):
    """Hold the lock in another process, as one that compiles does; return what ends it."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder / "compiling.lock")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout.readline() == "held\n"

    def end():
        child.communicate(timeout=60)

    yield end
    child.kill()
    child.communicate()


def test_stages_are_compiled_once_each_and_the_awaited_one_first(folder):
    assert stages.uncompiled() == list(stages.STAGES)
    stages.mark_compiled("documents")
    assert stages.uncompiled() == list(stages.STAGES)[1:]
    (folder / "wanted").write_text("annealing")
    assert stages.uncompiled()[0] == "annealing"
    assert sorted(stages.uncompiled()) == sorted(set(stages.STAGES) - {"documents"})
    (folder / "wanted").write_text("no such stage")
    assert stages.uncompiled() == list(stages.STAGES)[1:]
    for stage in stages.STAGES:
        stages.mark_compiled(stage)
    assert stages.uncompiled() == []


def test_nothing_is_waited_for_without_a_process_that_compiles(folder):
    assert not stages.is_compiling()
    assert list(stages.prepared("annealing")) == []


def test_nothing_is_waited_for_without_a_folder(monkeypatch):
    monkeypatch.setattr(cache_folder, "cache_folder", lambda: None)
    assert stages.uncompiled() == []
    assert not stages.is_compiling()
    assert stages.claim() is None
    assert list(stages.prepared("annealing")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_a_stage_is_waited_for_until_it_is_compiled(folder, compiling):
    assert stages.is_compiling()
    assert stages.claim() is None
    waiting = stages.prepared("annealing")
    first = next(waiting)
    assert first.text.startswith("Compiling annealing, once for this computer: 0 of ")
    assert first.share == 0
    assert stages.uncompiled()[0] == "annealing"  # it is the next one
    (folder / "a.nbi").touch()
    assert ": 1 of " in next(waiting).text
    stages.mark_compiled("annealing")
    assert list(waiting) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_waiting_ends_with_the_process_that_compiles(compiling):
    waiting = stages.prepared("annealing", urgent=False)
    next(waiting)
    assert stages.uncompiled()[0] == "documents"  # nobody is in a hurry
    timer = threading.Timer(0.1, compiling)
    timer.start()
    assert list(waiting)
    timer.join()
    lock = stages.claim()
    assert lock is not None
    lock.release()
