"""Programs: schedules compiled for this computer's CPU."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument, LimitExceeded, unknown
from ioviz.core.inference.best import BestProgram
from ioviz.core.inference.scheduled import compile_scheduled
from ioviz.core.inference.short_weights import ShortWeights, WeightError, Weights, shorten
from ioviz.core.inference.single import SingleProgram, compile_single
from ioviz.core.names import MODES, PRECISIONS
from ioviz.core.network import Network
from ioviz.core.schedule import Schedule
from ioviz.core.schedule.vectors import read_schedule

Mode = Literal["best", "as-scheduled"]
LAYOUTS = ("rows", "columns")
FLOAT32 = np.dtype(np.float32)


class Streams(Protocol):
    """A form of a program for some batch sizes."""

    @property
    def nbytes(self) -> int:
        """Bytes that are read while it runs, besides inputs and outputs."""

    def run(self, x: NDArray[np.float32], y: NDArray[np.float32], *, by_column: bool, threads: int) -> None:
        """Compute `y` from `x`, C-contiguous: [batch, width], or [width, batch] if `by_column`."""


@dataclass(frozen=True, eq=False)
class Program:
    """A compiled schedule. Made by :func:`ioviz.compile`; call it to infer.

    Attributes
    ----------
    network : Network
    schedule : Schedule
    mode : {"best", "as-scheduled"}
    weights : {"float32", "float16", "bfloat16", "int8"}
    weight_error : WeightError or None
        The rounding error of the weights; None for float32.
    """

    network: Network
    schedule: Schedule
    mode: Mode
    weights: Weights
    weight_error: WeightError | None
    _batched: Streams = field(repr=False)
    _single: SingleProgram | None = field(repr=False)

    @property
    def nbytes(self) -> int:
        """Bytes of the compiled streams for large batches."""
        return self._batched.nbytes

    def flops(self, batch: int) -> int:
        """Return the floating-point operations for `batch` vectors, two for each connection and vector."""
        return 2 * self.network.n_connections * batch

    def bytes_moved(self, batch: int) -> int:
        """Return the bytes of the streams for `batch` vectors, once, and of their inputs and outputs."""
        single = self._single
        streams = self._batched if single is None or batch > single.largest_batch else single
        return streams.nbytes + 4 * batch * (self.network.input_width + self.network.output_width)

    def __call__(
        self,
        x: NDArray[np.float32],
        *,
        layout: str = "rows",
        threads: int = 1,
        out: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """Infer.

        Parameters
        ----------
        x : float32[batch, input_width] or float32[input_width]
            With the layout "columns": float32[input_width, batch].
        layout : {"rows", "columns"}
            Whether each input vector, and each output vector, is a row or a column.
        threads : int
            The largest number of threads, which share the batch.
        out : float32, optional
            The array to write to, C-contiguous, of the result's shape.

        Returns
        -------
        float32[batch, output_width], float32[output_width], or float32[output_width, batch]

        Raises
        ------
        InvalidArgument
            If `x` or `out` has another shape or dtype.
        LimitExceeded
            If the outputs, or the values of the neurons, do not fit into memory.
        """
        if out is not None and threads == 1 and layout == "rows" and self._run_one(x, out):
            return out
        by_column = _is_by_column(layout)
        _check_positive("number of threads", threads)
        vectors = self._read(x, by_column)
        batch = 1 if vectors.ndim == 1 else vectors.shape[1 if by_column else 0]
        width = self.network.output_width
        shape = (width,) if vectors.ndim == 1 else (width, batch) if by_column else (batch, width)
        if out is None:
            try:
                out = np.empty(shape, np.float32)
            except MemoryError:
                raise LimitExceeded(
                    f"The outputs of {batch} vectors do not fit into memory; use a smaller batch."
                ) from None
        elif not (isinstance(out, np.ndarray) and out.dtype == FLOAT32 and out.shape == shape):
            raise InvalidArgument(f"The array for the result has to be float32 of shape {shape}.")
        elif not (out.flags.c_contiguous and out.flags.writeable):
            raise InvalidArgument("The array for the result has to be C-contiguous and writeable.")
        if batch and width:
            columns = by_column and vectors.ndim == 2
            shaped = vectors if vectors.ndim == 2 else vectors.reshape(1, -1)
            result = out if out.ndim == 2 else out.reshape(1, -1)
            single = self._single
            try:
                if single is None or batch > single.largest_batch or not single.run(shaped, result, by_column=columns):
                    self._batched.run(shaped, result, by_column=columns, threads=threads)
            except MemoryError:
                n = self.network.n_neurons
                sentence = f"The values of {n} neurons do not fit into memory for each of {threads} threads."
                raise LimitExceeded(sentence) from None
        return out

    def _run_one(self, x: Any, out: Any) -> bool:
        """Infer one vector if the arguments are the usual ones, which is checked in a fraction of the time."""
        return (
            self._single is not None
            and type(x) is np.ndarray
            and type(out) is np.ndarray
            and (x.shape, out.shape) == self._shapes_of_one
            and x.dtype is FLOAT32
            and out.dtype is FLOAT32
            and x.flags.carray
            and out.flags.carray
            and self._single.run(x, out, by_column=False)
        )

    @cached_property
    def _shapes_of_one(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return (1, self.network.input_width), (1, self.network.output_width)

    def tune(self, batch: int, threads: int = 1, *, layout: str = "rows", seconds: float = 0.5) -> None:
        """Time different cuts of a "best" program for batches like this one, and keep the fastest.

        Results stay the same but for rounding. A program as scheduled is not changed.

        Parameters
        ----------
        batch : int
        threads : int
        layout : {"rows", "columns"}
        seconds : float

        Raises
        ------
        InvalidArgument
            If `batch` or `threads` is not a whole number of 1 or more.
        """
        by_column = _is_by_column(layout)
        _check_positive("number of threads", threads)
        _check_positive("batch", batch)
        if not isinstance(self._batched, BestProgram):
            return
        network = self.network
        shapes = (network.input_width, batch), (network.output_width, batch)
        x, y = (np.ones(shape if by_column else shape[::-1], np.float32) for shape in shapes)
        self._batched.tune(x, y, by_column=by_column, threads=threads, seconds=seconds)

    def _read(self, x: Any, by_column: bool) -> NDArray[np.float32]:
        """Return `x`, C-contiguous; raises InvalidArgument for another dtype or shape."""
        width = self.network.input_width
        if not isinstance(x, np.ndarray) or x.dtype != FLOAT32:
            kind = x.dtype if isinstance(x, np.ndarray) else type(x).__name__
            raise InvalidArgument(f"A program takes a float32 array, not {kind}.")
        if x.ndim not in (1, 2):
            raise InvalidArgument(
                f"The input has to be a vector of {width} numbers or a batch of them, "
                f"not an array of {x.ndim} dimensions."
            )
        given = x.shape[0] if by_column else x.shape[-1]
        if given != width:
            raise InvalidArgument(f"The input has {given} entries, but the network takes {width}.")
        return np.ascontiguousarray(x)


def _is_by_column(layout: str) -> bool:
    if layout not in LAYOUTS:
        raise InvalidArgument(f"The layout has to be 'rows' or 'columns', not {layout!r}.")
    return layout == "columns"


def _check_positive(name: str, number: object) -> None:
    if type(number) is int and number >= 1:
        return  # a call for one vector takes a few microseconds: the usual value is accepted at once
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
        raise InvalidArgument(f"The {name} has to be a whole number of 1 or more, not {number!r}.")


def compile_program(
    network: Network, schedule: Schedule | str = "neuron", *, mode: Mode = "best", weights: Weights = "float32"
) -> Program:
    """Compile a schedule into a program for this computer's CPU.

    Parameters
    ----------
    network : Network
    schedule : Schedule or str
        A schedule of `network`, or the name of an order.
    mode : {"best", "as-scheduled"}
        "as-scheduled" runs exactly the given order of connections; "best" is free to group them, and takes from the
        schedule which neurons are close together.
    weights : {"float32", "float16", "bfloat16", "int8"}
        The precision of the stored weights; all values are float32.

    Returns
    -------
    Program

    Raises
    ------
    InvalidArgument
        If the schedule is for another network, or a setting is unknown.

    Examples
    --------
    >>> import numpy as np
    >>> import ioviz
    >>> network = ioviz.generate("layered", sizes=[4, 8, 2], density=0.5, seed=0)
    >>> program = ioviz.compile(network, "neuron")
    >>> program(np.ones((3, network.input_width), np.float32)).shape == (3, network.output_width)
    True
    """
    if mode not in MODES:
        raise unknown("mode of a program", mode, MODES)
    if weights not in PRECISIONS:
        raise unknown("precision of weights", weights, PRECISIONS)
    proven = read_schedule(network, schedule)
    short: ShortWeights | None = None
    computed = network
    if weights != "float32":
        short = shorten(network, weights)
        computed = replace(network, weight=short.decoded)
    batched = (BestProgram if mode == "best" else compile_scheduled)(computed, proven, short)
    single = compile_single(computed, proven, short) if mode == "best" else None
    return Program(network, proven, mode, weights, short.error if short else None, batched, single)
