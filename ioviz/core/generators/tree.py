"""Trees: the leaves are the inputs, the root is the output."""

from __future__ import annotations

import numpy as np

from ioviz.core.generators.arguments import whole
from ioviz.core.generators.estimates import Estimate, exactly
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.network import Network, build_network
from ioviz.core.network.limits import check_limits


def tree(branching: int = 2, depth: int = 3) -> Network:
    """Make a complete tree: each neuron but the leaves is the sum of its children.

    Parameters
    ----------
    branching : int
        Children of a neuron, 1 or more; 2 for a binary tree.
    depth : int
        Connections from a leaf to the root, 1 or more; there are ``branching ** depth`` leaves.

    Returns
    -------
    Network
        Neurons are numbered from the leaves to the root, level after level; all weights are 1, all
        activations the identity, so that the output is the sum of the inputs.

    Examples
    --------
    >>> tree(2, 3).n_inputs
    8
    """
    branching, depth = _checked(branching, depth)
    check_limits(depth if branching == 1 else branching ** min(depth, 64), 0)
    levels = [branching**level for level in range(depth, -1, -1)]
    n_neurons = sum(levels)
    check_limits(n_neurons, n_neurons - 1)
    # The children of one neuron are numbered consecutively, and so are the parents of a level.
    source = np.arange(n_neurons - 1, dtype=np.int32)
    target = np.repeat(np.arange(levels[0], n_neurons, dtype=np.int32), branching)
    shape = "binary tree" if branching == 2 else f"tree of branching {branching}"
    return build_network(
        n_neurons=n_neurons,
        source=source,
        target=target,
        name=f"tree-{branching}-{depth}",
        description=f"A complete {shape} with {levels[0]} leaves: the output is the sum of the inputs.",
        origin=f"ioviz generate tree: branching {branching}, depth {depth}",
        layer_hint=np.repeat(np.arange(depth + 1, dtype=np.int32), levels),
    )


def _checked(branching: int, depth: int) -> tuple[int, int]:
    return whole(branching, "branching", least=1), whole(depth, "depth of a tree", least=1, most=10_000)


def _estimate(branching: int, depth: int) -> Estimate:
    branching, depth = _checked(branching, depth)
    leaves = branching ** min(depth, 64)  # 64 levels are too many already, however many more there are
    n_neurons = depth + 1 if branching == 1 else (branching * leaves - 1) // (branching - 1)
    return exactly(n_neurons, n_neurons - 1, leaves, 1, depth)


FAMILY = Family(
    name="tree",
    title="Tree",
    summary="A complete tree from its leaves, the inputs, to its root, the output.",
    make=tree,
    estimate=_estimate,
    parameters=(
        Parameter("branching", "int", 2, "Children of a neuron", least=1),
        Parameter("depth", "int", 3, "Connections from a leaf to the root", least=1),
    ),
)
