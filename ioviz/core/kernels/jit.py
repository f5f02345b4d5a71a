"""The ``kernel`` decorator: a function in two forms with equal results, machine code and plain Python.

A kernel is compiled at its first call for each set of types, and its machine code kept on disk
(:mod:`ioviz.core.kernels.machine_code`). Compiling takes seconds, loading what has been compiled a tenth of one, and
the compiler itself a quarter; small work takes less than that in plain Python. So in a program that has to answer at
once, as the window does when it starts (:func:`ioviz.core.kernels.preference.prefer_interpreted`), small work runs
interpreted until its machine code is loaded. Within :func:`compiled` nothing is interpreted: searches and measurements
prepare themselves so.

numba is imported with the first kernel that is to be compiled, and never if all work is small.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from importlib import import_module
from types import FunctionType
from typing import Any, TypeVar, cast

import numpy as np

from ioviz.core.kernels.preference import prefers_interpreted

Function = TypeVar("Function", bound=Callable[..., Any])
ScalarType = TypeVar("ScalarType", bound=np.generic)

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "") in ("", "0")
"""Whether there is a compiler. If not, kernels are the plain functions themselves."""

SMALL = 20_000
"""A call is small work if no array that it is given is larger than this: at most a second in plain Python, for all that
the window computes of a network."""


def kernel(function: Function) -> Function:
    """Compile `function` at its first call, without the GIL, and keep the machine code on disk.

    In the names of its module that are kernels or instructions themselves, each form calls the same form.
    """
    return cast(Function, Kernel(function)) if COMPILED else function


def inlined(function: Function) -> Function:
    """Make `function` a part of each kernel that calls it, as if it were written there.

    For small functions of vectors: a call would pass them through memory.
    """
    return cast(Function, Inlined(function)) if COMPILED else function


def instruction(module: str) -> Callable[[Function], Function]:
    """Make a function one instruction of the processor in kernels; interpreted it is the function itself.

    Parameters
    ----------
    module : str
        Where the function of the same name writes the instruction for numba (``numba.extending.intrinsic``). Imported
        when kernels are compiled.
    """

    def decorate(function: Function) -> Function:
        return cast(Function, Instruction(function, module)) if COMPILED else function

    return decorate


@contextmanager
def compiled() -> Iterator[None]:
    """Load or compile each kernel that this thread calls meanwhile."""
    before = getattr(_thread, "compiles", False)
    _thread.compiles = True
    try:
        yield
    finally:
        _thread.compiles = before


def frozen(array: np.ndarray[Any, np.dtype[ScalarType]]) -> np.ndarray[Any, np.dtype[ScalarType]]:
    """Make `array` read-only, and return it."""
    array.setflags(write=False)
    return array


_thread = threading.local()


class Instruction:
    """A function whose compiled form is written by another one; see `instruction`."""

    def __init__(self, function: Callable[..., Any], module: str = "") -> None:
        update_wrapper(self, function)
        self.function = function
        self._module = module

    def __call__(self, *arguments: Any) -> Any:
        """Return the result of the plain function."""
        return self.function(*arguments)

    def build(self, _twin: Callable[..., Any]) -> Any:
        """Return what numba calls in kernels."""
        intrinsic = _machine_code().intrinsic
        write = getattr(import_module(self._module), self.function.__name__)
        write.__doc__ = self.function.__doc__
        return intrinsic(write)


class Inlined(Instruction):
    """A function that becomes a part of kernels; see `inlined`."""

    def build(self, twin: Callable[..., Any]) -> Any:
        """Return what numba calls in kernels."""
        return _machine_code().inlined(twin)


class Kernel(Instruction):
    """A function in two forms; see `kernel`."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._dispatcher: Any = None

    def __call__(self, *arguments: Any) -> Any:
        """Return the result of one of the forms."""
        if self._dispatcher is None:
            if _is_interpreted(arguments):
                return self.interpret(*arguments)
            self._dispatcher = self.dispatcher
        return self._dispatcher(*arguments)

    @property
    def dispatcher(self) -> Any:
        """The compiled form, made by numba."""
        return _compiled_form.of(self)

    def interpret(self, *arguments: Any) -> Any:
        """Return the result of the plain form, as the compiled form would return it."""
        with np.errstate(all="ignore"):
            return _plain(_interpreted_form.of(self)(*arguments))

    def build(self, twin: Callable[..., Any]) -> Any:
        """Return what numba calls in kernels."""
        return _machine_code().dispatcher(
            twin, lambda arguments: self.interpret if _is_interpreted(arguments) else None
        )


class _Form:
    """Twins of all kernels, made on demand, whose names mean twins of the same form."""

    def __init__(self, build: Callable[[Instruction, Callable[..., Any]], Any]) -> None:
        self._build = build
        self._twins: dict[Instruction, Any] = {}
        self._names: dict[int, dict[str, Any]] = {}  # by module: the identity of its own dictionary of names
        self._lock = threading.RLock()

    def of(self, kernel: Instruction) -> Any:
        """Return the twin of a kernel."""
        with self._lock:
            if kernel not in self._twins:
                function = kernel.function
                assert isinstance(function, FunctionType)
                names = self._names.setdefault(id(function.__globals__), {})
                twin = FunctionType(
                    function.__code__, names, function.__name__, function.__defaults__, function.__closure__
                )
                twin.__qualname__, twin.__module__ = function.__qualname__, function.__module__
                self._twins[kernel] = self._build(kernel, twin)
                for name, value in list(function.__globals__.items()):
                    names[name] = self.of(value) if isinstance(value, Instruction) else value
            return self._twins[kernel]


_compiled_form = _Form(lambda kernel, twin: kernel.build(twin))
_interpreted_form = _Form(lambda kernel, twin: twin)


def _machine_code() -> Any:
    """Import the compiler.

    Where scipy is installed, it imports scipy's linear algebra, 0.2 s, for products of dense matrices inside of
    kernels, which ioviz does not have: a process of ioviz' own is spared that.
    """
    name = "scipy.linalg"
    hidden = prefers_interpreted() and name not in sys.modules
    if hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # makes the import fail
    try:
        return import_module("ioviz.core.kernels.machine_code")
    finally:
        if hidden:
            del sys.modules[name]


def _is_interpreted(arguments: tuple[Any, ...]) -> bool:
    """Whether a call whose machine code is not loaded runs interpreted."""
    return prefers_interpreted() and not getattr(_thread, "compiles", False) and _largest(arguments) <= SMALL


def _largest(arguments: tuple[Any, ...]) -> int:
    """Return the entries of the largest array among arguments."""
    largest = 0
    for argument in arguments:
        if isinstance(argument, np.ndarray):
            largest = max(largest, argument.size)
        elif isinstance(argument, tuple):
            largest = max(largest, _largest(argument))
    return largest


def _plain(result: Any) -> Any:
    """Return the numbers of a result as numba does: as Python's."""
    if isinstance(result, np.generic):
        return result.item()
    if type(result) is tuple:
        return tuple(map(_plain, result))
    return result
