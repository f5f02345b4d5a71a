"""The options for reading: the same for all formats, in Python, on the command line and in the window."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from ioviz.core.errors import InvalidArgument, InvalidNetwork, unknown
from ioviz.core.formats.limits import DEFAULT_LIMITS, Limits
from ioviz.core.network import parse_activation

SPARSIFYING = ("keep", "keep_global", "n_m", "threshold")
"""The options that drop weights."""

LAYERED = (*SPARSIFYING, "activation", "output_activation")
"""The options of every format that holds layers."""


@dataclass(frozen=True)
class ReadOptions:
    """How a file is read. An option that does not apply to a format is refused, not ignored.

    Attributes
    ----------
    keep : float or None
        The share of the weights to keep, those of the largest magnitude; 0 < keep <= 1.
    keep_global : bool
        Whether `keep` applies to all weights together instead of each layer.
    n_m : str or None
        ``"2:4"``: keep the 2 largest magnitudes of each 4 consecutive weights of a neuron.
    threshold : float or None
        Drop weights of a smaller magnitude.
    layers : tuple of str
        The names of the layers to read, in their order, also as "a,b,c"; found by their shapes unless given.
    activation : str or None
        Of hidden neurons, if the file has none (default: ReLU).
    output_activation : str or None
        Of outputs, if the file has none (default: identity).
    begin, end : str or None
        Names in the graph of the file: reading begins and ends there.
    unroll : int
        The largest number of connections of an unrolled convolution.
    outputs : {"rows", "columns"}
        Whether outputs are rows or columns of a matrix, if the file does not define it.
    seed : int or None
        Of random weights, if the file has none; without a seed they are 1.
    bias : float or None
        Of all neurons but the inputs, in a format with one bias for all.
    limits : Limits
        Anything larger is refused before it is allocated.
    """

    keep: float | None = None
    keep_global: bool = False
    n_m: str | None = None
    threshold: float | None = None
    layers: str | tuple[str, ...] = ()
    activation: str | None = None
    output_activation: str | None = None
    begin: str | None = None
    end: str | None = None
    unroll: int = 10_000_000
    outputs: str = "rows"
    seed: int | None = None
    bias: float | None = None
    limits: Limits = field(default=DEFAULT_LIMITS)

    def __post_init__(self) -> None:
        if self.keep is not None and not (_is_number(self.keep) and 0 < self.keep <= 1):
            raise InvalidArgument(f"The share of weights to keep is above 0 and at most 1, not {self.keep!r}.")
        if self.keep_global and self.keep is None:
            raise InvalidArgument("keep_global needs the share of weights to keep, as in keep=0.1.")
        if self.threshold is not None and not (_is_number(self.threshold) and 0 <= self.threshold < math.inf):
            raise InvalidArgument(f"The threshold is a number of at least 0, not {self.threshold!r}.")
        if self.n_m is not None:
            self.group  # noqa: B018  # checks it
        names: str | Iterable[str] = self.layers
        if isinstance(names, str):
            names = [name.strip() for name in names.split(",")]
        object.__setattr__(self, "layers", tuple(names))
        if not all(isinstance(name, str) and name for name in self.layers):
            raise InvalidArgument("Invalid names of layers; write them as 'a,b,c'.")
        for text in (self.activation, self.output_activation):
            _check_activation(text)
        if type(self.unroll) is not int or self.unroll < 0:
            raise InvalidArgument(f"The limit of unrolled connections is a whole number, not {self.unroll!r}.")
        if self.outputs not in ("rows", "columns"):
            raise InvalidArgument(f"The outputs of a matrix are its 'rows' or its 'columns', not {self.outputs!r}.")
        if self.seed is not None and (type(self.seed) is not int or self.seed < 0):
            raise InvalidArgument(f"The seed is a whole number of at least 0, not {self.seed!r}.")
        if self.bias is not None and not (_is_number(self.bias) and abs(self.bias) < 1e38):
            raise InvalidArgument(f"The bias is a finite number, not {self.bias!r}.")

    @property
    def group(self) -> tuple[int, int] | None:
        """The two numbers of `n_m`."""
        if self.n_m is None:
            return None
        match = re.fullmatch(r"\s*(\d{1,4})\s*:\s*(\d{1,4})\s*", self.n_m) if isinstance(self.n_m, str) else None
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise InvalidArgument(f"Invalid n_m {self.n_m!r}: write it as 2:4.")
        return int(match[1]), int(match[2])

    def given(self) -> tuple[str, ...]:
        """Return the names of the options that differ from their defaults, without the limits."""
        return tuple(
            f.name for f in fields(self) if f.name != "limits" and getattr(self, f.name) != f.default
        )  # fmt: skip

    def check_known(self, known: tuple[str, ...], title: str) -> None:
        """Raise InvalidArgument if an option is given that does not apply to a format."""
        for name in self.given():
            if name not in known:
                taken = f"options for it are: {', '.join(known)}" if known else "it takes no options"
                raise InvalidArgument(f"The option {name} does not apply to {title}; {taken}.")


def read_options(options: ReadOptions | None = None, **given: Any) -> ReadOptions:
    """Return `options` with the fields given by name.

    Raises
    ------
    InvalidArgument
        If an option is unknown, or a value is out of its range.
    """
    known = {f.name for f in fields(ReadOptions)}
    for name in given:
        if name not in known:
            raise unknown("option for reading", name, sorted(known))
    base = ReadOptions() if options is None else options
    if not isinstance(base, ReadOptions):
        raise InvalidArgument(f"The options of reading are a ReadOptions, not {type(base).__name__}.")
    return ReadOptions(**{**{f.name: getattr(base, f.name) for f in fields(base)}, **given})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_activation(text: str | None) -> None:
    if text is None:
        return
    try:
        parse_activation(text)
    except InvalidNetwork as error:
        raise InvalidArgument(str(error)) from None
