"""The examples in docstrings and in the README run, and give what they say."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import numpy as np
import pytest

import ioviz

ROOT = Path(__file__).resolve().parent.parent


def _modules() -> list[str]:
    """Modules with an example; the window has none that could run without one."""
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((ROOT / "ioviz").rglob("*.py"))
        if ">>> " in path.read_text(encoding="utf-8") and "gui" not in path.parts
    ]


@pytest.mark.parametrize("name", _modules())
def test_examples_of(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0
    assert result.attempted > 0


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    names = {"x": np.zeros((3, 500), np.float32)}
    exec(compile(code, "README.md", "exec"), names)
    assert names["y"].shape == (3, 500)
    assert ioviz.load("network.npz").n_neurons == 2000


def test_the_network_of_the_readme_opens(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (document,) = re.findall(r"^```json\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "network.json").write_text(document)
    assert ioviz.load(tmp_path / "network.json").n_connections == 4


def test_the_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ioviz.cli.main import main

    monkeypatch.chdir(tmp_path)
    np.save("x.npy", np.zeros((3, 500), np.float32))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = next(b for b in re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE) if "ioviz info" in b)
    # A second is enough for what a user would give a minute.
    commands = [re.sub(r"--seconds \d+", "--seconds 1", line.split("#")[0]).split()[1:] for line in block.splitlines()]
    assert len(commands) > 8
    for words in commands:
        if words and words[0] != "bench":
            assert main(words) == 0
