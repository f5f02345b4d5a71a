"""What a peer is: a name, how to install it, and a function that makes it ready to infer.

All that is imported at the top of a peer's file is light: its library is imported by `prepare`, in a process of the
peer's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ioviz.core.benchmark.layers import LayerForm
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

IOVIZ, SPARSE, DENSE = "ioviz", "sparse", "dense"
GROUPS = (IOVIZ, SPARSE, DENSE)


@dataclass(frozen=True)
class Task:
    """What a peer is made ready for.

    Attributes
    ----------
    network : Network
    layers : LayerForm
        The same network as a chain of matrices; made when first asked for.
    inputs : float32[input_width, batch] or float32[batch, input_width]
        By `layout`; aligned, contiguous, the same array at every call.
    batch, threads : int
    layout : {"columns", "rows"}
        Of inputs and outputs. Who needs the other one transposes inside of what is timed.
    schedule : Schedule or None
        For those who use one.
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
    """A peer that is ready.

    Attributes
    ----------
    run : callable
        Infers the whole batch and returns the outputs, float32, in the layout of the task. What it returns may be
        the same array each time.
    nbytes : int
        Of the peer's own form of the weights.
    note : str
        What should be known about the times, or empty.
    """

    run: Callable[[], NDArray[np.float32]]
    nbytes: int
    note: str = ""


@dataclass(frozen=True)
class Peer:
    """A contender.

    Attributes
    ----------
    name : str
        Short, for the command line: "mkl-row".
    title : str
        For people: "MKL CSRMM row-major".
    prepare : callable
        Makes it ready for a `Task`; what raises is told in the table.
    group : str
        One of `GROUPS`.
    modules : tuple of str
        What has to be importable.
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
    environment: Mapping[str, str] = field(default_factory=dict)
    uses_schedule: bool = False
    precisions: tuple[str, ...] = ("float32",)

    def missing(self) -> str | None:
        """Say in a sentence how to get it, or None if it is there. Nothing is imported."""
        for module in self.modules:
            try:
                found = find_spec(module) is not None
            except (ImportError, ValueError):
                found = False
            if not found:
                return f"{self.title} needs {module}; install it by: {self.install}"
        return None

    def available(self) -> bool:
        """Whether it can be imported."""
        return self.missing() is None
