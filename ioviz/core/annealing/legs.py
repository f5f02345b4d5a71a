"""The legs of a run: between two restarts the temperature falls to the end, and each leg starts less hot.

Where a leg ends is a matter of the proposals alone in a run that is limited by them, so that the result does
not depend on the chunks that it is made in.
"""

from __future__ import annotations

from typing import NamedTuple

from ioviz.core.annealing.settings import Settings


class Stretch(NamedTuple):
    """The next proposals of a chain, all in one leg: how many, and how the temperature falls.

    Attributes
    ----------
    leg : int
        Its number, from 0: as many restarts went before.
    proposals : int
    origin, total : int
        The first proposal of the fall and the number of proposals that it takes.
    hot, cold, slack : float
        As in `ChainRun.advance`.
    """

    leg: int
    proposals: int
    origin: int
    total: int
    hot: float
    cold: float
    slack: float


def stretch_of_proposals(settings: Settings, n_connections: int, done: int, limit: int, chunk: int) -> Stretch:
    """At most `chunk` proposals of a run that is limited to `limit`, and not beyond the end of a leg."""
    legs = settings.restarts + 1
    leg = done * legs // limit
    # The first proposals of this leg and of the next one, rounded up: those for which the line above holds.
    origin, end = -(-leg * limit // legs), -(-(leg + 1) * limit // legs)
    hot, cold = settings.first_and_last_temperature(limit / n_connections)
    hot = _first_temperature(leg, legs, hot, cold)
    return Stretch(leg, min(chunk, end - done), origin, end - origin, hot, cold, settings.slack(hot))


def stretch_of_time(settings: Settings, n_connections: int, elapsed: float, rate: float, chunk: int) -> Stretch:
    """`chunk` proposals, at one temperature, of a run that is limited by time only and makes `rate` a second."""
    assert settings.seconds is not None
    legs = settings.restarts + 1
    done = elapsed / settings.seconds * legs
    leg = min(settings.restarts, int(done))
    hot, cold = settings.first_and_last_temperature(rate * settings.seconds / n_connections)
    hot = _first_temperature(leg, legs, hot, cold)
    degrees = float(hot * (cold / hot) ** min(1.0, done - leg))
    return Stretch(leg, chunk, 0, 1, degrees, degrees, settings.slack(hot))


def _first_temperature(leg: int, legs: int, hot: float, cold: float) -> float:
    """Each leg starts nearer to `cold` by the same factor: less and less of the order is molten."""
    return float(hot * (cold / hot) ** (leg / legs))
