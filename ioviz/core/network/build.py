"""Make a network from arrays: validate, trim, freeze."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ioviz.core.errors import InvalidNetwork
from ioviz.core.kernels import graph
from ioviz.core.kernels.jit import frozen
from ioviz.core.network.arrays import counted, length_of, read_indices, read_reals, read_table, shown
from ioviz.core.network.ends import Ends, choose_ends
from ioviz.core.network.limits import MAX_NEURONS, check_limits
from ioviz.core.network.network import Adjacency, Network
from ioviz.core.network.read_activations import read_activations
from ioviz.core.network.records import Examples, TrimReport, checked_examples
from ioviz.core.network.trim import Graph, Trimming, trim


def build_network(
    *,
    n_neurons: int,
    source: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    activation: Any = "identity",
    activation_parameter: ArrayLike | None = None,
    inputs: ArrayLike | None = None,
    outputs: ArrayLike | None = None,
    name: str = "",
    description: str = "",
    origin: str = "",
    layer_hint: ArrayLike | None = None,
    position: ArrayLike | None = None,
    examples: Examples | None = None,
    input_width: int | None = None,
    input_slots: ArrayLike | None = None,
    output_width: int | None = None,
    output_slots: ArrayLike | None = None,
    output_constants: ArrayLike | None = None,
    bias_where_nonzero: bool = False,
) -> Network:
    """Make a valid, trimmed, frozen network from its connections.

    Neurons that no output needs or that no input can change are trimmed; ``Network.trim_report`` lists
    them. When nothing is trimmed, neurons and connections keep their indices; otherwise the others
    moves up, in the same order.

    Parameters
    ----------
    n_neurons : int
        N, before trimming.
    source, target : int[W]
        The two ends of each connection, 0..N - 1.
    weight : float[W], optional
        1 unless given. Rounded to float32, like all real numbers here.
    bias : float[N], optional
        0 unless given; has to be 0 for inputs, whose value is given.
    activation : str, Activation, mapping, or a list of N of them
        See `parse_activation`; those of inputs are ignored.
    activation_parameter : float or float[N], optional
        Slope of leaky ReLU, cap of clipped ReLU; ignored for kinds without one.
    inputs : int[I], optional
        The inputs in the order of the input vector. All neurons without an incoming connection (and not
        in `outputs`) unless given.
    outputs : int[S], optional
        The outputs in the order of the output vector. All neurons without an outgoing connection (and
        not inputs) unless given.
    name, description, origin : str
    layer_hint : int[N], optional
    position : float[N, 2], optional
    examples : Examples, optional
    input_slots : int[I], optional
        The entry of the input vector for each input; by default 0..I - 1.
    input_width : int, optional
        Length of the input vector; by default the least that holds all slots.
    output_slots, output_width : optional
        The same for outputs.
    output_constants : float[output_width], optional
        The value of each entry of the output vector that no output gives, NaN for the others.
    bias_where_nonzero : bool
        Whether a neuron's bias is added only where its sum of weighted inputs is not 0, as in the Graph
        Challenge.

    Returns
    -------
    Network

    Raises
    ------
    InvalidNetwork
        If the arrays do not make a feed-forward network: an index out of range, a duplicate connection,
        a cycle, a number that is not finite, a list of a wrong length, a declared input with an incoming
        or output with an outgoing connection, or nothing left after trimming. The text names the first
        offender. With `bias_where_nonzero` also if a constant other than 0 leads to a neuron that is
        kept: no bias can stand for it.
    LimitExceeded
        If there are more neurons or connections than `MAX_NEURONS` and `MAX_CONNECTIONS`.

    Examples
    --------
    >>> diamond = build_network(n_neurons=4, source=[0, 0, 1, 2], target=[1, 2, 3, 3])
    >>> diamond
    Network(N=4, W=4, I=1, S=1)
    >>> diamond.layer.tolist()
    [0, 1, 1, 2]

    Notes
    -----
    O(N log N + W). An array is shared, not copied, if it is read-only and owns its memory.
    """
    n = _whole(n_neurons, "The number of neurons")
    w = length_of(source, "The sources")
    check_limits(n, w)
    _check_length(target, w, "The targets", counted(w, "source"))
    s = read_indices(source, "The sources", "The source of connection {}".format, n, "neurons")
    t = read_indices(target, "The targets", "The target of connection {}".format, n, "neurons")
    if w == 0:
        raise InvalidNetwork("The network has no connections.")
    weights = _weights(weight, s, t)
    biases = _biases(bias, n)
    kinds, parameters = read_activations(activation, activation_parameter, n)
    hints = _layer_hint(layer_hint, n)
    places = None if position is None else read_table(position, "The positions", _coordinate, (n, 2))

    incoming, outgoing = _adjacencies(s, t, n)
    topological = _topological(s, t, incoming, outgoing)
    ends = choose_ends(
        inputs, outputs, incoming, outgoing, s, t,
        input_slots=input_slots, input_width=input_width,
        output_slots=output_slots, output_width=output_width, output_constants=output_constants,
    )  # fmt: skip
    _check_input_biases(biases, ends.inputs, declared=inputs is not None)
    kinds[ends.inputs] = 0
    parameters[ends.inputs] = 0
    checked = None if examples is None else checked_examples(examples, ends.input_width, ends.output_width)

    full = Graph(
        s, t, weights, biases, frozen(kinds), frozen(parameters),
        _mask(n, ends.inputs), _mask(n, ends.outputs), incoming, outgoing, topological,
    )  # fmt: skip
    if not isinstance(bias_where_nonzero, bool | np.bool_):
        raise InvalidNetwork(f"bias_where_nonzero has to be True or False, not {shown(bias_where_nonzero)}.")
    words: dict[str, Any] = {"name": str(name), "description": str(description), "origin": str(origin)}
    words["bias_where_nonzero"] = bool(bias_where_nonzero)
    trimming = trim(full, bias_where_nonzero=words["bias_where_nonzero"])
    if trimming is not None:
        return _trimmed(full, trimming, ends, hints, places, checked, words)
    network = Network(
        s, t, weights, biases, full.activation, full.activation_parameter, ends.inputs, ends.outputs,
        **words, layer_hint=hints, position=places,
        input_width=ends.input_width, input_slots=ends.input_slots,
        output_width=ends.output_width, output_slots=ends.output_slots, output_constants=ends.output_constants,
        trim_report=TrimReport(), examples=checked,
    )  # fmt: skip
    network.__dict__["incoming"] = incoming  # the cached properties, which validation has computed already
    network.__dict__["topological_order"] = topological
    return network


def _trimmed(
    g: Graph,
    trimming: Trimming,
    ends: Ends,
    hints: NDArray[np.int32] | None,
    places: NDArray[np.float32] | None,
    examples: Examples | None,
    words: dict[str, Any],
) -> Network:
    """Return the neurons and connections that `trimming` keeps, under their new indices."""
    keep, chosen = trimming.neurons, trimming.connections
    new_index = (np.cumsum(keep, dtype=np.int32) - 1).astype(np.int32)
    kept_inputs, kept_outputs = keep[ends.inputs], keep[ends.outputs]
    constants = ends.output_constants.copy()
    constants[ends.output_slots[~kept_outputs]] = trimming.constant_value[ends.outputs[~kept_outputs]]
    return Network(
        source=frozen(new_index[g.source[chosen]]),
        target=frozen(new_index[g.target[chosen]]),
        weight=frozen(g.weight[chosen]),
        bias=frozen(trimming.bias[keep]),
        activation=frozen(g.activation[keep]),
        activation_parameter=frozen(g.activation_parameter[keep]),
        inputs=frozen(new_index[ends.inputs[kept_inputs]]),
        outputs=frozen(new_index[ends.outputs[kept_outputs]]),
        **words,
        layer_hint=None if hints is None else frozen(hints[keep]),
        position=None if places is None else frozen(places[keep]),
        input_width=ends.input_width,
        input_slots=frozen(ends.input_slots[kept_inputs]),
        output_width=ends.output_width,
        output_slots=frozen(ends.output_slots[kept_outputs]),
        output_constants=frozen(constants),
        trim_report=trimming.report,
        examples=examples,
    )


def _weights(weight: object, source: NDArray[np.int32], target: NDArray[np.int32]) -> NDArray[np.float32]:
    if weight is None:
        return frozen(np.ones(source.size, np.float32))
    _check_length(weight, source.size, "The weights", counted(source.size, "connection"))
    return read_reals(weight, "The weights", lambda c: f"The weight of connection {c} ({source[c]} -> {target[c]})")


def _biases(bias: object, n: int) -> NDArray[np.float32]:
    if bias is None:
        return frozen(np.zeros(n, np.float32))
    _check_length(bias, n, "The biases", counted(n, "neuron"))
    return read_reals(bias, "The biases", "The bias of neuron {}".format)


def _check_input_biases(bias: NDArray[np.float32], inputs: NDArray[np.int32], *, declared: bool) -> None:
    biased = np.flatnonzero(bias[inputs])
    if biased.size == 0:
        return
    neuron = int(inputs[biased[0]])
    if declared:
        demand = "but it is an input, whose value is given: its bias has to be 0"
    else:
        demand = "but no incoming connection, so that it is assumed to be an input: name the inputs"
    raise InvalidNetwork(f"Neuron {neuron} has the bias {bias[neuron]:g}, {demand}.")


def _layer_hint(hint: object, n: int) -> NDArray[np.int32] | None:
    if hint is None:
        return None
    _check_length(hint, n, "The layers", counted(n, "neuron"))
    return read_indices(hint, "The layers", "The layer of neuron {}".format, MAX_NEURONS, "layers")


def _coordinate(flat: int) -> str:
    return f"The {'xy'[flat % 2]} position of neuron {flat // 2}"


def _adjacencies(source: NDArray[np.int32], target: NDArray[np.int32], n: int) -> tuple[Adjacency, Adjacency]:
    """Group the connections both ways; raises InvalidNetwork if one leads to itself or repeats another."""
    loops = source == target
    if loops.any():
        c = int(loops.argmax())
        raise InvalidNetwork(f"Connection {c} leads from neuron {source[c]} to itself.")
    outgoing = Adjacency(*graph.group_connections(source, graph.no_order(), n))
    incoming = Adjacency(*graph.group_connections(target, outgoing.connection, n))
    again, earlier = graph.first_duplicate(incoming.indptr, incoming.connection, source)
    if again >= 0:
        raise InvalidNetwork(f"Connection {again} ({source[again]} -> {target[again]}) repeats connection {earlier}.")
    return incoming, outgoing


def _topological(
    source: NDArray[np.int32], target: NDArray[np.int32], incoming: Adjacency, outgoing: Adjacency
) -> NDArray[np.int32]:
    count, order = graph.topological_order(outgoing.indptr, outgoing.connection, target)
    if count == order.size:
        return frozen(order)
    left = np.ones(order.size, np.bool_)
    left[order[:count]] = False
    cycle = graph.find_cycle(incoming.indptr, incoming.connection, source, left).tolist()
    start = cycle.index(min(cycle))  # begin at the smallest index, so that the message does not depend on the walk
    cycle = cycle[start:] + cycle[: start + 1]
    path = " -> ".join(map(str, cycle if len(cycle) <= 9 else [*cycle[:5], "...", *cycle[-2:]]))
    raise InvalidNetwork(
        f"The connections {path} form a cycle of {len(cycle) - 1} neurons; a feed-forward network has none."
    )


def _check_length(values: object, expected: int, what: str, partners: str) -> None:
    length = length_of(values, what)
    if length != expected:
        raise InvalidNetwork(f"{what} are {length}, but there {'is' if expected == 1 else 'are'} {partners}.")


def _whole(value: object, what: str) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)  # type: ignore[arg-type]  # anything else raises, and is reported
    except TypeError:
        raise InvalidNetwork(f"{what} has to be a whole number, not {shown(value)}.") from None
    if number < 1:
        raise InvalidNetwork(f"{what} has to be at least 1, not {number}.")
    return number


def _mask(size: int, members: NDArray[np.int32]) -> NDArray[np.bool_]:
    mask = np.zeros(size, np.bool_)
    mask[members] = True
    return frozen(mask)
