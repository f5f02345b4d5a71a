"""The feed-forward block of a transformer: wide in the middle, GELU."""

from __future__ import annotations

from dataclasses import replace

from ioviz.core.generators.arguments import whole
from ioviz.core.generators.estimates import Estimate
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.generators.layered import estimate, layered
from ioviz.core.network import Network


def feed_forward(
    width: int = 768, hidden: int = 3072, density: float = 0.05, activation: str = "gelu", seed: int = 0
) -> Network:
    """Make the feed-forward block of a transformer at a density, by default that of BERT base.

    Parameters
    ----------
    width : int
        Neurons of the input and of the output.
    hidden : int
        Neurons between them, usually four times as many.
    density : float
        Share of the possible connections that are made, in (0, 1].
    activation : str
        Of the hidden neurons; the outputs are linear.
    seed : int

    Returns
    -------
    Network
        As `layered` makes it.

    Raises
    ------
    InvalidArgument
        If a setting is out of range.
    LimitExceeded
        If it would be too large; nothing has been allocated.

    References
    ----------
    Vaswani et al., Attention is all you need, arXiv 1706.03762 (2017), section 3.3.
    Devlin et al., BERT, arXiv 1810.04805 (2018): 768-3072-768 in the base model.
    """
    a, b = whole(width, "width", least=1), whole(hidden, "number of hidden neurons", least=1)
    network = layered([a, b, a], density, seed=seed, activation=activation, name=f"ffn-{a}-{b}-d{density:g}-s{seed}")
    return replace(
        network,
        description=f"The feed-forward block of a transformer, {a}-{b}-{a}, a share of {density:g} of its connections.",
        origin=f"ioviz generate feed-forward: width {a}, hidden {b}, density {density:g}, {activation}, seed {seed}",
    )


def _estimate(width: int, hidden: int, density: float, **_: object) -> Estimate:
    return estimate((width, hidden, width), density)


FAMILY = Family(
    name="feed-forward",
    title="Transformer feed-forward block",
    summary="Two layers of connections around a wide hidden layer, GELU; by default BERT base.",
    make=feed_forward,
    estimate=_estimate,
    parameters=(
        Parameter("width", "int", 768, "Neurons of the input and of the output", least=1),
        Parameter("hidden", "int", 3072, "Neurons between them", least=1),
        Parameter("density", "float", 0.05, "Share of the possible connections", least=0, most=1),
        Parameter("activation", "text", "gelu", "Of hidden neurons: gelu, relu, tanh, ..."),
        Parameter("seed", "int", 0, "Seed of the random choices", least=0),
    ),
)
