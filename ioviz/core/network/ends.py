"""The inputs and outputs of a network, and their entries of the user's vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidNetwork
from ioviz.core.kernels.jit import frozen
from ioviz.core.network.arrays import counted, length_of, read_indices, read_reals, shown
from ioviz.core.network.limits import MAX_NEURONS
from ioviz.core.network.network import Adjacency

Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Ends:
    """Inputs and outputs with their slots; the attributes are those of `Network`."""

    inputs: Ints
    input_slots: Ints
    input_width: int
    outputs: Ints
    output_slots: Ints
    output_width: int
    output_constants: NDArray[np.float32]


def choose_ends(
    inputs: object,
    outputs: object,
    incoming: Adjacency,
    outgoing: Adjacency,
    source: Ints,
    target: Ints,
    *,
    input_slots: object,
    input_width: int | None,
    output_slots: object,
    output_width: int | None,
    output_constants: object,
) -> Ends:
    """Check the declared inputs and outputs, or find them: see `build_network`."""
    n = incoming.indptr.size - 1
    declared_inputs = None if inputs is None else _read_ends(inputs, "input", n)
    declared_outputs = None if outputs is None else _read_ends(outputs, "output", n)
    if declared_inputs is not None:
        has_incoming = np.flatnonzero(incoming.degree[declared_inputs])
        if has_incoming.size:
            neuron = int(declared_inputs[has_incoming[0]])
            c = int(incoming.of(neuron).min())
            raise InvalidNetwork(
                f"Neuron {neuron} is declared an input but has an incoming connection: "
                f"connection {c} ({source[c]} -> {neuron})."
            )
    if declared_outputs is not None:
        has_outgoing = np.flatnonzero(outgoing.degree[declared_outputs])
        if has_outgoing.size:
            neuron = int(declared_outputs[has_outgoing[0]])
            c = int(outgoing.of(neuron).min())
            raise InvalidNetwork(
                f"Neuron {neuron} is declared an output but has an outgoing connection: "
                f"connection {c} ({neuron} -> {target[c]})."
            )
    ins = _without(incoming, declared_outputs) if declared_inputs is None else declared_inputs
    outs = _without(outgoing, ins) if declared_outputs is None else declared_outputs
    both = np.intersect1d(ins, outs)
    if both.size:
        raise InvalidNetwork(f"Neuron {both[0]} is declared both an input and an output.")
    in_slots, in_width = _slots(input_slots, input_width, ins.size, "input")
    out_slots, out_width = _slots(output_slots, output_width, outs.size, "output")
    ins, in_slots = _in_vector_order(ins, in_slots)
    outs, out_slots = _in_vector_order(outs, out_slots)
    constants = _constants(output_constants, out_slots, out_width)
    return Ends(ins, in_slots, in_width, outs, out_slots, out_width, constants)


def _read_ends(values: object, word: str, n: int) -> Ints:
    length = length_of(values, f"The {word}s")
    if length > n:
        raise InvalidNetwork(f"There are {length} {word}s, but only {counted(n, 'neuron')}.")
    ends = read_indices(values, f"The {word}s", lambda i: f"Entry {i} of the {word}s", n, "neurons")
    twice = _first_repeated(ends)
    if twice is not None:
        raise InvalidNetwork(f"Neuron {ends[twice]} is declared an {word} twice.")
    return ends


def _without(adjacency: Adjacency, others: Ints | None) -> Ints:
    """Return the neurons without a connection in `adjacency`, but for `others`."""
    free = adjacency.indptr[1:] == adjacency.indptr[:-1]
    if others is not None:
        free[others] = False
    return frozen(np.flatnonzero(free).astype(np.int32))


def _slots(slots: object, width: int | None, count: int, word: str) -> tuple[Ints, int]:
    limit = MAX_NEURONS
    if width is not None:
        if isinstance(width, bool) or not isinstance(width, int | np.integer) or not 0 <= width <= MAX_NEURONS:
            raise InvalidNetwork(
                f"The length of the {word} vector has to be a whole number up to {MAX_NEURONS}, not {shown(width)}."
            )
        limit = int(width)
    if slots is None:
        if width is not None and limit < count:
            raise InvalidNetwork(f"The {word} vector of length {limit} is too short for {counted(count, word)}.")
        return frozen(np.arange(count, dtype=np.int32)), count if width is None else limit
    length = length_of(slots, f"The {word} slots")
    if length != count:
        raise InvalidNetwork(f"There are {length} {word} slots for {counted(count, word)}.")
    entry = f"Entry {{}} of the {word} slots".format
    array = read_indices(slots, f"The {word} slots", entry, limit, f"entries of the {word} vector")
    twice = _first_repeated(array)
    if twice is not None:
        raise InvalidNetwork(f"Two {word}s share entry {array[twice]} of the {word} vector.")
    return array, (int(array.max(initial=-1)) + 1 if width is None else limit)


def _in_vector_order(ends: Ints, slots: Ints) -> tuple[Ints, Ints]:
    by_slot = np.argsort(slots, kind="stable")
    return frozen(ends[by_slot]), frozen(slots[by_slot])


def _constants(values: object, slots: Ints, width: int) -> NDArray[np.float32]:
    """Return the constants, with NaN exactly for entries that an output computes."""
    computed = np.zeros(width, np.bool_)
    computed[slots] = True
    if values is None:
        constants = np.full(width, np.nan, np.float32)
    else:
        length = length_of(values, "The output constants")
        if length != width:
            raise InvalidNetwork(f"There are {length} output constants for an output vector of length {width}.")
        given: Any = values
        filled = [0.0 if _is_nan(value) else value for value in given]
        constants = read_reals(filled, "The output constants", "Output constant {}".format).copy()
        constants[[_is_nan(value) for value in given]] = np.nan
    twice = np.flatnonzero(computed & ~np.isnan(constants))
    if twice.size:
        raise InvalidNetwork(f"Entry {twice[0]} of the output vector is both computed and constant.")
    nowhere = np.flatnonzero(~computed & np.isnan(constants))
    if nowhere.size:
        raise InvalidNetwork(f"Entry {nowhere[0]} of the output vector is neither an output nor a constant.")
    return frozen(constants)


def _is_nan(value: object) -> bool:
    return value is None or (isinstance(value, float | np.floating) and bool(np.isnan(value)))


def _first_repeated(array: Ints) -> int | None:
    """Return the least position whose value stands at an earlier one."""
    order = np.argsort(array, kind="stable")
    again = order[1:][array[order[1:]] == array[order[:-1]]]
    return int(again.min()) if again.size else None
