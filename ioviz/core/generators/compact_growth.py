"""Compact Growth: random networks that attain the lower bound at a chosen memory size, by construction."""

from __future__ import annotations

from typing import Any

import numpy as np

from ioviz.core.errors import InvalidArgument
from ioviz.core.generators.arguments import chance, whole
from ioviz.core.generators.estimates import Estimate, by_sample, peak_bytes
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.generators.fan_in import fan_in_weights
from ioviz.core.kernels.growth import grow
from ioviz.core.network import Activation, Network, build_network
from ioviz.core.network.limits import check_limits

_MOST_SAMPLED = 10_000
"""In a larger fast memory a sample would take long: then the estimate is only an upper bound."""


def compact_growth(
    memory: int = 20,
    neurons: int = 200,
    least_in: int = 2,
    most_in: int = 6,
    removal: float = 0.05,
    shuffle: bool = False,
    seed: int = 0,
) -> Network:
    """Grow a network whose I/Os are W + N + S at every M from `memory` on, in the order in which it grew.

    A simulated fast memory has ``memory - 1`` slots. It begins with ``memory - 2`` inputs. Again
    and again a new neuron is made there, with connections from a random choice of the neurons present; then
    each neuron present is removed with the probability `removal`, and one at random if all slots are taken. A
    neuron that never got an outgoing connection is an output; an input that never got one is left out.

    Parameters
    ----------
    memory : int
        M_g, in values; 3 or more.
    neurons : int
        The number of neurons besides the inputs.
    least_in, most_in : int
        The number of incoming connections of each is drawn from this range, both ends included, and cut to
        the number of neurons present.
    removal : float
        From 0 to 1. A small one keeps the memory full and the network densely knit; with a large one few
        neurons are kept, and many are outputs.
    shuffle : bool
        Number the neurons at random. Else they are numbered as they were made, and the neuron order is as good
        as the growth order.
    seed : int

    Returns
    -------
    Network
        Connections are stored in the order in which they were made:
        ``ioviz.order(network, "growth")`` is the schedule that the network came with, also after it was saved
        and opened. Nothing is trimmed.

    Raises
    ------
    InvalidArgument
        If a setting is out of range.
    LimitExceeded
        If there could be more neurons or connections than the limits; nothing has been allocated.

    Examples
    --------
    >>> import ioviz
    >>> network = compact_growth(memory=8, neurons=50)
    >>> ioviz.simulate(network, "growth", memory=8).excess
    0

    Notes
    -----
    The live memory of the growth order is at most M_g: between its first and its last use, a neuron is in the
    simulated memory. O(W + neurons * memory).

    References
    ----------
    Gleinig, Ben-Nun, Hoefler, "A Theory of I/O-Efficient Sparse Neural Network Inference",
    arXiv 2301.01048 (2023): Compact Growth. Every network that attains the lower bound at M can be grown so.
    """
    m = whole(memory, "memory size", least=3)
    n_grown = whole(neurons, "number of neurons", least=1)
    least = whole(least_in, "least number of incoming connections", least=1)
    most = whole(most_in, "greatest number of incoming connections", least=1)
    if most < least:
        raise InvalidArgument(f"The range of incoming connections is empty: from {least} to {most}.")
    share = chance(removal, "removal")
    n_inputs = m - 2
    check_limits(n_inputs + n_grown, n_grown * min(most, n_inputs))
    streams = np.random.SeedSequence(whole(seed, "seed", least=0)).spawn(3)
    structure, for_weights, for_numbers = (np.random.default_rng(stream) for stream in streams)

    source = np.empty(n_grown * min(most, n_inputs), np.int32)
    target = np.empty_like(source)
    layer = np.zeros(n_inputs + n_grown, np.int32)
    w = int(grow(m - 1, n_inputs, n_grown, least, min(most, m), share, structure, source, target, layer))
    source, target = source[:w].copy(), target[:w].copy()

    # Neurons without a connection are left out; the others are renumbered, or shuffled.
    kept = np.zeros(layer.size, np.bool_)
    kept[source] = kept[target] = True
    n = int(kept.sum())
    new_index = np.full(layer.size, -1, np.int32)
    new_index[kept] = for_numbers.permutation(n) if shuffle else np.arange(n)
    source, target = new_index[source], new_index[target]
    hint = np.empty(n, np.int32)
    hint[new_index[kept]] = layer[kept]
    has_outgoing = np.zeros(n, np.bool_)
    has_outgoing[source] = True
    is_input = np.ones(n, np.bool_)
    is_input[target] = False
    return build_network(
        n_neurons=n,
        source=source,
        target=target,
        weight=fan_in_weights(target, n, for_weights),
        activation=np.where(has_outgoing & ~is_input, Activation.RELU, Activation.IDENTITY).astype(np.uint8),
        name=f"growth-{n_grown}-m{m}-s{seed}",
        description=f"Grown in a fast memory of {m}: from M = {m} on, its growth order needs no I/O beyond the least.",
        origin=(
            f"ioviz generate compact-growth: memory {m}, neurons {n_grown}, in-degree {least} to {most}, "
            f"removal {share:g}, seed {seed}{', shuffled' if shuffle else ''}"
        ),
        layer_hint=hint,
    )


def _estimate(**given: Any) -> Estimate:
    neurons, n_slots = given["neurons"], given["memory"] - 1
    if n_slots <= _MOST_SAMPLED:
        return by_sample(compact_growth, given, "neurons", inputs_grow=False)
    n, most = neurons + n_slots - 1, min(given["most_in"], n_slots)
    return Estimate(n, n_slots - 1, neurons, 1, (neurons * most,), peak_bytes(n, neurons * most), layered=False)


FAMILY = Family(
    name="compact-growth",
    title="Compact Growth",
    summary="Grown within a fast memory of M values, so that M values are enough.",
    make=compact_growth,
    estimate=_estimate,
    parameters=(
        Parameter("memory", "int", 20, "The memory size M that attains the lower bound", least=3),
        Parameter("neurons", "int", 200, "Number of neurons besides the inputs", least=1),
        Parameter("least_in", "int", 2, "Least number of incoming connections", least=1),
        Parameter("most_in", "int", 6, "Greatest number of incoming connections", least=1),
        Parameter("removal", "float", 0.05, "Chance of each neuron to be removed after each step", least=0, most=1),
        Parameter("shuffle", "bool", False, "Number the neurons at random, which hides how it grew"),
        Parameter("seed", "int", 0, "Seed of the random choices", least=0),
    ),
    order="growth",
)
