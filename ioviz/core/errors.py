"""The errors that ioviz raises on purpose.

The message of each is one sentence: it names the thing (a file, a neuron, a setting), the place in it,
and what is allowed. The window and the command line show it unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable

from ioviz.core.names import LEAST_MEMORY


class IovizError(Exception):
    """Base of all errors that ioviz raises on purpose."""


class InvalidNetwork(IovizError):
    """The connections, biases or activations do not make a feed-forward network."""


class InvalidSchedule(IovizError):
    """An order is not a topological order of the network's connections, or its evictions cannot be replayed."""


class MemoryTooSmall(IovizError):
    """The fast memory holds fewer values than the model needs (M >= 3)."""


class InvalidArgument(IovizError):
    """A setting has an invalid value."""


class FileFormatError(IovizError):
    """A file is missing, unreadable, or does not follow its format."""


class LimitExceeded(IovizError):
    """Something would be larger than a stated limit; nothing was allocated."""


class MissingDependency(IovizError):
    """An optional library is needed and not installed; the message explains how to install it."""


def unknown(what: str, name: object, known: Iterable[str]) -> InvalidArgument:
    """Return the error about an unknown name; to be raised.

    Examples
    --------
    >>> str(unknown("policy", "fifo", ("min", "lru")))
    "Unknown policy 'fifo': choose from min, lru."
    """
    return InvalidArgument(f"Unknown {what} {name!r}: choose from {', '.join(known)}.")


def memory_too_small(memory: int) -> MemoryTooSmall:
    """Return the error about a fast memory below 3, with the reason; to be raised.

    Examples
    --------
    >>> str(memory_too_small(2))
    'A fast memory of 2 is too small: a connection needs its source u, its target v and its weight at once, so M = 3 is the minimum.'
    """  # noqa: E501  # a doctest must not be wrapped
    return MemoryTooSmall(
        f"A fast memory of {memory} is too small: a connection needs its source u, its target v and its weight at "
        f"once, so M = {LEAST_MEMORY} is the minimum."
    )
