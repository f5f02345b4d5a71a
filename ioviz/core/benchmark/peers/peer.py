"""`Peer`: a name, how to install it, and a function that prepares it for inference.

A peer's file imports nothing heavy at the top: its library is imported by `prepare`, in the peer's own process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import IovizError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ioviz.core.benchmark.layers import LayerForm
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

IOVIZ, SPARSE, DENSE = "ioviz", "sparse", "dense"


class NotApplicable(IovizError):
    """A peer cannot run this network, or not on this computer; the message is the reason, as a sentence."""


@dataclass(frozen=True)
class Task:
    """What a peer is prepared for.

    Attributes
    ----------
    network : Network
    layers : LayerForm
        The same network as a chain of matrices; made when first asked for.
    inputs : float32[input_width, batch] or float32[batch, input_width]
        By `layout`; aligned, contiguous, the same array at every call.
    batch, threads : int
    layout : {"columns", "rows"}
        Of inputs and outputs. A peer that needs the other one transposes within the timed part.
    schedule : Schedule or None
        For peers that use one.
    precision : str
        Of the weights.
    """

    network: Network
    inputs: NDArray[np.float32]
    batch: int
    threads: int
    layout: str
    schedule: Schedule | None = None
    precision: str = "float32"
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def layers(self) -> LayerForm:
        """The network as a chain of matrices."""
        if "layers" not in self._made:
            from ioviz.core.benchmark.layers import layer_form

            self._made["layers"] = layer_form(self.network)
        found: LayerForm = self._made["layers"]
        return found


@dataclass(frozen=True)
class Prepared:
    """A prepared peer.

    Attributes
    ----------
    run : callable
        Infers the whole batch and returns the outputs, in the layout of the task. What it returns may be the same
        object each time, and of the library's own kind.
    nbytes : int
        Of the peer's own form of the weights.
    note : str
        What should be known about the times, or empty.
    read : callable, optional
        Makes an array of what `run` returned, if it is none; to check it, not timed.
    """

    run: Callable[[], Any]
    nbytes: int
    note: str = ""
    read: Callable[[Any], NDArray[Any]] | None = None


@dataclass(frozen=True)
class Peer:
    """A contender.

    Attributes
    ----------
    name : str
        Short, for the command line: "mkl-row".
    title : str
        The displayed name: "MKL CSRMM row-major".
    prepare : callable
        Prepares it for a `Task`. It raises `NotApplicable` for a network that it has no way to run; other errors are
        reported in the table as failures.
    group : {IOVIZ, SPARSE, DENSE}
    modules : tuple of str
        What has to be importable.
    found : callable, optional
        Whether what it needs beside modules is there, and what that is called.
    install : str
        The one command that installs it; empty if there is nothing to install.
    environment : mapping of str to str
        Variables that are set in its process before its library is imported.
    uses_schedule : bool
        Whether it is run once for each schedule.
    precisions : tuple of str
        Of weights.
    """

    name: str
    title: str
    prepare: Callable[[Task], Prepared]
    group: str = SPARSE
    modules: tuple[str, ...] = ()
    install: str = ""
    found: tuple[Callable[[], bool], str] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    uses_schedule: bool = False
    precisions: tuple[str, ...] = ("float32",)

    def missing(self) -> str | None:
        """Return how to install it, or None if it is installed. Nothing is imported."""
        absent = [module for module in self.modules if not _importable(module)]
        if self.found is not None and not self.found[0]():
            absent.append(self.found[1])
        return f"{self.title} needs {absent[0]}; install it by: {self.install}" if absent else None

    def available(self) -> bool:
        """Whether it can be imported."""
        return self.missing() is None


def _importable(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
