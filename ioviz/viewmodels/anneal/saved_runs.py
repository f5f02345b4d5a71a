"""Saved annealing runs: the best schedule of each is written while it runs, and survives a crash.

A folder holds a file of facts (JSON) and a schedule for each run, and each network once. The facts are written
last and atomically: a run without them does not exist, one with other files missing or damaged is left out.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import IovizError
from ioviz.viewmodels.anneal.curves import Point
from ioviz.viewmodels.anneal.objectives import OBJECTIVES
from ioviz.viewmodels.anneal.runs import METHODS, STARTS, AnnealSettings, Run
from ioviz.viewmodels.storage.saved_files import SavedFiles, remove

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

MOST_SAVED = 20
_FORMAT, _VERSION = "ioviz-run", 1
_LARGEST_FACTS = 1 << 20  # bytes


@dataclass(frozen=True)
class SavedRuns(SavedFiles):
    """The folder of the runs."""

    def save(
        self,
        run: Run,
        network: Network,
        schedule: Schedule,
        start_cost: float,
        best_cost: float,
        points: Sequence[Point],
    ) -> None:
        """Save the best schedule of a run so far, replacing the previous one.

        Raises
        ------
        OSError
            If the folder cannot be made.
        FileFormatError
            If a file cannot be written.
        """
        from ioviz.core import formats

        self.folder.mkdir(parents=True, exist_ok=True)
        digest = _digest(network)
        network_file = self.folder / f"{digest}.npz"
        if not network_file.exists():
            formats.save(network, network_file)
        formats.save(schedule, self._schedule_file(run.key))
        facts = {
            "format": _FORMAT,
            "version": _VERSION,
            "title": run.title,
            "network": digest,
            "network_title": run.network_title,
            "settings": asdict(run.settings),
            "lower": run.lower,
            "upper": run.upper,
            "start_cost": start_cost,
            "start_order": run.start_order,
            "best_cost": best_cost,
            "points": [list(asdict(point).values()) for point in points],
        }
        self._write(run.key, facts)

    def rename(self, key: str, title: str) -> None:
        """Change the title of a run, if it is saved."""
        facts = self._facts(key)
        if facts is not None:
            self._write(key, {**facts, "title": title})

    def runs(self) -> list[Run]:
        """Return all runs that can be loaded, oldest first."""
        found = []
        for key in self.keys():
            facts = self._facts(key)
            run = _run(key, facts) if facts is not None else None
            if run is not None and self._schedule_file(key).exists() and self._network_file(facts).exists():
                found.append(run)
        return found

    def load(self, key: str) -> tuple[Network, Schedule]:
        """Load the network and the schedule of a saved run.

        Raises
        ------
        FileFormatError
            If they are missing or damaged.
        """
        from ioviz.core.formats import load, load_schedule

        network = load(self._network_file(self._facts(key)))
        return network, load_schedule(self._schedule_file(key), network)

    def discard(self, key: str) -> None:
        """Remove a run, and networks without a run."""
        super().discard(key)
        remove(self._schedule_file(key))
        needed = {facts["network"] for other in self.keys() if (facts := self._facts(other))}
        for path in self.folder.glob("*.npz"):
            if not path.name.endswith(".schedule.npz") and path.stem not in needed:
                remove(path)

    def prune(self) -> None:
        """Discard the oldest beyond `MOST_SAVED`."""
        for key in self.keys()[:-MOST_SAVED]:
            self.discard(key)

    def _schedule_file(self, key: str) -> Path:
        return self.folder / f"{key}.schedule.npz"

    def _network_file(self, facts: dict[str, Any] | None) -> Path:
        return self.folder / f"{(facts or {}).get('network', 'none')}.npz"

    def _facts(self, key: str) -> dict[str, Any] | None:
        """Return the facts of a run; None if they are missing or damaged."""
        path = self.file(key)
        if not path.exists():
            return None
        from ioviz.core.formats import Limits
        from ioviz.core.formats.json_text import read_document

        try:
            facts = read_document(path, Limits(json_bytes=_LARGEST_FACTS))
        except IovizError:
            return None
        good = (facts.get("format"), facts.get("version")) == (_FORMAT, _VERSION)
        return facts if good and re.fullmatch(r"[0-9a-f]{32}", str(facts.get("network"))) else None

    def _write(self, key: str, facts: dict[str, Any]) -> None:
        from ioviz.core.formats.json_text import write_text

        write_text(self.file(key), iter([json.dumps(facts, allow_nan=False)]))


def _digest(network: Network) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for array in (network.source, network.target, network.weight, network.bias, network.activation):
        digest.update(array.tobytes())
    return digest.hexdigest()


_KNOWN = frozenset(itertools.product(METHODS, STARTS, OBJECTIVES))


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def _run(key: str, facts: dict[str, Any]) -> Run | None:
    """Return the run that the facts describe; None if they are invalid."""
    try:
        names = {field.name for field in fields(AnnealSettings)}
        settings = AnnealSettings(**{name: value for name, value in facts["settings"].items() if name in names})
        settings.sentence()
        if (settings.method, settings.start, settings.objective) not in _KNOWN:
            return None
        run = Run(
            key=key,
            title=str(facts["title"]),
            network_title=str(facts["network_title"]),
            settings=settings,
            lower=_finite(facts["lower"]),
            upper=_finite(facts["upper"]),
            # Earlier versions had I/Os only.
            start_cost=_finite(facts.get("start_cost", facts.get("start_ios"))),
            best_cost=_finite(facts.get("best_cost", facts.get("best_ios"))),
            state="saved",
            start_order=str(facts.get("start_order", "")),
        )
        points = [Point(int(p), int(a), float(s), float(c), float(b), float(t)) for p, a, s, c, b, t in facts["points"]]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    run.curves.extend(points)
    if run.curves.last is not None:
        run.proposals, run.seconds = run.curves.last.proposals, run.curves.last.seconds
    return run
