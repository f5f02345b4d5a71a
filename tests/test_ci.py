"""What CI runs is what the README says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _commands() -> list[str]:
    return re.findall(r"^python3 -m venv .*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_readme_has_the_two_commands_each_on_one_line() -> None:
    start, test = _commands()
    assert start.endswith("ioviz")
    assert test.endswith("pytest")
    for command in (start, test):
        assert "-c requirements.lock" in command


def test_ci_reads_the_test_command_from_the_readme() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    line = next(line for line in script.splitlines() if line.startswith("test_command="))
    done = subprocess.run(
        ["bash", "-c", f'{line}; echo "$test_command"'], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == _commands()[1]


@pytest.mark.parametrize(
    "text",
    ["ruff check", "mypy", "test_import_rules", "tests.no_qt", "NUMBA_DISABLE_JIT=1", "-m slow", "coverage report"],
)
def test_ci_runs_every_check(text: str) -> None:
    assert text in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_ci_script_is_sound() -> None:
    subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True)
