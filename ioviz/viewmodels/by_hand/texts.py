"""Progress of a schedule by hand, as numbers and texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.document.optimum_search import OptimumBounds


WHAT_TO_DO = (
    "Click a marked connection, or its source and then its target; or choose with Up and Down, and press Enter. "
    "Ctrl+Z undoes a move.",
    "Click a marked connection, or source and target; or press Up, Down and Enter.",
    "Click a marked connection, or press Enter.",
)
END_TEXTS = (
    "All connections are processed. The schedule can be saved, compared, and annealed from.",
    "All connections are processed.",
)


@dataclass(frozen=True)
class HandProgress:
    """The numbers of a schedule by hand at a step.

    Attributes
    ----------
    ios, excess : int
        So far.
    total : int
        I/Os of the whole schedule, with the rest as planned.
    ended : bool
        Whether all connections are processed.
    best_known : int
        I/Os of the best known schedule for this network at this M.
    best : OptimumBounds or None
        Bounds on the optimum.
    lower, upper : int
        The bounds of Theorem 1.
    """

    ios: int
    excess: int
    total: int
    ended: bool
    best_known: int
    best: OptimumBounds | None
    lower: int
    upper: int


def hand_progress(document: Document, step: int, best_known: int, best: OptimumBounds | None) -> HandProgress:
    """Return the progress at a step of a document; `best` is used only if it is for the same M."""
    at, total, limits = document.trace.counters(step), document.trace.counts.ios, document.bounds
    if best is not None and best.memory != document.intent.memory:
        best = None
    known = min(best_known or total, total)
    ended = step == document.trace.n_steps
    return HandProgress(at.ios, at.excess, total, ended, known, best, limits.lower, limits.upper)


def progress_texts(at: HandProgress) -> tuple[str, str]:
    """Return the progress in full and in short.

    ``"you: 24 I/Os, 4 of them excess  ·  optimum: 22  ·  bounds 20 to 32"``, ``"you: 24  ·  ..."``
    """
    parts = [f"you: {numbers.plural(at.ios, 'I/O')}, {numbers.count(at.excess)} of them excess"]
    if not at.ended:
        parts.append(f"{numbers.count(at.total)} with the rest as planned")
    if at.best is not None and at.best.proven:
        parts.append(f"optimum: {numbers.count(at.best.upper)}")
    else:
        known = at.best_known if at.best is None else min(at.best_known, at.best.upper)
        parts.append(f"best known: {numbers.count(known)}")
        if at.best is not None:
            searching = ", searching" if at.best.searching else ""
            parts.append(f"optimum at least {numbers.count(at.best.lower)}{searching}")
    parts.append(f"bounds {numbers.count(at.lower)} to {numbers.count(at.upper)}")
    short = [part.replace(" with the rest as planned", " as planned") for part in parts]
    short[0] = f"you: {numbers.count(at.ios)}"
    return "  ·  ".join(parts), "  ·  ".join(short)
