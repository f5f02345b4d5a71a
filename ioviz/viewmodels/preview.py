"""What a generator will make, before it is made: sizes, bounds, memory, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import IovizError

if TYPE_CHECKING:
    from ioviz.core.generators import Family

_SMALL = 200_000  # connections: what is quickly made is made, and known exactly


@dataclass(frozen=True)
class Preview:
    """Facts of a network to come; `expected` if they hold on average only. `refusal` is empty if it can be made."""

    neurons: int
    connections: int
    inputs: int
    outputs: int
    lower: int
    upper: int
    nbytes: int
    expected: bool = False
    refusal: str = ""


def families() -> Mapping[str, Family]:
    """The families of networks, by name."""
    from ioviz.core.generators import FAMILIES

    return FAMILIES


def preview(family: str, parameters: Mapping[str, Any]) -> Preview:
    """Look at what would be made.

    Raises
    ------
    InvalidArgument
        If a parameter is out of range.
    """
    from ioviz.core.generators import estimate, generate
    from ioviz.core.network import bounds, statistics

    peak = 0
    if family == "layered":
        guess = estimate(parameters["sizes"], parameters["density"])
        if guess.n_connections > _SMALL:
            return _expected(guess, parameters)
        peak = guess.nbytes_peak
    network = generate(family, **parameters)
    facts, limits = statistics(network), bounds(network)
    return Preview(
        facts.neurons, facts.connections, facts.inputs, facts.outputs, limits.lower, limits.upper, peak or facts.nbytes
    )


def _expected(guess: Any, parameters: Mapping[str, Any]) -> Preview:
    """By the formulas of the bounds, with W as expected."""
    from ioviz.core.generators.layered import MEMORY_LIMIT
    from ioviz.core.network.limits import check_limits

    n, w, i, s = guess.n_neurons, guess.n_connections, guess.n_inputs, guess.n_outputs
    refusal = ""
    try:
        check_limits(n, w)
    except IovizError as error:
        refusal = str(error)
    if not refusal and guess.nbytes_peak > MEMORY_LIMIT:
        refusal = (
            f"This takes {guess.nbytes_peak / 1024**3:.1f} GiB to make; the limit is {MEMORY_LIMIT / 1024**3:.0f} GiB."
        )
    return Preview(n, w, i, s, w + n + s, 2 * (w + n - i), guess.nbytes_peak, expected=True, refusal=refusal)
