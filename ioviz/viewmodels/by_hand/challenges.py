"""Challenges: small networks to be scheduled by hand, stars by distance to the optimum, and saved progress."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from ioviz.core.errors import IovizError
from ioviz.viewmodels.text import numbers

MOST_STARS = 3
STAR, NO_STAR = "★", "☆"
_SHARES = (0.0, 0.05, 0.12)  # beyond the optimum, for three stars, two, one
_LEAST = (0, 1, 2)  # I/Os, if the share is less
_FORMAT, _VERSION = "ioviz-challenges", 1
_LARGEST = 1 << 20  # bytes of a file of progress


@dataclass(frozen=True)
class Challenge:
    """One network at one M.

    Attributes
    ----------
    key : str
        The name of its file.
    number : int
        Its rank by difficulty, from 1.
    title, task : str
    memory : int
        M, in values.
    best : int
        The proven optimum, in I/Os.
    path : Path
        The file of the network.
    """

    key: str
    number: int
    title: str
    task: str
    memory: int
    best: int
    path: Path = Path()

    def limit(self, stars: int) -> int:
        """Return the most I/Os that give a number of stars."""
        k = MOST_STARS - stars
        return self.best + max(_LEAST[k], round(_SHARES[k] * self.best))

    def stars(self, ios: int | None) -> int:
        """Return the stars for a number of I/Os, 0 to 3; 0 for None, not played yet."""
        if ios is None:
            return 0
        return next((stars for stars in range(MOST_STARS, 0, -1) if ios <= self.limit(stars)), 0)

    def target(self) -> str:
        """Return the limits of the stars: ``"target 22 I/Os (★★ 23, ★ 25)"``."""
        less = ", ".join(f"{STAR * stars} {numbers.count(self.limit(stars))}" for stars in range(MOST_STARS - 1, 0, -1))
        return f"target {numbers.plural(self.best, 'I/O')} ({less})"


def star_text(stars: int) -> str:
    """Return ``"★★☆"``."""
    return STAR * stars + NO_STAR * (MOST_STARS - stars)


def challenges(folder: Path) -> tuple[Challenge, ...]:
    """Return all challenges of a folder, from easy to hard."""
    with (folder / "challenges.toml").open("rb") as file:
        found = tomllib.load(file)
    return tuple(
        Challenge(key, number, **entry, path=folder / f"{key}.json")
        for number, (key, entry) in enumerate(found.items(), 1)
    )


def outcome(challenge: Challenge, ios: int, before: int | None) -> str:
    """Return the message when a challenge is finished; `before` is the previous best."""
    stars = challenge.stars(ios)
    text = f"{challenge.title}: {numbers.plural(ios, 'I/O')}, {star_text(stars)}. "
    if ios == challenge.best:
        return text + "This is the optimum."
    if before is not None and before <= ios:
        return text + f"Your best is {numbers.count(before)}; the optimum is {numbers.count(challenge.best)}."
    return text + f"The optimum is {numbers.count(challenge.best)}."


def beside(user: int, program: int) -> str:
    """Compare the I/Os after as many connections: ``"You have 2 I/Os more so far."``."""
    if user == program:
        return "You have as many I/Os so far."
    return f"You have {numbers.plural(abs(user - program), 'I/O')} {'more' if user > program else 'fewer'} so far."


@dataclass
class ChallengeProgress:
    """The best I/Os of each challenge, saved in a file; an unreadable file counts as empty.

    A damaged file is renamed before the first new entry is written, never lost.
    """

    path: Path
    best: dict[str, int] = field(default_factory=dict)
    _damaged: bool = False

    @classmethod
    def load(cls, path: Path) -> ChallengeProgress:
        """Read the file, if there is one."""
        from ioviz.core.formats import Limits
        from ioviz.core.formats.json_text import read_document

        progress = cls(path)
        try:
            if not path.exists():
                return progress
            content = read_document(path, Limits(json_bytes=_LARGEST))
            if (content["format"], content["version"]) != (_FORMAT, _VERSION):
                raise ValueError
            entries = content["best"].items()
            progress.best = {str(k): v for k, v in entries if isinstance(v, int) and not isinstance(v, bool) and v > 0}
        except (OSError, IovizError, ValueError, KeyError, AttributeError):
            progress._damaged = True
        return progress

    def record(self, challenge: Challenge, ios: int) -> bool:
        """Record the I/Os of a finished challenge; return whether they are a new best.

        Raises
        ------
        OSError, IovizError
            If the file cannot be written; it stays as it is, and the new best counts until the program ends.
        """
        before = self.best.get(challenge.key)
        if before is not None and before <= ios:
            return False
        self.best[challenge.key] = ios
        self._write()
        return True

    def _write(self) -> None:
        from ioviz.core.formats.json_text import write_text

        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self._damaged and self.path.exists():
            self.path.replace(self.path.with_suffix(".damaged.json"))
            self._damaged = False
        document = {"format": _FORMAT, "version": _VERSION, "best": self.best}
        write_text(self.path, iter([json.dumps(document, indent=1)]))
