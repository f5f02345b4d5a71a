"""Preview of a generated network: sizes, bounds, memory, or the reason why it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import IovizError
from ioviz.core.names import LEAST_MEMORY

if TYPE_CHECKING:
    from ioviz.core.generators import Family
    from ioviz.viewmodels.frame.frame import Frame
    from ioviz.viewmodels.network.placement import Placement

_SMALL = 200_000  # connections: a network up to this size is generated for the preview


@dataclass(frozen=True, eq=False)
class Preview:
    """Facts of a network; `expected` if they hold on average only. `refusal` is empty if it can be made.

    `placement` is its layout and `frame` its first frame, None where it is too large to be generated for a preview.
    """

    neurons: int
    connections: int
    inputs: int
    outputs: int
    lower: int
    upper: int
    nbytes: int
    expected: bool = False
    refusal: str = ""
    placement: Placement | None = None
    frame: Frame | None = None


def families() -> Mapping[str, Family]:
    """Return the families of networks, by name."""
    from ioviz.core.generators import FAMILIES

    return FAMILIES


def preview(family: str, parameters: Mapping[str, Any]) -> Preview:
    """Return the preview of a family with parameters.

    Raises
    ------
    InvalidArgument
        If a parameter is out of range.
    """
    from ioviz.core.generators import check_memory, estimate_family, generate
    from ioviz.core.network import bounds
    from ioviz.core.simulation import record_trace
    from ioviz.viewmodels.frame.frame import make_frame
    from ioviz.viewmodels.network.place import place

    guess = estimate_family(family, **parameters)
    refusal = ""
    try:
        check_memory(guess)
    except IovizError as error:
        refusal = str(error)
    sizes = guess.n_neurons, guess.n_connections, guess.n_inputs, guess.n_outputs
    estimated = Preview(*sizes, guess.lower, guess.upper, guess.nbytes_peak, not guess.exact, refusal)
    if refusal or guess.n_connections > _SMALL:
        return estimated
    network = generate(family, **parameters)
    limits = bounds(network)
    return replace(
        estimated,
        neurons=network.n_neurons,
        connections=network.n_connections,
        inputs=network.n_inputs,
        outputs=network.n_outputs,
        lower=limits.lower,
        upper=limits.upper,
        expected=False,
        placement=place(network),
        frame=make_frame(record_trace(network, "neuron", memory=LEAST_MEMORY), 0),
    )
