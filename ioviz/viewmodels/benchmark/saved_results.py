"""Results of benchmarks on disk: a file each, in the format of the core, found again the next day."""

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
    "stopped": "stopped: what was measured stays",
    "failed": "failed",
    "kept": "from last time",
    "file": "from a file",
}


@dataclass(eq=False)
class ResultSet:
    """Results as the window lists them; changed by the tab only, in the GUI thread.

    Attributes
    ----------
    state : str
        A key of `STATE_TEXTS`.
    ticked : bool
        Shown beside the chosen one.
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
    """When and where it was measured, and what it is, in a line."""
    results = one.results
    if results is None:
        return STATE_TEXTS[one.state]
    n = len(results.measurements)
    return f"{results.created[:10]} {results.created[11:16]}, {results.machine.cpu}, {n} rows, {STATE_TEXTS[one.state]}"


def outcome_texts(one: ResultSet, seconds: float) -> tuple[str, str]:
    """What came out of a run that took so long, and what should be known about it."""
    results, state = one.results, STATE_TEXTS[one.state].capitalize()
    if results is None:
        return "Nothing was measured", state
    headline = f"{one.title}: {numbers.plural(len(results.measurements), 'measurement')} in {duration_text(seconds)}"
    return headline, results.warnings[0] if results.warnings else state


def titled_results(sets: Sequence[ResultSet]) -> list[tuple[str, Results]]:
    """Titles and results of those that have any, with a number after a title that comes again."""
    seen: dict[str, int] = {}
    made = []
    for one in sets:
        if one.results is not None:
            times = seen[one.title] = seen.get(one.title, 0) + 1
            made.append((one.title if times == 1 else f"{one.title} ({times})", one.results))
    return made


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

    def keep(self, key: str, results: Results) -> None:
        """Write results, in the place of what was kept under the key before.

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
        """All that can be read again, oldest first; a damaged file is left out."""
        from ioviz.core.benchmark import load_results
        from ioviz.core.errors import IovizError

        found = []
        for key in self.keys():
            with contextlib.suppress(IovizError, OSError):
                results = load_results(self.file(key))
                found.append(ResultSet(key, results.name or key, results, "kept"))
        return found

    def save_as(self, key: str, results: Results, title: str) -> None:
        """Write results under another name."""
        self.keep(key, replace(results, name=title))


def limits_of(sets: Sequence[ResultSet], machine: Machine) -> Limits | None:
    """What is known already about what a machine can do: from the newest results of the same one."""
    for one in reversed(sets):
        results = one.results
        if results is not None and results.limits is not None and same_machine(results.machine, machine):
            return results.limits
    return None


def same_machine(one: Machine, other: Machine) -> bool:
    """Whether times of both can be compared."""
    return (one.cpu, one.cores, dict(one.caches)) == (other.cpu, other.cores, dict(other.caches))


def comparison_warning(sets: Sequence[ResultSet]) -> str:
    """What to keep in mind when these are shown beside each other; nothing if there is nothing."""
    machines = [one.results.machine for one in sets if one.results is not None]
    if any(not same_machine(machines[0], machine) for machine in machines[1:]):
        return "Different computers: compare the speed-ups, each against the standard way of its own computer."
    if len(machines) > 1:
        return "Different runs: the speed of a computer drifts; compare the speed-ups rather than the times."
    return ""
