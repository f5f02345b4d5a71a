"""Choose the weight matrices of a file that make one network, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ioviz.core.errors import FileFormatError
from ioviz.core.formats.names import natural
from ioviz.core.formats.registry import Candidate

_SIDE_BY_SIDE = ("attention", "attn", "query", "q_proj", "qkv", "lstm", "gru", "rnn", "moe", "experts")
"""Parts of names of layers that are parallel, even if their shapes fit as a sequence."""

_STEPS, _MOST = 20_000, 100
"""Limits of the search for a chain: its steps, and the number of layers."""


def chosen_chain(candidates: Sequence[Candidate], names: Sequence[str]) -> tuple[Candidate, ...]:
    """Return the layers that are read, in their order.

    Parameters
    ----------
    candidates : sequence of Candidate
        The weight matrices of a file.
    names : sequence of str
        The wanted ones, in their order, with or without their common ending; if empty, all of them:
        in the order of their names if they fit, else in the only order in which they do.

    Raises
    ------
    FileFormatError
        If a name is unknown, they fit in no order or in several, or their names mark them as parallel;
        the message lists them.
    """
    if not candidates:
        raise FileFormatError("No linear layer found: no matrix of two axes has a name that ends in 'weight'.")
    if names:
        return tuple(_named(name, candidates) for name in names)
    ordered = tuple(sorted(candidates, key=lambda one: natural(one.name)))
    beside = next((one for one in ordered if any(part in one.name.lower() for part in _SIDE_BY_SIDE)), None)
    if beside is not None and len(ordered) > 1:
        raise FileFormatError(
            f"The layers are not a sequence: {beside.short} is one of several parallel ones; "
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
    """Return whether the shape of each fits the one before."""
    return all(before.shape[0] == after.shape[1] for before, after in pairwise(chain))


def _named(name: str, candidates: Sequence[Candidate]) -> Candidate:
    for one in candidates:
        if name in (one.name, one.short):
            return one
    listed = ", ".join(sorted((one.short for one in candidates), key=natural)[:8])
    more = ", ..." if len(candidates) > 8 else ""
    raise FileFormatError(f"Unknown linear layer {name[:60]!r}: choose from {listed}{more}.")


def _orders(candidates: Sequence[Candidate]) -> list[tuple[int, ...]]:
    """Return up to two orders in which all of them fit; none if the search takes too long."""
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
