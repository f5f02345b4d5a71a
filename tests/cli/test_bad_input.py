"""Whatever is wrong: one sentence on stderr, exit code 2, no traceback, and the file that was there stays."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ioviz.core.errors import memory_too_small
from ioviz.paths import sample_path
from tests.cli.conftest import ROOT, Result

Refused = Callable[..., str]
DIAMOND: dict[str, Any] = {
    "neurons": 4,
    "inputs": [0],
    "outputs": [3],
    "connections": [[0, 1, 1.0], [0, 2, 1.0], [1, 3, 1.0], [2, 3, 1.0]],
}
COMMANDS: list[tuple[str, ...]] = [
    ("info",),
    ("simulate", "--memory", "8"),
    ("trace", "--memory", "8", "--step", "2"),
    ("infer", "--example", "0"),
    ("order", "-o", "unwritten.schedule.json"),
    ("curve", "-o", "unwritten.csv"),
    ("optimum", "--memory", "8", "-o", "unwritten.schedule.json"),
]


class Evil:
    """What a pickle would run."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("touch pickled-code-was-run",)


def _bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Files that hold no network, and what the error message has to contain."""
    made: dict[str, tuple[Path, str]] = {}

    def add(name: str, content: bytes | str, message: str, ending: str = "json") -> None:
        path = folder / f"{name}.{ending}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        made[name] = (path, message)

    def network(name: str, message: str, **changes: Any) -> None:
        add(name, json.dumps({**DIAMOND, **changes}), message)

    whole = sample_path("mlp-4x500").read_bytes()
    made["missing"] = (folder / "missing.json", "no such file")
    (folder / "bare").mkdir()
    made["folder"] = (folder / "bare", "is a folder without a file that holds a layer")
    add("empty", "", "empty")
    add("text", "hello", "JSON")
    add("binary", bytes(range(256)) * 10, "")
    add("picture", b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG")
    add("half", '{"neurons": 4, "connections": [[0, 1', "")
    add("list", "[1, 2]", "")
    add("deep", "[" * 100_000, "")
    add("truncated", whole[: len(whole) // 2], "", "npz")
    add("tail cut", whole[:-30], "", "npz")
    add("bare pickle", pickle.dumps(Evil()), "pickle", "npz")
    made["folder with a pickle"] = (folder, "pickle, which ioviz never opens")
    np.savez(folder / "pickled.npz", source=np.array([Evil()], dtype=object))
    made["pickled"] = (folder / "pickled.npz", "")
    np.save(folder / "single.npy", np.zeros(3))
    made["single array"] = (folder / "single.npy", ".npy")
    network("wrong type", "neurons", neurons="four")
    network("wrong weight", "connections[0]", connections=[[0, 1, "heavy"]])
    network("no list", "connections", connections=7)
    network("huge count", "", neurons=10**15)
    network("huge number", "", neurons=10**400)
    add("huge weight", json.dumps(DIAMOND).replace("1.0", "1e999", 1), "")
    network("out of range", "4", connections=[[0, 4, 1.0]])
    network("negative", "-1", connections=[[0, -1, 1.0]])
    network("cycle", "cycle", neurons=4, connections=[[0, 1, 1], [1, 2, 1], [2, 1, 1], [2, 3, 1]])
    network("twice", "", connections=[[0, 1, 1], [0, 1, 1], [1, 3, 1]])
    network("short biases", "biases", biases=[0.0])
    network("steering", "", neurons="\x1b[31mred\x1b[0m")
    return made


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_bad_files_are_refused(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    files = _bad_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    for name, (path, message) in files.items():
        sentence = refused(command[0], path, *command[1:])
        assert message in sentence, (name, sentence)
        assert path.name in sentence, (name, sentence)
        assert "\x1b" not in sentence
    assert not (tmp_path / "pickled-code-was-run").exists()
    assert not list(tmp_path.glob("unwritten*"))


def test_a_bad_source_leaves_the_target_as_it_is(refused: Refused, tmp_path: Path) -> None:
    target = tmp_path / "kept.npz"
    target.write_bytes(b"kept")
    for path, _ in _bad_files(tmp_path).values():
        refused("convert", path, target)
        assert target.read_bytes() == b"kept"


@pytest.mark.parametrize("memory", ["2", "0", "-5", "three", "", "3.5", "nan", "1e3", "9" * 5000, "٣x"])
@pytest.mark.parametrize("command", ["simulate", "trace"])
def test_bad_memory(refused: Refused, command: str, memory: str) -> None:
    refused(command, "--sample", "diamond", f"--memory={memory}")


def test_a_huge_memory_is_fine(ioviz: Callable[..., Result]) -> None:
    assert ioviz("simulate", "--sample", "diamond", "-M", 10**18, "--json").json["excess"] == 0
    assert ioviz("trace", "--sample", "diamond", "-M", 10**18, "--step", 2, "--json").json["resident"] == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["simulate", "--sample", "diamond"], "--memory"),
        (["simulate", "--sample", "diamond", "-M", "3", "--policy", "fifo"], "fifo"),
        (["simulate", "--sample", "diamond", "-M", "3", "--policy", "manual"], "no evictions"),
        (["simulate", "--sample", "diamond", "-M", "3", "--order", "sideways"], "neuron, layer, random"),
        (["simulate", "--sample", "diamond", "-M", "3", "--order", "none.schedule.json"], "no such file"),
        (["simulate", "--sample", "diamond", "-M", "3", "--seed", "-1"], "seed"),
        (["simulate", "--sample", "nowhere", "-M", "3"], "digits"),
        (["simulate", "--sample", "diamond", "other.json", "-M", "3"], "not both"),
        (["simulate", "-M", "3"], "digits"),
        (["trace", "--sample", "diamond", "-M", "3", "--step", "5"], "0 to 4"),
        (["trace", "--sample", "diamond", "-M", "3", "--step", "-1"], "step"),
        (["trace", "--sample", "diamond", "-M", "3", "--step", "x"], "step"),
        (["trace", "--sample", "diamond", "-M", "3", "--step", "1", "--event", "99"], "events"),
        (["trace", "--sample", "diamond", "-M", "9", "--next", "eviction"], "eviction"),
        (["trace", "--sample", "diamond", "-M", "9", "--next", "nothing"], "nothing"),
        (["trace", "--sample", "diamond", "-M", "9", "--example", "0"], "examples"),
        (["infer", "--sample", "digits"], "--input"),
        (["infer", "--sample", "digits", "--example", "10"], "0 to 9"),
        (["infer", "--sample", "digits", "--example", "1", "--input", "x.npy"], "not both"),
        (["infer", "--sample", "digits", "--input", "missing.npy"], "no such file"),
        (["infer", "--sample", "digits", "--example", "1", "-o", "y.txt"], ".npy"),
        (["order", "--sample", "diamond", "-o", "x.json"], ".schedule.json"),
        (["order", "--sample", "diamond", "-o", "/nowhere/x.schedule.json"], "/nowhere"),
        (["generate"], "FAMILY"),
        (["generate", "nothing", "-o", "x.json"], "layered"),
        (["generate", "layered", "-o", "x.txt"], ".npz"),
        (["generate", "layered", "-o", "x.schedule.json"], "x.schedule.json"),
        (["generate", "layered", "--sizes", "5", "-o", "x.json"], "2 layers"),
        (["generate", "layered", "--sizes", "5,x", "-o", "x.json"], "500,500"),
        (["generate", "layered", "--density", "nan", "-o", "x.json"], "density"),
        (["generate", "layered", "--density", "2", "-o", "x.json"], "density"),
        (["generate", "layered", "--seed", "-1", "-o", "x.json"], "seed"),
        (["generate", "layered", "--weights", "odd", "-o", "x.json"], "weights"),
        (["generate", "layered", "--sizes", "9999999,9999999", "-o", "x.npz"], "limit"),
        (["generate", "layered", "--sizes", f"{10**30},2", "-o", "x.npz"], ""),
        (["generate", "layered", "--memory-limit", "0.001", "-o", "x.npz"], "limit"),
        (["generate", "layered", "--memory-limit", "much", "-o", "x.npz"], "GiB"),
        (["generate", "tree", "--depth", "99", "-o", "x.json"], ""),
        (["generate", "compact-growth", "--memory", "2", "-o", "x.json"], "at least 3"),
        (["generate", "compact-growth", "-o", "x.json", "--schedule-out", "x.txt"], ".schedule.json"),
        (["generate", "chain", "-o", "x.json", "--schedule-out", "x.schedule.json"], "--schedule-out"),
        (["convert", "a.json"], "IN and OUT"),
        (["convert", "--sample", "digits", "a.json", "b.npz"], "OUT alone"),
        (["convert", "--sample", "digits", "a.txt"], ".npz, .onnx,"),
        (["bench"], "WHAT"),
        (["bench", "nothing"], "kernels"),
        (["inof"], "'info'"),
        (["info", "--jsn", "x"], "--jsn"),
        (["info", "a", "b"], "b"),
        (["missing.json"], "no such file"),
        (["--sample", "nowhere"], "digits"),
        (["--nothing"], "--nothing"),
    ],
)  # fmt: skip
def test_bad_arguments(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")  # a window, if it came to that, would be refused as well
    monkeypatch.delenv("DISPLAY", raising=False)
    assert message in refused(*words)
    assert list(tmp_path.iterdir()) == []


def test_schedule_for_another_network(refused: Refused, ioviz: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "fft.schedule.json"
    assert ioviz("order", "--sample", "fft-8", "-o", path).code == 0
    for command in (["simulate", "-M", 9], ["trace", "-M", 9], ["infer", "--example", 0], ["info"]):
        assert "network" in refused(command[0], "--sample", "digits", *command[1:], "--order", path)
    assert "schedule" in refused("info", path)
    assert "network" in refused("convert", path, tmp_path / "out.schedule.npz")
    assert "network" in refused("simulate", "--sample", "fft-8", "-M", 9, "--order", sample_path("fft-8"))


def test_an_order_that_is_not_topological(refused: Refused, ioviz: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "diamond.schedule.json"
    assert ioviz("order", "--sample", "diamond", "-o", path).code == 0
    document = json.loads(path.read_text())
    for order, message in [
        ([2, 0, 1, 3], "Connection 2 (1 -> 3)"),
        ([0, 1, 2, 2], "twice"),
        ([0, 1, 2], "3"),
        ([0, 1, 2, 9], "9"),
    ]:
        path.write_text(json.dumps({**document, "order": order}))
        assert message in refused("simulate", "--sample", "diamond", "-M", 9, "--order", path)


def test_bad_input_vectors(refused: Refused, tmp_path: Path) -> None:
    def infer(content: bytes, name: str = "x.npy") -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return refused("infer", "--sample", "digits", "--input", path)

    np.save(tmp_path / "ok.npy", np.zeros((2, 64)))
    ok = (tmp_path / "ok.npy").read_bytes()
    assert "empty" in infer(b"")
    assert "cut off" in infer(ok[:-8])
    assert "cut off" in infer(ok + b"more")
    assert "header" in infer(ok[:20])
    assert "header" in infer(
        b"\x93NUMPY\x01\x00v\x00" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}".ljust(118)
    )
    assert "cut off" in infer(ok.replace(b"(2, 64)", b"(9, 64)"))
    np.save(tmp_path / "pickled.npy", np.array([Evil()], dtype=object), allow_pickle=True)
    assert "not numbers" in infer((tmp_path / "pickled.npy").read_bytes())
    np.save(tmp_path / "text.npy", np.array(["a"]))
    assert "not numbers" in infer((tmp_path / "text.npy").read_bytes())
    assert "line of numbers" in infer(b"1 2 x", "x.txt")
    assert "Line 2" in infer(b"1 2\n3", "x.txt")
    assert "64" in infer(b"1 2 3", "x.txt")
    assert "finite" in infer(b"nan " * 64, "x.txt")
    assert "finite" in infer(b"1e300 " * 64, "x.txt")
    assert "neither" in infer(b"\x00\x01\x02", "x.bin")
    assert "directory" in refused("infer", "--sample", "digits", "--input", tmp_path)


def test_a_broken_pipe_is_no_error_of_ours() -> None:
    if os.name != "posix":
        pytest.skip("pipes of a shell")
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m ioviz info --sample chain-16 --json | head -c 10; exit 0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    assert len(done.stdout) == 10


@pytest.mark.parametrize(
    "command",
    [
        ("simulate",),
        ("order",),
        ("info",),
        ("curve",),
        ("optimum",),
        ("anneal", "--seconds", "0.1"),
        ("trace", "--step", "1"),
        ("infer", "--example", "0"),
        ("report", "-o", "unwritten.html"),
        ("export", "-o", "unwritten.csv"),
        ("compare", "--schedules", "neuron:min", "layer:lru"),
        ("bench", "kernels"),
    ],
    ids=lambda command: command[0],
)
def test_a_memory_below_three_is_refused_with_the_reason(refused: Refused, command: tuple[str, ...]) -> None:
    network = () if command[0] == "bench" else ("--sample", "digits")
    assert refused(*command, *network, "--memory", "2").endswith(f": {memory_too_small(2)}")


def test_an_interrupt_ends_without_a_traceback() -> None:
    if os.name != "posix":
        pytest.skip("signals")
    # A shell that runs the tests in the background makes them, and so their children, ignore Ctrl+C.
    code = (
        "import signal, sys, time; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from ioviz.cli import info, main; "
        "info.run = lambda args: print('running', flush=True) or time.sleep(60); "
        "sys.exit(main.main(['info']))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "running\n"
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert out == ""
    assert "Traceback" not in err


def test_a_terminal_without_unicode(child: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = child("simulate", "--sample", "mlp-4x500", "-M", 100, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert "75256" in done.stdout


def test_as_users_run_it(child: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = child("info", "--sample", "nowhere")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert json.loads(child("simulate", "--sample", "diamond", "-M", 3, "--json").stdout)["weight_reads"] == 4


def test_without_a_screen_the_window_is_refused(child: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("a screen of X11")
    done = child()
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "DISPLAY" in done.stderr
