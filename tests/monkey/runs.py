"""Runs of the monkey, each in a child process: what came of one, and how few actions show the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.monkey.one_run import read_actions
from tests.monkey.sentences import sentence
from tests.monkey.shortening import shortened

_MOST_PRINTED = 40  # actions; the file has all
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    `faults` are (key, details); faults with the same key are one. `done` are the actions up to the fault.
    """

    seed: int
    actions: int
    seconds: float
    done: list[Any]
    faults: list[tuple[str, str]]
    facts: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """The fault, and what to do to see it."""
        key, details = self.faults[0]
        steps = [f"  {number}. {sentence(one)}" for number, one in enumerate(self.done, 1)]
        left_out = ["  …"] if len(steps) > _MOST_PRINTED else []
        return "\n".join([key, details.rstrip(), f"{len(self.done)} actions:", *left_out, *steps[-_MOST_PRINTED:]])

    def save(self, folder: Path) -> Path:
        """Write the actions to a file; return it."""
        path = folder / f"seed-{self.seed}-{len(self.done)}-actions.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in self.done), encoding="utf-8")
        return path


def run(
    *, seed: int = 0, actions: int = 1000, replay: Path | None = None, plant: str = "", timeout: float | None = None
) -> Outcome:
    """Run in a child process, and find out what came of it, even if it died."""
    with tempfile.TemporaryDirectory(prefix="ioviz-monkey-", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "run"
        words = [sys.executable, "-m", "tests.monkey.one_run", str(folder), "--seed", str(seed)]
        words += ["--actions", str(actions), "--plant", plant]
        words += ["--replay", str(replay.resolve())] if replay is not None else []
        env = {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONFAULTHANDLER": "1"}
        try:
            child = subprocess.run(
                words, cwd=_ROOT, env=env, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL
            )
            died, output = f"died with exit code {child.returncode}", child.stderr
        except subprocess.TimeoutExpired:
            died, output = "timeout", f"the run took longer than {timeout:.0f} s"
        log, result, hang = folder / "actions.jsonl", folder / "result.json", folder / "hang.txt"
        done = read_actions(log) if log.exists() else []
        if result.exists():
            facts = json.loads(result.read_text(encoding="utf-8"))
            faults = [(one["key"], one["details"]) for one in facts["faults"]]
            return Outcome(seed, facts["actions"], facts["seconds"], done, faults, facts)
        stack = hang.read_text() if hang.exists() else ""
        return Outcome(seed, len(done), 0.0, done, [(died, f"{output[-3000:]}\n{stack}")])


def shorten(outcome: Outcome, seconds: float, *, plant: str = "") -> Outcome:
    """Find the fewest actions that show the first fault of a run."""
    key = outcome.faults[0][0]

    def fails(actions: Sequence[Any]) -> bool:
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            file.writelines(json.dumps(one) + "\n" for one in actions)
            file.flush()
            again = run(replay=Path(file.name), plant=plant, timeout=200)
        return any(found == key for found, _ in again.faults)

    return replace(outcome, done=shortened(outcome.done, fails, seconds)) if seconds > 0 else outcome


def report(outcome: Outcome) -> str:
    """One line about a run."""
    facts = outcome.facts
    what = f"FAILED: {outcome.faults[0][0]}" if outcome.faults else "ok"
    line = f"seed {outcome.seed}: {outcome.actions} actions in {outcome.seconds:.0f} s, {what}"
    if facts:
        last = facts["memory"][-1][1] if facts["memory"] else 0
        line += (
            f"; {facts['ms_per_action']} ms an action "
            f"({facts['cpu_ms_per_action']} ms of the processor), longest stall {facts['longest_stall']:.2f} s, "
            f"memory {last:.0f} MB ({facts['memory_slope']:+.1f} MB for 1,000 actions)"
        )
    return line
