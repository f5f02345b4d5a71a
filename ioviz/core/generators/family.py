"""The description of a family of networks, for dialogs, the command line and help pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ioviz.core.errors import InvalidArgument

if TYPE_CHECKING:
    from ioviz.core.generators.estimates import Estimate
    from ioviz.core.network import Network

Kind = Literal["int", "float", "bool", "text", "choice", "sizes"]


@dataclass(frozen=True)
class Parameter:
    """One setting of a family.

    Attributes
    ----------
    name : str
        The keyword of the function that makes a network.
    kind : {"int", "float", "bool", "text", "choice", "sizes"}
        "sizes" is a tuple of whole numbers.
    default : object
    help : str
        A short description.
    least, most : float, optional
        The range of a number.
    choices : tuple of str
        Of the kind "choice".
    """

    name: str
    kind: Kind
    default: Any
    help: str
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()

    def parse(self, text: str) -> Any:
        """Parse a value of the command line: "500,500", "0.1", "yes".

        Raises
        ------
        InvalidArgument
            If it is not of this kind. The range is checked when the network is made.
        """
        words = text.strip()
        try:
            if self.kind == "int":
                return int(words)
            if self.kind == "float":
                return float(words)
            if self.kind == "sizes":
                return tuple(int(part) for part in words.replace("x", ",").split(","))
            if self.kind == "bool":
                return {"yes": True, "true": True, "no": False, "false": False}[words.lower()]
        except (ValueError, KeyError):
            like = {"int": "8", "float": "0.1", "sizes": "500,500,500", "bool": "yes or no"}[self.kind]
            raise InvalidArgument(f"The {self.name} is written like {like}, not {text!r}.") from None
        return words


@dataclass(frozen=True)
class Family:
    """A family of networks.

    Attributes
    ----------
    name : str
        For `generate` and the command line.
    title, summary : str
        The displayed name.
    make : callable
        Takes the parameters as keywords, returns a Network.
    estimate : callable
        Takes the same keywords, returns an Estimate; fast, with little memory, whatever the size.
    parameters : tuple of Parameter
    order : str
        The kind of the order of its networks, for `ioviz.order`; empty if they have none.
    """

    name: str
    title: str
    summary: str
    make: Callable[..., Network]
    estimate: Callable[..., Estimate]
    parameters: tuple[Parameter, ...]
    order: str = ""
