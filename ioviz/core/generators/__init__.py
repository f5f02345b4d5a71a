"""Generate networks, by rule or at random. Each module holds one family."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import InvalidArgument, unknown
from ioviz.core.generators import banded as _banded
from ioviz.core.generators import butterfly as _butterfly
from ioviz.core.generators import chain as _chain
from ioviz.core.generators import compact_growth as _compact_growth
from ioviz.core.generators import dense as _dense
from ioviz.core.generators import diamond as _diamond
from ioviz.core.generators import feed_forward as _feed_forward
from ioviz.core.generators import graphs as _graphs
from ioviz.core.generators import layered as _layered
from ioviz.core.generators import pyramid as _pyramid
from ioviz.core.generators import radixnet as _radixnet
from ioviz.core.generators import small_world as _small_world
from ioviz.core.generators import tree as _tree
from ioviz.core.generators.estimates import MEMORY_LIMIT, Estimate, check_memory
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.generators.layered import estimate

if TYPE_CHECKING:
    from ioviz.core.network import Network

__all__ = [
    "FAMILIES",
    "MEMORY_LIMIT",
    "Estimate",
    "Family",
    "Parameter",
    "check_memory",
    "estimate",
    "estimate_family",
    "generate",
]

_ALL = (
    _layered.FAMILY,
    _compact_growth.FAMILY,
    _feed_forward.FAMILY,
    _radixnet.FAMILY,
    _small_world.FAMILY,
    _banded.FAMILY,
    _chain.FAMILY,
    _dense.FAMILY,
    _tree.FAMILY,
    _butterfly.FAMILY,
    _pyramid.FAMILY,
    _diamond.FAMILY,
    _graphs.WATTS_STROGATZ,
    _graphs.BARABASI_ALBERT,
)

FAMILIES: Mapping[str, Family] = MappingProxyType({family.name: family for family in _ALL})


def generate(family: str, *, memory_limit: int = MEMORY_LIMIT, **parameters: Any) -> Network:
    """Make a network of a family.

    Parameters
    ----------
    family : str
        One of `FAMILIES`: "layered", "compact-growth", "feed-forward", "radixnet", "small-world", "banded",
        "chain", "dense", "tree", "butterfly", "pyramid", "diamond", "watts-strogatz", "barabasi-albert".
    memory_limit : int
        In bytes: networks that take more memory to make are refused in advance.
    **parameters
        Those of the family, see `FAMILIES[family].parameters`; each has a default.

    Returns
    -------
    Network

    Raises
    ------
    InvalidArgument
        If the family or a parameter is unknown, or a value is out of range.
    LimitExceeded
        If the network would be too large; nothing has been allocated.

    Examples
    --------
    >>> generate("layered", sizes=[500] * 4, density=0.1, seed=0).n_neurons
    2000
    """
    found = _family(family)
    settings = _settings(found, parameters, {"name"} if family == "layered" else set())
    check_memory(estimate_family(family, **parameters), memory_limit)
    if family == "layered":
        settings["memory_limit"] = memory_limit
    return found.make(**settings)


def estimate_family(family: str, **parameters: Any) -> Estimate:
    """Estimate a network of a family before it is made: N, W, I, S, bounds, memory.

    Parameters
    ----------
    family, **parameters
        As for `generate`.

    Returns
    -------
    Estimate
        Fast to compute, whatever the size. For a random family without a formula, the numbers are
        those expected from a network of the same rule with some thousand neurons.

    Raises
    ------
    InvalidArgument
        If the family or a parameter is unknown, or a value is out of range.

    Examples
    --------
    >>> estimate_family("pyramid", base=1000).n_connections
    999000
    """
    found = _family(family)
    settings = _settings(found, parameters, {"name"} if family == "layered" else set())
    settings.pop("name", None)
    return found.estimate(**settings)


def _family(name: str) -> Family:
    if name not in FAMILIES:
        raise unknown("family", name, FAMILIES)
    return FAMILIES[name]


def _settings(family: Family, parameters: Mapping[str, Any], more: set[str]) -> dict[str, Any]:
    """Return all parameters of a family: those given, and the defaults of the others."""
    known = {parameter.name for parameter in family.parameters} | more
    unknown = [name for name in parameters if name not in known]
    if unknown:
        raise InvalidArgument(
            f"The family {family.name} has no parameter {unknown[0]!r}: choose from {', '.join(sorted(known))}."
        )
    return {**{parameter.name: parameter.default for parameter in family.parameters}, **parameters}
