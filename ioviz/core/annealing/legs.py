"""The legs of a run: between two restarts the temperature falls to the end, and each leg starts cooler.

In a run that is limited by proposals, the ends of legs depend only on these, so that the result does not depend
on the chunks.
"""

from __future__ import annotations

from typing import NamedTuple

from ioviz.core.annealing.settings import Settings


class Stretch(NamedTuple):
    """The next proposals of a chain, all in one leg: how many, and how the temperature falls.

    Attributes
    ----------
    leg : int
        Its number, which is the number of restarts before it.
    proposals : int
    origin, total : int
        The first proposal of the cooling and the number of its proposals.
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
    """Return at most `chunk` proposals of a run that is limited to `limit`, not beyond the end of a leg."""
    legs = settings.restarts + 1
    leg = done * legs // limit
    # The first proposals of this leg and of the next one, rounded up to match the line above.
    origin, end = -(-leg * limit // legs), -(-(leg + 1) * limit // legs)
    hot, cold = settings.first_and_last_temperature(limit / n_connections)
    hot = _first_temperature(leg, legs, hot, cold)
    return Stretch(leg, min(chunk, end - done), origin, end - origin, hot, cold, settings.slack(hot))


def stretch_of_time(settings: Settings, n_connections: int, elapsed: float, rate: float, chunk: int) -> Stretch:
    """Return `chunk` proposals, at one temperature, of a run that is limited only by time, at `rate` a second."""
    assert settings.seconds is not None
    legs = settings.restarts + 1
    done = elapsed / settings.seconds * legs
    leg = min(settings.restarts, int(done))
    hot, cold = settings.first_and_last_temperature(rate * settings.seconds / n_connections)
    hot = _first_temperature(leg, legs, hot, cold)
    degrees = float(hot * (cold / hot) ** min(1.0, done - leg))
    return Stretch(leg, chunk, 0, 1, degrees, degrees, settings.slack(hot))


def _first_temperature(leg: int, legs: int, hot: float, cold: float) -> float:
    """Return the start temperature of a leg: each is nearer to `cold` by the same factor."""
    return float(hot * (cold / hot) ** (leg / legs))
