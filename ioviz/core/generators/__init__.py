"""Networks made by rule or at random. One family a file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import InvalidArgument
from ioviz.core.generators import butterfly as _butterfly
from ioviz.core.generators import chain as _chain
from ioviz.core.generators import compact_growth as _compact_growth
from ioviz.core.generators import dense as _dense
from ioviz.core.generators import diamond as _diamond
from ioviz.core.generators import layered as _layered
from ioviz.core.generators import tree as _tree
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.generators.layered import Estimate, estimate

if TYPE_CHECKING:
    from ioviz.core.network import Network

__all__ = ["FAMILIES", "Estimate", "Family", "Parameter", "estimate", "generate"]

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        module.FAMILY.name: module.FAMILY
        for module in (_layered, _diamond, _tree, _dense, _butterfly, _chain, _compact_growth)
    }
)


def generate(family: str, **parameters: Any) -> Network:
    """Make a network of a family.

    Parameters
    ----------
    family : str
        One of `FAMILIES`: "layered", "diamond", "tree", "dense", "butterfly", "chain",
        "compact-growth".
    **parameters
        Those of the family, see `FAMILIES[family].parameters`; each has a default.

    Returns
    -------
    Network

    Raises
    ------
    InvalidArgument
        If there is no such family or parameter, or a value is out of range.
    LimitExceeded
        If the network would be too large; nothing has been allocated.

    Examples
    --------
    >>> generate("layered", sizes=[500] * 4, density=0.1, seed=0).n_neurons
    2000
    """
    if family not in FAMILIES:
        raise InvalidArgument(f"There is no family {family!r}; the families are: {', '.join(FAMILIES)}.")
    found = FAMILIES[family]
    # A limit is no property of the network, and so none of the parameters that people are shown.
    known = {parameter.name for parameter in found.parameters} | (
        {"name", "memory_limit"} if family == "layered" else set()
    )
    unknown = [name for name in parameters if name not in known]
    if unknown:
        raise InvalidArgument(
            f"The family {family} has no parameter {unknown[0]!r}; it has: {', '.join(sorted(known))}."
        )
    defaults = {parameter.name: parameter.default for parameter in found.parameters}
    return found.make(**{**defaults, **parameters})
