"""Limits of a run that a network suggests: a run that cools within the time of a demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ioviz.viewmodels.anneal.runs import AnnealSettings

SECONDS = 12.0
"""About how long a suggested number of proposals takes on a computer of 2023."""
MOST_PROPOSALS = 1_000_000
MOST_CONNECTIONS = 200_000
"""Of larger networks so few connections are moved in that time that a time limit does better: it moves neurons."""
LONG_SECONDS = 20.0
_SHORT_PROPOSALS, _SHORT_SECONDS = 2 * MOST_PROPOSALS, 60.0
_RATE = 2.5e6
"""Proposals a second of one chain, times the square root of the connections: measured from 30 to 120,000."""


def suggested_limits(n_connections: int, chains: int) -> tuple[float | None, int | None]:
    """Return the time limit and the number of proposals of all chains, one of them None.

    A run that is limited by proposals alone is repeatable.

    Examples
    --------
    >>> suggested_limits(950, 1)
    (None, 970000)
    >>> suggested_limits(1_000_000, 1)
    (20.0, None)
    """
    if n_connections > MOST_CONNECTIONS:
        return LONG_SECONDS, None
    wanted = SECONDS * _RATE / max(n_connections, 1) ** 0.5
    digits = 10 ** max(len(str(int(wanted))) - 2, 0)
    return None, min(round(wanted / digits) * digits, MOST_PROPOSALS) * max(chains, 1)


def ends(settings: AnnealSettings) -> tuple[int | None, float | None]:
    """Return the proposals and the seconds at which a short run ends; None if it is unknown, or the run is long."""
    proposals, seconds = settings.proposals, settings.seconds
    known = seconds is None and proposals is not None and proposals <= _SHORT_PROPOSALS * settings.chains
    return proposals if known else None, seconds if seconds is not None and seconds <= _SHORT_SECONDS else None
