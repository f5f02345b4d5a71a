"""Dense bipartite networks: every input connected to every output."""

from __future__ import annotations

import math

import numpy as np

from ioviz.core.generators.arguments import whole
from ioviz.core.generators.estimates import Estimate, exactly
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.network import Network, build_network
from ioviz.core.network.limits import check_limits


def dense(a: int = 4, b: int = 4, *, seed: int = 0) -> Network:
    """Make a dense network of a inputs and b outputs: one full matrix-vector product.

    It costs 2 a b + b + 1 I/Os at best with M = 3, and a b + a + 2 b, the lower bound, from
    M = min(a, b) + 2 on.

    Parameters
    ----------
    a, b : int
        Number of inputs and of outputs.
    seed : int
        Of the weights, which are normal with standard deviation sqrt(1 / a).

    Returns
    -------
    Network
        Connections by source, then by target.
    """
    a, b = _checked(a, b)
    check_limits(a + b, a * b)
    rng = np.random.default_rng(whole(seed, "seed", least=0))
    return build_network(
        n_neurons=a + b,
        source=np.repeat(np.arange(a, dtype=np.int32), b),
        target=np.tile(np.arange(a, a + b, dtype=np.int32), a),
        weight=(rng.standard_normal(a * b) / math.sqrt(a)).astype(np.float32),
        name=f"dense-{a}x{b}",
        description=f"Each of {a} inputs is connected to each of {b} outputs: one full matrix-vector product.",
        origin=f"ioviz generate dense: {a} x {b}, seed {seed}",
        layer_hint=np.repeat(np.array([0, 1], np.int32), (a, b)),
    )


def _checked(a: int, b: int) -> tuple[int, int]:
    return whole(a, "number of inputs", least=1), whole(b, "number of outputs", least=1)


def _estimate(a: int, b: int, **_: object) -> Estimate:
    a, b = _checked(a, b)
    return exactly(a + b, a * b, a, b, 1)


FAMILY = Family(
    name="dense",
    title="Dense bipartite network",
    summary="Every input connected to every output.",
    make=dense,
    estimate=_estimate,
    parameters=(
        Parameter("a", "int", 4, "Number of inputs", least=1),
        Parameter("b", "int", 4, "Number of outputs", least=1),
        Parameter("seed", "int", 0, "Seed of the weights", least=0),
    ),
)
