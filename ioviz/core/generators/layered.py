"""Layered random networks: each two consecutive layers connected at random at a given density."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ioviz.core.errors import InvalidArgument, unknown
from ioviz.core.generators.arguments import number, whole
from ioviz.core.generators.distributions import parse_distribution
from ioviz.core.generators.estimates import MEMORY_LIMIT, Estimate, check_memory, peak_bytes
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.generators.in_degree import as_pairs, each_draws, reach_all
from ioviz.core.generators.pairs import cover as cover_pairs
from ioviz.core.generators.pairs import distinct
from ioviz.core.network import Activation, Network, build_network, parse_activation
from ioviz.core.network.limits import check_limits

METHODS = ("bernoulli", "fixed", "in-degree")


def estimate(sizes: Sequence[int], density: float | Sequence[float] = 0.1, method: str = "bernoulli") -> Estimate:
    """Estimate a layered random network.

    Parameters
    ----------
    sizes : sequence of int
        Neurons of each layer, two layers or more.
    density : float or sequence of float
        Share of the possible connections that are made, for all or for each two layers; in (0, 1].
    method : str
        As for `layered`; all but "bernoulli" are known exactly.

    Returns
    -------
    Estimate

    Raises
    ------
    InvalidArgument
        If a size or a density is out of range.
    """
    layers = checked_sizes(sizes)
    shares = _checked_density(density, len(layers) - 1)
    counts = tuple(
        degree_of(a, share) * b if method == "in-degree" else max(round(share * a * b), 1)
        for share, a, b in zip(shares, layers[:-1], layers[1:], strict=True)
    )
    n_neurons = sum(layers)
    return Estimate(
        n_neurons=n_neurons,
        n_inputs=layers[0],
        n_outputs=layers[-1],
        depth=len(layers) - 1,
        connections=counts,
        nbytes_peak=peak_bytes(n_neurons, sum(counts)),
        exact=method != "bernoulli",
    )


def layered(
    sizes: Sequence[int],
    density: float | Sequence[float] = 0.1,
    *,
    seed: int = 0,
    method: str = "bernoulli",
    cover: bool = True,
    weights: str | float = "normal",
    bias: str | float = "zero",
    activation: str = "relu",
    output_activation: str = "identity",
    name: str | None = None,
    memory_limit: int = MEMORY_LIMIT,
) -> Network:
    """Make a layered random network.

    Connections lead from each layer to the next one only. Each two consecutive layers of a and b
    neurons get m of the a * b possible connections, every choice of m equally likely: m is
    ``round(density * a * b)`` with the method "fixed", and with "bernoulli" a binomial number, as if
    each connection were made with probability `density` on its own. With "in-degree" every neuron of
    the second layer has ``round(density * a)`` incoming connections, one at least, from any of the a.

    With `cover`, every neuron gets a connection on each side where it needs one, so that nothing is
    left to trim, without changing m: neurons left out get a random connection each (a neuron left
    out of the one layer is joined with one of the other where possible), and as many other
    connections are dropped at random, none that is the last one of a neuron. (In the method
    "bernoulli", an m below max(a, b) is first raised to it.) Without `cover`, what is left out is
    trimmed, which the report of the network describes.

    Parameters
    ----------
    sizes : sequence of int
        Neurons of each layer, two layers or more; the first are the inputs, the last the outputs.
    density : float or sequence of float
        In (0, 1]: one for all, or one for each two consecutive layers.
    seed : int
        0 or more. Connections, weights and biases have streams of their own: another distribution
        of weights leaves the connections as they are.
    method : {"bernoulli", "fixed", "in-degree"}
    cover : bool
    weights : str or float
        "normal" (the default; standard deviation sqrt(2 / n) for a neuron of n incoming connections
        and an activation of the ReLU family, sqrt(1 / n) for others), "uniform" (with the same
        standard deviation), "ones", "constant:VALUE", or "normal:STD", "uniform:STD".
    bias : str or float
        "zero" (the default), "normal:STD" (0.1 unless given), "uniform:STD", or "constant:VALUE".
    activation, output_activation : str
        Of the hidden neurons and of the outputs, such as "relu" or "leaky_relu:0.01".
    name : str, optional
        "layered-500-500-500-500-d0.1-s0" and the like unless given.
    memory_limit : int
        In bytes.

    Returns
    -------
    Network
        Neurons are numbered layer after layer, connections by layer, source, target.

    Raises
    ------
    InvalidArgument
        If a setting is out of range, or the density is too small for `cover`.
    LimitExceeded
        If it would take more memory than the limit; nothing has been allocated.

    Notes
    -----
    Memory is linear in the number of connections, time but for a sort.

    Examples
    --------
    >>> layered([4, 3, 2], 1.0).n_connections
    18
    """
    layers = checked_sizes(sizes)
    shares = _checked_density(density, len(layers) - 1)
    expected = estimate(layers, shares, method)
    if method not in METHODS:
        raise unknown("method", method, METHODS)
    check_memory(expected, memory_limit)
    draw_weights = parse_distribution(weights, "weights")
    draw_bias = parse_distribution(bias, "bias")
    hidden, last = parse_activation(activation), parse_activation(output_activation)
    streams = np.random.SeedSequence(whole(seed, "seed", least=0)).spawn(3)
    structure, for_weights, for_bias = (np.random.default_rng(stream) for stream in streams)

    n_neurons = sum(layers)
    first_of = np.cumsum([0, *layers])
    sources, targets = [], []
    for k, share in enumerate(shares):
        a, b = layers[k], layers[k + 1]
        pairs = _connect(a, b, share, method, cover, structure, between=(k + 1, k + 2))
        sources.append((pairs // b + first_of[k]).astype(np.int32))
        targets.append((pairs % b + first_of[k + 1]).astype(np.int32))
        del pairs
    source, target = np.concatenate(sources), np.concatenate(targets)
    del sources, targets

    kinds = np.full(n_neurons, hidden[0], np.uint8)
    parameters = np.full(n_neurons, hidden[1], np.float32)
    kinds[: layers[0]], parameters[: layers[0]] = Activation.IDENTITY, 0
    kinds[first_of[-2] :], parameters[first_of[-2] :] = last

    in_degree = np.bincount(target, minlength=n_neurons)
    relu_like = np.isin(kinds, (Activation.RELU, Activation.LEAKY_RELU, Activation.CLIPPED_RELU))
    spread = np.sqrt(np.where(relu_like, 2, 1) / np.maximum(in_degree, 1)).astype(np.float32)
    weight = draw_weights.draw(source.size, spread[target], for_weights)
    biases = draw_bias.draw(n_neurons, 0.1, for_bias)
    biases[: layers[0]] = 0

    shape = "-".join(map(str, layers))
    settings = f"density {_short(shares)}, seed {seed}, {method}, weights {weights}, bias {bias}"
    return build_network(
        n_neurons=n_neurons,
        source=source,
        target=target,
        weight=weight,
        bias=biases,
        activation=kinds,
        activation_parameter=parameters,
        inputs=np.arange(layers[0], dtype=np.int32),
        outputs=np.arange(first_of[-2], n_neurons, dtype=np.int32),
        name=name if name is not None else f"layered-{shape}-d{_short(shares)}-s{seed}",
        description=f"A random network with layers of {', '.join(map(str, layers))} neurons.",
        origin=f"ioviz generate layered: sizes {shape}, {settings}",
        layer_hint=np.repeat(np.arange(len(layers), dtype=np.int32), layers),
    )


def degree_of(a: int, share: float) -> int:
    """Return the number of sources of each target at density `share`."""
    return max(1, round(share * a))


def _connect(
    a: int,
    b: int,
    share: float,
    method: str,
    cover: bool,
    rng: np.random.Generator,
    between: tuple[int, int],
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the connected pairs of two layers."""
    expected = degree_of(a, share) * b if method == "in-degree" else round(share * a * b)
    if cover and expected < max(a, b):
        raise InvalidArgument(
            f"At density {share:g}, layers {between[0]} and {between[1]} ({a} and {b} neurons) get "
            f"{expected} connections, too few to give each of the {max(a, b)} neurons of the larger "
            f"one a connection; use a density of at least {max(a, b) / (a * b):.3g}, or let those "
            "left out be trimmed (no cover)."
        )
    if method == "in-degree":
        sources = each_draws(a, b, degree_of(a, share), rng)
        return as_pairs(reach_all(sources, a, rng) if cover else sources)
    count = expected if method == "fixed" else int(rng.binomial(a * b, share))
    if not cover:
        return distinct(a * b, count, rng)
    count = max(count, a, b)
    return cover_pairs(distinct(a * b, count, rng), a, b, rng)


def checked_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the sizes of layers as a tuple; raises InvalidArgument unless they are sizes of two layers or more."""
    if isinstance(sizes, (str, bytes)) or not hasattr(sizes, "__len__"):
        raise InvalidArgument(f"The sizes are a list such as [500, 500, 500, 500], not {sizes!r}.")
    layers = tuple(whole(size, "size of a layer", least=1) for size in sizes)
    if len(layers) < 2:
        raise InvalidArgument(f"A layered network has at least 2 layers, not {len(layers)}.")
    check_limits(sum(layers), 0)
    return layers


def _checked_density(density: object, n_pairs: int) -> tuple[float, ...]:
    values = list(density) if isinstance(density, Iterable) and not isinstance(density, str) else [density]
    shares = tuple(number(value, "density", above=0, most=1) for value in values)
    if len(shares) == 1:
        return shares * n_pairs
    if len(shares) != n_pairs:
        raise InvalidArgument(f"There are {len(shares)} densities, but {n_pairs} pairs of consecutive layers.")
    return shares


def _short(shares: tuple[float, ...]) -> str:
    return "-".join(f"{share:g}" for share in (shares[:1] if len(set(shares)) == 1 else shares))


FAMILY = Family(
    name="layered",
    title="Layered random network",
    summary="Layers of neurons, each two connected at random at a given density.",
    make=layered,
    estimate=lambda **given: estimate(given["sizes"], given["density"], given["method"]),
    parameters=(
        Parameter("sizes", "sizes", (500, 500, 500, 500), "Neurons of each layer", least=1),
        Parameter("density", "float", 0.1, "Share of the possible connections", least=0, most=1),
        Parameter("seed", "int", 0, "Same seed, same network", least=0),
        Parameter("method", "choice", "bernoulli", "How the connections are drawn", choices=METHODS),
        Parameter("cover", "bool", True, "Give every neuron a connection on each side"),
        Parameter("weights", "text", "normal", "normal, uniform, ones, constant:0.5, normal:0.1"),
        Parameter("bias", "text", "zero", "zero, normal:0.1, uniform:0.1, constant:0.5"),
        Parameter("activation", "text", "relu", "Of hidden neurons: relu, leaky_relu:0.01, tanh, ..."),
        Parameter("output_activation", "text", "identity", "Of the outputs"),
    ),
)
