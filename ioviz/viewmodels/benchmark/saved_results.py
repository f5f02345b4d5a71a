"""Saved results of benchmarks: a file each, in the format of the core."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ioviz.viewmodels.storage.saved_files import SavedFiles
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.columns import Column
from ioviz.viewmodels.text.durations import duration_text

if TYPE_CHECKING:
    from ioviz.core.benchmark import Limits, Machine, Results

STATE_TEXTS = {
    "running": "being measured",
    "done": "measured",
    "stopped": "stopped, partial results",
    "failed": "failed",
    "saved": "saved",
    "file": "from a file",
}


@dataclass(eq=False)
class ResultSet:
    """Results in the list of the window; changed by the tab only, in the GUI thread.

    Attributes
    ----------
    state : str
        A key of `STATE_TEXTS`.
    ticked : bool
        Whether it is shown beside the chosen one.
    """

    key: str
    title: str
    results: Results | None
    state: str = "done"
    ticked: bool = False

    @property
    def active(self) -> bool:
        """Whether it is being measured."""
        return self.state == "running"


def summary(one: ResultSet) -> str:
    """Return date, processor, size and state in one line."""
    results = one.results
    if results is None:
        return STATE_TEXTS[one.state]
    n = len(results.measurements)
    return f"{results.created[:10]} {results.created[11:16]}, {results.machine.cpu}, {n} rows, {STATE_TEXTS[one.state]}"


def outcome_texts(one: ResultSet, seconds: float) -> tuple[str, str]:
    """Return the headline of a finished run, and a warning or its state."""
    results, state = one.results, STATE_TEXTS[one.state].capitalize()
    if results is None:
        return "Nothing was measured", state
    headline = f"{one.title}: {numbers.plural(len(results.measurements), 'measurement')} in {duration_text(seconds)}"
    return headline, results.warnings[0] if results.warnings else state


def titled_results(sets: Sequence[ResultSet]) -> list[tuple[str, Results]]:
    """Return titles and results of those with any, with a number after a repeated title."""
    found = [(one.title, one.results) for one in sets if one.results is not None]
    titles = numbers.numbered(title for title, _ in found)
    return [(title, results) for title, (_, results) in zip(titles, found, strict=True)]


def _measured(one: ResultSet) -> str:
    return STATE_TEXTS[one.state] if one.results is None or one.active else one.results.created[:10]


LIST_COLUMNS: tuple[Column[ResultSet], ...] = (
    Column(
        "Results",
        lambda one: one.title,
        "Ticked results are shown beside the chosen one; a double click renames",
        editable=True,
        checked=lambda one: one.ticked,
    ),
    Column("Measured", _measured, "The day on which it was measured"),
    Column(
        "Computer",
        lambda one: one.results.machine.cpu if one.results is not None else "",
        "The processor it was measured on",
    ),
)


@dataclass(frozen=True)
class SavedResults(SavedFiles):
    """The folder of the results."""

    def save(self, key: str, results: Results) -> None:
        """Save results, replacing those of the same key.

        Raises
        ------
        OSError
            If the folder cannot be made.
        IovizError
            If the file cannot be written.
        """
        from ioviz.core.benchmark import save_results

        self.folder.mkdir(parents=True, exist_ok=True)
        save_results(self.file(key), results)

    def load(self) -> list[ResultSet]:
        """Return all saved results, oldest first; a damaged file is left out."""
        from ioviz.core.benchmark import load_results
        from ioviz.core.errors import IovizError

        found = []
        for key in self.keys():
            with contextlib.suppress(IovizError, OSError):
                results = load_results(self.file(key))
                found.append(ResultSet(key, results.name or key, results, "saved"))
        return found

    def save_as(self, key: str, results: Results, title: str) -> None:
        """Save results under another name."""
        self.save(key, replace(results, name=title))


def limits_of(sets: Sequence[ResultSet], machine: Machine) -> Limits | None:
    """Return the limits of a machine from the newest results of the same one; None if there are none."""
    for one in reversed(sets):
        results = one.results
        if results is not None and results.limits is not None and same_machine(results.machine, machine):
            return results.limits
    return None


def same_machine(one: Machine, other: Machine) -> bool:
    """Whether times of both machines can be compared."""
    return (one.cpu, one.cores, dict(one.caches)) == (other.cpu, other.cores, dict(other.caches))


def comparison_warning(sets: Sequence[ResultSet]) -> str:
    """Return a warning about comparing these results; empty if there is none."""
    machines = [one.results.machine for one in sets if one.results is not None]
    if any(not same_machine(machines[0], machine) for machine in machines[1:]):
        return "Different computers: compare the speed-ups, each against the standard way of its own computer."
    if len(machines) > 1:
        return "Different runs: the speed of a computer drifts; compare the speed-ups rather than the times."
    return ""
