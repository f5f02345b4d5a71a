"""Which of the weight matrices of a file make one network, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ioviz.core.errors import FileFormatError
from ioviz.core.formats.names import natural
from ioviz.core.formats.registry import Candidate

_SIDE_BY_SIDE = ("attention", "attn", "query", "q_proj", "qkv", "lstm", "gru", "rnn", "moe", "experts")
"""Parts of names of layers that do not stand one after the other, even where their shapes fit."""

_STEPS, _MOST = 20_000, 100
"""Steps of the search for a chain, and the most layers that it is made for; more are ambiguous to people, too."""


def chosen_chain(candidates: Sequence[Candidate], names: Sequence[str]) -> tuple[Candidate, ...]:
    """Return the layers that are read, in their order.

    Parameters
    ----------
    candidates : sequence of Candidate
        The weight matrices of a file.
    names : sequence of str
        Those that are wanted, in their order, with or without what they all end in; if none, all of them are taken:
        in the order of their names if so each fits the next, else in the only order in which each does.

    Raises
    ------
    FileFormatError
        If a name is unknown, or they fit in no order or in several, or their names say that they stand side by side;
        the text lists them.
    """
    if not candidates:
        raise FileFormatError("There is no linear layer in it: no matrix of two axes whose name ends in 'weight'.")
    if names:
        return tuple(_named(name, candidates) for name in names)
    ordered = tuple(sorted(candidates, key=lambda one: natural(one.name)))
    beside = next((one for one in ordered if any(part in one.name.lower() for part in _SIDE_BY_SIDE)), None)
    if beside is not None and len(ordered) > 1:
        raise FileFormatError(
            f"Its layers do not stand one after the other: {beside.short} is one of several that take the same values; "
            "choose some by their names, in their order, e.g. the two of a feed-forward block."
        )
    if fits(ordered):
        return ordered
    orders = _orders(ordered)
    if len(orders) == 1:
        return tuple(ordered[i] for i in orders[0])
    listed = ", ".join(f"{one.short} {list(one.shape)}" for one in ordered[:6]) + (", ..." if len(ordered) > 6 else "")
    how = "several orders" if orders else "no order"
    example = ",".join(one.short for one in ordered[:2])
    raise FileFormatError(
        f"Its {len(ordered)} linear layers fit each other in {how}: {listed}; choose some by their names, in their "
        f"order, e.g. layers {example}."
    )


def fits(chain: Sequence[Candidate]) -> bool:
    """Return whether each takes what the one before it gives."""
    return all(before.shape[0] == after.shape[1] for before, after in pairwise(chain))


def _named(name: str, candidates: Sequence[Candidate]) -> Candidate:
    for one in candidates:
        if name in (one.name, one.short):
            return one
    listed = ", ".join(sorted((one.short for one in candidates), key=natural)[:8])
    more = ", ..." if len(candidates) > 8 else ""
    raise FileFormatError(f"There is no linear layer {name[:60]!r} in it; there are: {listed}{more}.")


def _orders(candidates: Sequence[Candidate]) -> list[tuple[int, ...]]:
    """The orders in which all of them fit, two at most; none if finding one takes too long."""
    found: list[tuple[int, ...]] = []
    if len(candidates) > _MOST:
        return []
    steps = 0
    stack: list[tuple[int, ...]] = [(i,) for i in range(len(candidates))]
    while stack and len(found) < 2:
        steps += 1
        if steps > _STEPS:
            return []
        chain = stack.pop()
        if len(chain) == len(candidates):
            found.append(chain)
            continue
        width = candidates[chain[-1]].shape[0]
        stack.extend((*chain, i) for i, one in enumerate(candidates) if one.shape[1] == width and i not in chain)
    return found
