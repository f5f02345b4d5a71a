"""Kernels are cached where the cache can be written, are never stale, and work without a compiler."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import numba
import numpy as np
import pytest

from ioviz.core.kernels import cache_folder, file_lock, jit, machine_code

ROOT = Path(__file__).parents[3]

USE_A_KERNEL = """
import numpy as np
from ioviz.core.kernels import graph
from ioviz.core.kernels.cache_folder import cache_folder
order = graph.stable_order(np.array([1, 0], np.int32), np.array([], np.int32), 2)[1]
assert order.tolist() == [1, 0], order
print(cache_folder())
"""


COUNT_HITS = """
import numpy as np
from ioviz.core.kernels import graph
assert graph.stable_order(np.array([1, 0], np.int32), np.array([], np.int32), 2)[1].tolist() == [1, 0]
print(*(sum(counter.values()) for counter in graph.stable_order.dispatcher.stats[1:]))
"""

DAMAGES = {
    "no bytes": lambda whole: b"",
    "20 bytes": lambda whole: whole[:20],
    "half": lambda whole: whole[: len(whole) // 2],
    "last byte lost": lambda whole: whole[:-1],
    "zeros": lambda whole: bytes(len(whole)),
    "noise": lambda whole: np.random.default_rng(0).bytes(len(whole)),
    "one bit flipped": lambda whole: whole[:-900] + bytes([whole[-900] ^ 1]) + whole[-899:],
    "more at the end": lambda whole: whole + b"more",
    "a pickle of another kind": lambda whole: pickle.dumps({"a": 1}),
}


def in_child(program, **environment):
    """Run a program in the checkout, and return what it prints."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("NUMBA_")}
    child = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT,
        env=inherited | {key: str(value) for key, value in environment.items()},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert child.returncode == 0, child.stderr
    return child.stdout.strip()


def test_the_digest_follows_every_source(tmp_path):
    (tmp_path / "one.py").write_text("a = 1\n")
    (tmp_path / "two.py").write_text("b = 2\n")
    cache_folder.sources_digest.cache_clear()
    before = cache_folder.sources_digest(tmp_path)
    (tmp_path / "two.py").write_text("b = 3\n")
    cache_folder.sources_digest.cache_clear()
    changed = cache_folder.sources_digest(tmp_path)
    (tmp_path / "two.py").rename(tmp_path / "three.py")
    cache_folder.sources_digest.cache_clear()
    renamed = cache_folder.sources_digest(tmp_path)
    cache_folder.sources_digest.cache_clear()
    assert len({before, changed, renamed}) == 3


def test_only_old_folders_of_ours_are_removed(tmp_path):
    for name in ("kernels-old", "kernels-new", "kernels-current", "something-else"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "code").write_text("")
    now = (tmp_path / "kernels-new").stat().st_mtime
    for name in ("kernels-old", "kernels-current", "something-else"):
        os.utime(tmp_path / name, (0, now - cache_folder.KEEP_SECONDS - 1))
    cache_folder.remove_old_folders(tmp_path, keep="kernels-current", now=now)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kernels-current", "kernels-new", "something-else"]


def test_removing_from_a_folder_that_is_not_there_does_nothing(tmp_path):
    cache_folder.remove_old_folders(tmp_path / "nowhere", keep="kernels-current")


def test_declaring_a_kernel_leaves_the_cache_setting_of_others_alone(monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", "/of/somebody/else")

    @jit.kernel
    def double(x):
        return 2 * x

    assert double(3) == 6
    assert numba.config.CACHE_DIR == "/of/somebody/else"


def test_the_cache_goes_to_the_users_cache_folder(tmp_path):
    folder = Path(in_child(USE_A_KERNEL, XDG_CACHE_HOME=tmp_path, NUMBA_DISABLE_JIT=0))
    assert folder.is_dir()
    if sys.platform == "linux":
        assert folder.parent == tmp_path / "ioviz"
    assert list(folder.rglob("*.nbi")), "nothing was cached"


def test_a_folder_named_by_the_user_is_used(tmp_path):
    folder = Path(in_child(USE_A_KERNEL, NUMBA_CACHE_DIR=tmp_path, NUMBA_DISABLE_JIT=0))
    assert folder.parent == tmp_path
    assert list(folder.rglob("*.nbi")), "nothing was cached"


@pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is set by XDG_CACHE_HOME")
def test_a_home_that_cannot_be_written_leads_to_a_private_temporary_folder(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder can be made in here")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    folder = Path(in_child(USE_A_KERNEL, XDG_CACHE_HOME=blocked, TMPDIR=temporary, NUMBA_DISABLE_JIT=0))
    assert folder.parent.parent == temporary
    assert folder.parent.stat().st_mode & 0o077 == 0
    assert list(folder.rglob("*.nbi")), "nothing was cached"


@pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is set by XDG_CACHE_HOME")
def test_a_temporary_folder_that_others_can_write_is_not_trusted(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder can be made in here")
    shared = tmp_path / f"ioviz-{os.getuid()}"
    shared.mkdir()
    shared.chmod(0o777)
    assert in_child(USE_A_KERNEL, XDG_CACHE_HOME=blocked, TMPDIR=tmp_path, NUMBA_DISABLE_JIT=0) == "None"
    assert not list(shared.iterdir())


def test_kernels_run_without_the_compiler():
    in_child(USE_A_KERNEL + "assert not hasattr(graph.stable_order, 'interpret')", NUMBA_DISABLE_JIT=1)


def double(x):
    return 2 * x


@pytest.fixture
def use_doubled(tmp_path, monkeypatch):
    """Declare a kernel, cached in `tmp_path`, use it with two types, and return how often it was (loaded, compiled)."""
    if numba.config.DISABLE_JIT:
        pytest.skip("nothing is cached without the compiler")
    monkeypatch.setattr(machine_code, "cache_folder", lambda: tmp_path)

    def use():
        doubled = jit.kernel(double)
        assert doubled(3) == 6
        assert doubled(1.5) == 3.0
        return tuple(sum(counter.values()) for counter in doubled.dispatcher.stats[1:])

    assert use() == (0, 2)
    assert use() == (2, 0)
    return use


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", ["nbi", "nbc"])
def test_a_damaged_file_is_compiled_anew_and_overwritten(use_doubled, tmp_path, kind, damage):
    files = list(tmp_path.rglob(f"*.{kind}"))
    assert len(files) == {"nbi": 1, "nbc": 2}[kind]
    for path in files:
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert use_doubled() == (0, 2)
    assert use_doubled() == (2, 0)


def test_a_damaged_file_costs_the_others_nothing(use_doubled, tmp_path):
    next(tmp_path.rglob("*.nbc")).write_bytes(b"")
    assert use_doubled() == (1, 1)
    assert use_doubled() == (2, 0)


def test_a_cache_that_can_no_longer_be_written_is_no_error(use_doubled, tmp_path):
    (index,) = tmp_path.rglob("*.nbi")
    index.unlink()
    index.mkdir()  # can be neither read nor replaced
    assert use_doubled() == (0, 2)


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
def test_processes_with_a_damaged_cache(tmp_path, kind):
    def loaded_and_compiled():
        return in_child(COUNT_HITS, NUMBA_CACHE_DIR=tmp_path, NUMBA_DISABLE_JIT=0)

    assert loaded_and_compiled() == "0 1"
    for path in list(tmp_path.rglob(f"*.{kind}")):
        path.write_bytes(path.read_bytes()[:100])
    assert loaded_and_compiled() == "0 1"
    assert loaded_and_compiled() == "1 0"


TWO_AT_ONCE = """
import sys, time
from ioviz.core.kernels import graph
while time.time() < float(sys.argv[1]):  # both begin at the same moment
    pass
import numpy as np
graph.stable_order(np.zeros(3, np.int32), np.arange(3, dtype=np.int32), 1)
print(sum(graph.stable_order.dispatcher.stats.cache_misses.values()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_two_processes_compile_a_kernel_once(tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "0"}
    command = [sys.executable, "-c", TWO_AT_ONCE, str(time.time() + 4)]
    children = [subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) for _ in range(2)]
    misses = [int(child.communicate(timeout=120)[0]) for child in children]
    assert sorted(misses) == [0, 1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_a_process_that_never_lets_go_holds_others_up_for_a_while_only(use_doubled, tmp_path, monkeypatch):
    monkeypatch.setattr(file_lock, "LONGEST_WAIT_SECONDS", 0.05)
    for path in tmp_path.rglob("*.nb?"):
        path.unlink()
    (lock,) = tmp_path.rglob("*.lock")
    other = file_lock.FileLock(lock)
    assert not other.acquire()  # nobody had it
    assert use_doubled() == (0, 2)
    other.release()
    assert use_doubled() == (2, 0)


INTERPRETED = """
import hashlib, sys
import numpy as np
from ioviz.core.kernels.preference import prefer_interpreted
if sys.argv[1] == "interpreted":
    prefer_interpreted()
from ioviz.core.formats import load
from ioviz.paths import sample_path
from ioviz.viewmodels.document.document import Intent, POLICIES, resolve

def last(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value

for name in ("diamond", "chain-16", "tree-8", "pyramid-6", "growth-10", "fft-8"):
    network = load(sample_path(name))
    for order in ("neuron", "layer", "random", "greedy", "tiled", "grouped", "bandwidth"):
        for policy in POLICIES:
            document = last(resolve(Intent(network, 6, policy, order, seed=3)))
            trace = document.trace
            digest = hashlib.sha256()
            for array in (trace.flags, trace.victims, trace.schedule.order, document.timeline.clean.start):
                assert isinstance(array, np.ndarray)
                digest.update(array.tobytes())
            state = trace.state(trace.n_steps // 2)
            print(name, order, policy, trace.counts, trace.next_step(0, "io"), type(trace.next_step(0, "io")).__name__)
            print(document.live_memory, document.bounds, state.neuron.tolist(), state.hand, digest.hexdigest())
print("numba" in sys.modules)
"""


def test_interpreted_and_compiled_documents_are_equal(tmp_path):
    outputs = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", INTERPRETED, form],
            cwd=ROOT,
            env={**os.environ, "NUMBA_DISABLE_JIT": "0"},
            capture_output=True,
            text=True,
            timeout=300,
        )
        for form in ("interpreted", "compiled")
    ]
    assert [output.returncode for output in outputs] == [0, 0], outputs[0].stderr + outputs[1].stderr
    interpreted, compiled = (output.stdout.splitlines() for output in outputs)
    assert len(interpreted) > 300
    assert interpreted[:-1] == compiled[:-1]
    assert (interpreted[-1], compiled[-1]) == ("False", "True")  # without numba, and with it


PREFERRED = """
import numpy as np
from ioviz.core.kernels import graph, jit
from ioviz.core.kernels.preference import prefer_interpreted

def sort(n):
    key, none = jit.frozen(np.zeros(n, np.int32)), jit.frozen(np.array([], np.int32))
    return graph.stable_order(key, none, 1)[1]

prefer_interpreted()
few = sort(10)
assert graph.stable_order._dispatcher is None
many = sort(jit.SMALL + 1)
assert sum(graph.stable_order.dispatcher.stats.cache_misses.values()) == 1  # large work is compiled
assert few.tolist() == list(range(10)) and many.size == jit.SMALL + 1
assert sort(10).tolist() == few.tolist()

prefer_interpreted()
writable = np.zeros(10, np.int32)
graph.stable_order(writable, jit.frozen(np.array([], np.int32)), 1)
assert len(graph.stable_order.dispatcher.signatures) == 1  # not loaded: interpreted, though others are
with jit.compiled():
    graph.stable_order(writable, jit.frozen(np.array([], np.int32)), 1)
assert len(graph.stable_order.dispatcher.signatures) == 2
"""


def test_small_work_is_interpreted_until_it_is_compiled(tmp_path):
    in_child(PREFERRED, NUMBA_CACHE_DIR=tmp_path, NUMBA_DISABLE_JIT=0)


@pytest.mark.skipif(not jit.COMPILED, reason="there is one form only")
def test_both_forms_return_python_numbers():
    @jit.kernel
    def measure(values):
        return values.size, values[0], (values[0] > 0, values[0] * 0.5)

    values = np.ones(3, np.int32)
    interpreted, compiled = measure.interpret(values), measure(values)
    assert interpreted == compiled == (3, 1, (True, 0.5))
    assert [type(number) for number in (*interpreted[:2], *interpreted[2])] == [int, int, bool, float]
