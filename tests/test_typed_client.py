"""A program that uses ioviz is checked against its types: `py.typed` is there, and the stub gives every public name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CLIENT = """\
from pathlib import Path

import ioviz
import ioviz.core.benchmark
from ioviz import IovizError, Network, Schedule, Trace, load


def cost(path: Path, memory: int) -> int:
    network: Network = load(path)
    schedule: Schedule = ioviz.order(network, "greedy", memory=memory)
    trace: Trace = ioviz.record_trace(network, schedule, memory=memory)
    return trace.counts.ios + ioviz.simulate(network, schedule, memory=memory).ios


try:
    version: str = ioviz.__version__
    plan = ioviz.core.benchmark.Plan(workloads=())
    batches: tuple[int, ...] = plan.batches
except IovizError as error:
    print(error)
wrong_result: str = cost(Path("x"), 3)
wrong_argument = ioviz.simulate("no network", "neuron", memory=3)
wrong_name = ioviz.simulates
wrong_field: str = plan.repetitions
"""


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mypy") is None and not os.environ.get("CI"), reason="mypy is in the extra dev")
def test_a_client_is_checked_strictly(tmp_path: Path) -> None:
    """In an environment of its own where ioviz is installed: what is no stub is seen there only beside a py.typed."""
    venv.create(tmp_path / "env", with_pip=False, symlinks=os.name != "nt")
    names = {"base": str(tmp_path / "env"), "platbase": str(tmp_path / "env")}
    site = Path(sysconfig.get_path("purelib", "venv", names))
    (site / "installed.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
    python = Path(sysconfig.get_path("scripts", "venv", names)) / "python"
    (tmp_path / "client.py").write_text(CLIENT)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python), "client.py"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = [int(line) for line in re.findall(r"^client\.py:(\d+): error", done.stdout, re.MULTILINE)]
    wrong = [number for number, line in enumerate(CLIENT.splitlines(), 1) if line.startswith("wrong_")]
    assert found == wrong, done.stdout + done.stderr
