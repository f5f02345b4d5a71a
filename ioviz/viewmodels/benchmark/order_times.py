"""Why an order with fewer I/Os can take longer: short runs of connections into the same neuron.

Run as scheduled, a program keeps the sum of a neuron in a register while connections into this neuron follow each
other: a run. Each further run of the neuron loads its partial sum and stores it again. While the value stays in fast
memory that is no I/O of the model, but on the computer it takes time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import TYPE_CHECKING

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.benchmark.results import Case, Measurement

LEAST_RATIO = 1.05
"""Times closer together than this are not explained."""


def slower_orders(measurements: Sequence[Measurement]) -> list[tuple[Measurement, Measurement]]:
    """Return the pairs of orders of which the first has fewer I/Os and takes longer, the largest difference first.

    Both are of one contender, with weights of one precision, in one cell; both have a time.
    """
    timed = [one for one in measurements if one.seconds and one.case.ios and one.case.schedule]
    found = [
        (slow, quick)
        for slow, quick in permutations(timed, 2)
        if _setting(slow.case) == _setting(quick.case)
        and (slow.case.ios or 0) < (quick.case.ios or 0)
        and slow.median > LEAST_RATIO * quick.median
    ]
    return sorted(found, key=lambda pair: pair[1].median / pair[0].median)


def why_slower(measurements: Sequence[Measurement]) -> str:
    """Return the reason for the largest difference of `slower_orders` in a sentence; empty if there is none to give."""
    for slow, quick in slower_orders(measurements):
        runs, others = slow.case.runs, quick.case.runs
        if runs is None or others is None or runs <= others:
            continue
        name, other = slow.case.schedule, quick.case.schedule
        longer = numbers.ratio(slow.median / quick.median)
        length, others_length = numbers.figures(_length(slow.case)), numbers.figures(_length(quick.case))
        return (
            f"Why does {name} take {longer} the time of {other} with {_ios(slow, quick)} the I/Os? Its runs of "
            f"connections into the same neuron are short: {length} on average, {others_length} in {other}. Between "
            f"runs, partial sums are stored and loaded again: {numbers.count(_sums(slow.case))} against "
            f"{numbers.count(_sums(quick.case))} for each input. In fast memory that is no I/O, but it takes time."
        )
    return ""


def shorter_runs(slow: Case, quick: Case) -> str:
    """Return the reason in short, to follow a comparison; empty if the runs of the slow order are not shorter."""
    if slow.runs is None or quick.runs is None or slow.runs <= quick.runs:
        return ""
    return f": its runs of connections into a neuron are {_lengths(slow, quick)} long"


def surprise(measurements: Sequence[Measurement]) -> str:
    """Return the largest difference of `slower_orders` with its reason in a short sentence; empty if there is none."""
    for slow, quick in slower_orders(measurements):
        reason = shorter_runs(slow.case, quick.case)
        if reason:
            return (
                f"{slow.case.schedule} takes {numbers.ratio(slow.median / quick.median)} as long as "
                f"{quick.case.schedule}, although with {_ios(slow, quick)} the I/Os{reason}."
            )
    return ""


def _ios(slow: Measurement, quick: Measurement) -> str:
    return numbers.ratio((slow.case.ios or 0) / (quick.case.ios or 1))


def _lengths(slow: Case, quick: Case) -> str:
    return f"{numbers.figures(_length(slow))}, not {numbers.figures(_length(quick))} connections"


def _setting(case: Case) -> tuple[object, ...]:
    return case.cell, case.contender, case.precision, case.memory


def _length(case: Case) -> float:
    """Return the average number of connections in a run."""
    return case.n_connections / max(case.runs or 1, 1)


def _sums(case: Case) -> int:
    """Return how often a partial sum is stored and loaded again: for each run of a neuron but its first."""
    return (case.runs or 0) - (case.n_neurons - case.n_inputs)
