"""A film drawn by a separate process, `ioviz export`: the window stays responsive, and stopping ends it at once."""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from ioviz.core.errors import IovizError
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document, Intent
    from ioviz.viewmodels.export.film_plan import FilmPlan

_STOP_TIMEOUT_S = 5.0


def film_in_process(
    document: Document, plan: FilmPlan, path: Path, example: int | None
) -> Generator[Progress, None, Path]:
    """Draw a film of a document to a file; closing the generator stops the process and removes its files.

    Raises
    ------
    IovizError
        With the message of the process, if it fails.
    """
    from ioviz.core.formats import save

    yield Progress("Starting")
    with tempfile.TemporaryDirectory(prefix="ioviz-film-") as folder:
        network, schedule = Path(folder) / "network.npz", Path(folder) / "film.schedule.npz"
        save(document.network, network)
        save(document.schedule, schedule)
        arguments = export_arguments(network, schedule, document.intent, plan, path, example)
        root = str(Path(__file__).resolve().parents[3])  # folder of this package, installed or not
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}
        with subprocess.Popen(
            [sys.executable, "-m", "ioviz", "export", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        ) as child:
            assert child.stdout is not None
            assert child.stderr is not None
            try:
                for line in child.stdout:
                    progress = json.loads(line)
                    yield Progress(progress["sentence"], progress["share"])
                errors = child.stderr.read().strip().splitlines()
                child.wait()
            finally:
                if child.poll() is None:
                    _stop(child, path)
    if child.returncode:
        raise IovizError((errors[-1] if errors else "The film could not be drawn.").removeprefix("ioviz export: "))
    return path


def export_arguments(
    network: Path, schedule: Path, intent: Intent, plan: FilmPlan, path: Path, example: int | None
) -> list[str]:
    """Return the arguments of `ioviz export` for a film of an intent with network and schedule in files."""
    options: dict[str, object] = {
        "order": schedule,
        "memory": intent.memory,
        "policy": intent.policy,
        "steps": f"{plan.first}:{plan.last}",
        "unit": plan.unit,
        "speed": plan.per_second,
        "fps": plan.frames_per_second,
        "size": f"{plan.width}x{plan.height}",
        "theme": plan.theme,
        "text": plan.text,
        "title": intent.title,
        "output": path,
    }
    if example is not None:
        options["example"] = example
    # As --name=value, a value may begin with a dash.
    return [str(network), "--progress", *(f"--{name}={value}" for name, value in options.items())]


def _stop(child: subprocess.Popen[str], path: Path) -> None:
    """End the process, and remove its unfinished files."""
    child.terminate()
    try:
        child.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    for name in (path.name, path.stem):  # a file, or a folder of images
        for left in path.parent.glob(f".{glob.escape(name)}.*.tmp"):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
