"""The errors that ioviz raises on purpose.

The text of each is one sentence for people: it names the thing (a file, a neuron, a setting), the
place in it, and what would be right. The window and the command line show it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable


class IovizError(Exception):
    """Base of all errors with a sentence for people."""


class InvalidNetwork(IovizError):
    """The connections, biases or activations do not make a feed-forward network."""


class InvalidSchedule(IovizError):
    """An order is no topological order of the network's connections, or its evictions cannot be replayed."""


class MemoryTooSmall(IovizError):
    """The fast memory holds fewer values than the model needs (M >= 3)."""


class InvalidArgument(IovizError):
    """A setting has a value outside of what it can be."""


class FileFormatError(IovizError):
    """A file is missing, unreadable, or not what its format demands."""


class LimitExceeded(IovizError):
    """Something would be larger than a stated limit; nothing was allocated."""


class MissingDependency(IovizError):
    """An optional library is needed and not installed; the text says how to get it."""


def unknown(what: str, name: object, known: Iterable[str]) -> InvalidArgument:
    """Return the error about a name that is none of those that there are; to be raised.

    Examples
    --------
    >>> str(unknown("policy", "fifo", ("min", "lru")))
    "Unknown policy 'fifo': choose from min, lru."
    """
    return InvalidArgument(f"Unknown {what} {name!r}: choose from {', '.join(known)}.")
